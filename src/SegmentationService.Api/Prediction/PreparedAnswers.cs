using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Prediction;

/// <summary>A version laid out once for prediction: all pieces of its answers that do not depend on the customer, as they stand in JSON and CSV. Thread-safe.</summary>
internal sealed class PreparedAnswers
{
    /// <summary>The most values of a customer that are told of one by one; of more the number is told.</summary>
    private const int MostNotices = 20;

    private const int MostValuesListed = 5;

    private readonly IReadOnlyList<string> _names;
    private readonly string[] _inputs;
    private readonly NearNames _near;
    private readonly PreparedNotice[] _missing;
    private readonly PreparedNotice?[] _unknown;
    private readonly ConcurrentDictionary<int, PreparedNotice> _more = new();
    private readonly string _effectOfMissing;

    private PreparedAnswers(ServedVersion version)
    {
        Version = version;
        var (stored, model) = (version.Stored, version.Stored.Model);
        _names = stored.SegmentNames;
        var number = stored.Version.ToString(CultureInfo.InvariantCulture);
        Header = number;
        PredictHead = Encoding.UTF8.GetBytes($$"""{"model":"{{stored.ModelName}}","version":{{number}},"customerId":""");
        BeforeAlternatives = Encoding.UTF8.GetBytes($$""","confidenceBasis":"{{VersionResponse.BasisOf(model)}}","alternatives":[{""");
        _inputs = [.. model.FeatureSet.Inputs.Select(input => input.Name)];
        _near = new NearNames(_inputs);
        _missing = [.. model.FeatureSet.Inputs.Select(input => new PreparedNotice(new NoticeResponse(
            "value_missing",
            input.Name,
            input.Values is null
                ? FormattableString.Invariant($"'{Excerpt.Of(input.Name)}' is missing; the training median {input.Median} is taken.")
                : $"'{Excerpt.Of(input.Name)}' is missing; it counts as none of the values of training.")))];
        _unknown = [.. model.FeatureSet.Inputs.Select(input => input.Values is null ? null : new PreparedNotice(new NoticeResponse(
            "value_unknown",
            input.Name,
            $"'{Excerpt.Of(input.Name)}' has a value that training did not have; it counts as none of {Excerpt.Listed(input.Values.Names, MostValuesListed)}.")))];
        _effectOfMissing = model.FeatureSet.Inputs.Any(input => input.Values is not null)
            ? "the training medians are taken, and encoded ones count as none of the values of training"
            : "the training medians are taken";
        NoUsableField = PreparedNotice.Of(CustomerFields.NoUsableField(model, CustomerFields.FewListed));
        Segments = [.. model.Segments.Select((segment, c) => new PreparedSegment(segment.Id, _names[c], segment.Name))];
        HasGivenNames = Array.Exists(Segments, segment => segment.HasGivenName);
        Requests = new DefaultObjectPool<PredictRequest>(new RequestPolicy(this));
    }

    /// <summary>The version.</summary>
    public ServedVersion Version { get; }

    /// <summary>Its number, as it stands in the header.</summary>
    public StringValues Header { get; }

    /// <summary>The begin of an answer of <c>/predict</c>, up to the id.</summary>
    public byte[] PredictHead { get; }

    /// <summary>What stands in an answer of <c>/predict</c> between the first segment and the nearest ones.</summary>
    public byte[] BeforeAlternatives { get; }

    /// <summary>The segments.</summary>
    public PreparedSegment[] Segments { get; }

    /// <summary>The segment that a training customer is in.</summary>
    /// <param name="customer">A customer of this version.</param>
    public PreparedSegment SegmentOf(TrainedCustomer customer) => Array.Find(Segments, segment => segment.Id == customer.Segment)
        ?? throw new CorruptModelException($"A customer is in segment {customer.Segment}, which the model does not have.");

    /// <summary>Whether a segment is called otherwise than the training named it.</summary>
    public bool HasGivenNames { get; }

    /// <summary>Reusable state of requests to <c>/predict</c>.</summary>
    public ObjectPool<PredictRequest> Requests { get; }

    /// <summary>The answers of a version. O(inputs + k), once, and again when its segments have been given other names.</summary>
    public static PreparedAnswers Of(ServedVersion version) =>
        version.LaidOut(static version => new PreparedAnswers(version), static (version, made) => made._names == version.Stored.SegmentNames);

    /// <summary>Why a customer without any value cannot be assigned.</summary>
    public PreparedNotice NoUsableField { get; }

    /// <summary>Whether an input is an encoded column.</summary>
    public bool IsEncoded(int input) => _unknown[input] is not null;

    /// <summary>What is said of a value that is missing.</summary>
    public PreparedNotice Missing(int input) => _missing[input];

    /// <summary>What is said of a value of an encoded column that training did not have.</summary>
    public PreparedNotice Unknown(int input) => _unknown[input]!;

    /// <summary>What is said of several values that are missing.</summary>
    /// <param name="named">The first of the inputs.</param>
    /// <param name="count">How many there are.</param>
    public PreparedNotice SeveralMissing(int[] named, int count) => new(new NoticeResponse("values_missing", null, $"{Listed(named, count)} are missing; {_effectOfMissing}."));

    /// <summary>What is said of values of several encoded columns that training did not have.</summary>
    /// <param name="named">The first of the inputs.</param>
    /// <param name="count">How many there are.</param>
    public PreparedNotice SeveralUnknown(int[] named, int count) =>
        new(new NoticeResponse("values_unknown", null, $"{Listed(named, count)} have values that training did not have; they count as none of its values."));

    /// <summary>What is said of inputs that no customer of a batch has.</summary>
    /// <param name="inputs">The inputs, at least one.</param>
    public Notice Absent(IReadOnlyList<int> inputs) => new("columns_missing", null, $"No customer of the batch has {Excerpt.Listed([.. inputs.Select(input => _inputs[input])], MostNotices)}; {_effectOfMissing}.");

    /// <summary>What is said of inputs that only later customers of a batch have.</summary>
    /// <param name="inputs">The inputs, at least one, each with the first customer that has it.</param>
    public Notice Late(IReadOnlyList<(int Input, long First)> inputs) => new(
        "columns_appear_late",
        null,
        $"Of customers before these are not told to be missing one by one: {string.Join(", ", inputs.Take(MostNotices).Select(late => FormattableString.Invariant($"'{Excerpt.Of(_inputs[late.Input])}' before customer {late.First}")))}{(inputs.Count > MostNotices ? $" and {inputs.Count - MostNotices} more" : "")}; {_effectOfMissing}.");

    /// <summary>Adds what is said of the values of a customer: those that are missing, or unknown to an encoded column.</summary>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="notices">Takes the notices.</param>
    public void AddNotices(ReadOnlySpan<double> inputs, List<PreparedNotice> notices)
    {
        var count = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            var notice = double.IsNaN(inputs[i]) ? _missing[i] : inputs[i] == CategoryValues.Unknown ? _unknown[i] : null;
            if (notice is not null && ++count <= MostNotices) notices.Add(notice);
        }

        if (count > MostNotices)
            notices.Add(_more.GetOrAdd(count - MostNotices, static more => new PreparedNotice(new NoticeResponse("more_values", null, FormattableString.Invariant($"{more} more values are missing, or unknown to the training.")))));
    }

    /// <summary>Adds what is said of fields that are probably misspelt names of missing ones, each once.</summary>
    /// <param name="ignored">The fields that the model does not use.</param>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="notices">Takes the notices.</param>
    public void AddNotices(IgnoredFields ignored, ReadOnlySpan<double> inputs, List<PreparedNotice> notices)
    {
        var steps = NearNames.UsualSteps;
        for (var field = 0; field < ignored.Count; field++)
        {
            if (ignored.IsRepeated(field) || Misspelt(ignored[field], ref steps) is not { } misspelling) continue;
            if (double.IsNaN(inputs[misspelling.Input])) notices.Add(misspelling.Notice);
        }
    }

    /// <summary>What a field that the model does not use was probably meant to be, or null.</summary>
    /// <param name="utf8">Its name, valid UTF-8.</param>
    /// <param name="steps">As in <see cref="NearNames.Nearest"/>.</param>
    public Misspelling? Misspelt(ReadOnlySpan<byte> utf8, ref int steps) => Misspelling.Find(_inputs, _near, utf8, ref steps);

    private string Listed(int[] named, int count)
    {
        var names = named.Select(input => $"'{Excerpt.Of(_inputs[input])}'").ToArray();
        return count > names.Length ? $"{string.Join(", ", names)} and {count - names.Length} more" : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private sealed class RequestPolicy(PreparedAnswers answers) : PooledObjectPolicy<PredictRequest>
    {
        public override PredictRequest Create() => new(answers);

        public override bool Return(PredictRequest obj) => true;
    }
}

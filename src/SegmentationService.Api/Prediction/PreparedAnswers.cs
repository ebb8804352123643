using System.Globalization;
using System.Text;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Prediction;

/// <summary>A version laid out once for prediction: all pieces of its answers that do not depend on the customer, as they stand in JSON and CSV. Thread-safe.</summary>
internal sealed class PreparedAnswers
{
    private readonly string[] _inputs;
    private readonly PreparedNotice[] _missing;
    private readonly PreparedNotice?[] _unknown;

    private PreparedAnswers(ServedVersion version)
    {
        Version = version;
        var (stored, model) = (version.Stored, version.Stored.Model);
        var number = stored.Version.ToString(CultureInfo.InvariantCulture);
        Header = number;
        PredictHead = Encoding.UTF8.GetBytes($$"""{"model":"{{stored.ModelName}}","version":{{number}},"customerId":""");
        _inputs = [.. model.FeatureSet.Inputs.Select(input => input.Name)];
        _missing = [.. model.FeatureSet.Inputs.Select(input => new PreparedNotice(new NoticeResponse(
            "value_missing",
            input.Name,
            input.Values is null
                ? FormattableString.Invariant($"'{input.Name}' is missing; the training median {input.Median} is taken.")
                : $"'{input.Name}' is missing; it counts as none of the values of training.")))];
        _unknown = [.. model.FeatureSet.Inputs.Select(input => input.Values is null ? null : new PreparedNotice(new NoticeResponse(
            "value_unknown",
            input.Name,
            $"'{input.Name}' has a value that training did not have; it counts as none of {string.Join(", ", input.Values.Names.Select(name => $"'{name}'"))}.")))];
        Segments = [.. model.Segments.Select(segment => new PreparedSegment(segment.Id, segment.Name))];
        Requests = new DefaultObjectPool<PredictRequest>(new RequestPolicy(this));
    }

    /// <summary>The version.</summary>
    public ServedVersion Version { get; }

    /// <summary>Its number, as it stands in the header.</summary>
    public StringValues Header { get; }

    /// <summary>The begin of an answer of <c>/predict</c>, up to the id.</summary>
    public byte[] PredictHead { get; }

    /// <summary>The segments.</summary>
    public PreparedSegment[] Segments { get; }

    /// <summary>Reusable state of requests to <c>/predict</c>.</summary>
    public ObjectPool<PredictRequest> Requests { get; }

    /// <summary>The answers of a version. O(inputs + k), once.</summary>
    public static PreparedAnswers Of(ServedVersion version) => version.LaidOut(static version => new PreparedAnswers(version));

    /// <summary>Adds what is said of the values of a customer: those that are missing, or unknown to an encoded column.</summary>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="notices">Takes the notices.</param>
    public void AddNotices(ReadOnlySpan<double> inputs, List<PreparedNotice> notices)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (double.IsNaN(inputs[i])) notices.Add(_missing[i]);
            else if (inputs[i] == CategoryValues.Unknown && _unknown[i] is { } unknown) notices.Add(unknown);
        }
    }

    /// <summary>Adds what is said of fields that are probably misspelt names of missing ones, each once.</summary>
    /// <param name="ignored">The fields that the model does not use.</param>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    /// <param name="notices">Takes the notices.</param>
    public void AddNotices(IgnoredFields ignored, ReadOnlySpan<double> inputs, List<PreparedNotice> notices)
    {
        for (var field = 0; field < ignored.Count; field++)
        {
            if (ignored.IsRepeated(field) || Misspelt(ignored[field]) is not { } misspelling) continue;
            if (double.IsNaN(inputs[misspelling.Input])) notices.Add(misspelling.Notice);
        }
    }

    /// <summary>What a field that the model does not use was probably meant to be, or null.</summary>
    /// <param name="utf8">Its name, valid UTF-8.</param>
    public Misspelling? Misspelt(ReadOnlySpan<byte> utf8) => Misspelling.Find(_inputs, utf8);

    private sealed class RequestPolicy(PreparedAnswers answers) : PooledObjectPolicy<PredictRequest>
    {
        public override PredictRequest Create() => new(answers);

        public override bool Return(PredictRequest obj) => true;
    }
}

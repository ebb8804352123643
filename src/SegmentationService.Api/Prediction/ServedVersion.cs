using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// A version laid out once for prediction: its names by their UTF-8, and all pieces of its answers that do not depend on the customer, as they
/// stand in JSON and CSV. Lives as long as the version. Thread-safe.
/// </summary>
internal sealed class ServedVersion
{
    private static readonly ConditionalWeakTable<StoredVersion, ServedVersion> Served = [];

    private readonly string[] _inputs;
    private readonly PreparedNotice[] _missing;
    private readonly PreparedNotice?[] _unknown;

    private ServedVersion(StoredVersion version)
    {
        Stored = version;
        Names = new FieldNames(version.Model);
        var number = version.Version.ToString(CultureInfo.InvariantCulture);
        Header = number;
        PredictHead = Utf8($$"""{"model":"{{version.ModelName}}","version":{{number}},"customerId":""");
        BatchHead = Utf8($$"""{"version":{{number}},"customerId":""");
        CsvVersion = Utf8($",{number},");
        _inputs = [.. version.Model.FeatureSet.Inputs.Select(input => input.Name)];
        _missing = [.. version.Model.FeatureSet.Inputs.Select(input => new PreparedNotice(new NoticeResponse(
            "value_missing",
            input.Name,
            input.Values is null
                ? FormattableString.Invariant($"'{input.Name}' is missing; the training median {input.Median} is taken.")
                : $"'{input.Name}' is missing; it counts as none of the values of training.")))];
        _unknown = [.. version.Model.FeatureSet.Inputs.Select(input => input.Values is null ? null : new PreparedNotice(new NoticeResponse(
            "value_unknown",
            input.Name,
            $"'{input.Name}' has a value that training did not have; it counts as none of {string.Join(", ", input.Values.Names.Select(name => $"'{name}'"))}.")))];
        Segments = [.. version.Model.Segments.Select(segment => new SegmentPieces(segment.Id, segment.Name))];
        Requests = new DefaultObjectPool<PredictRequest>(new RequestPolicy(this));
    }

    /// <summary>The version.</summary>
    public StoredVersion Stored { get; }

    /// <summary>What the fields of a customer are to it.</summary>
    public FieldNames Names { get; }

    /// <summary>Its number, as it stands in the header.</summary>
    public StringValues Header { get; }

    /// <summary>The begin of an answer of <c>/predict</c>, up to the id.</summary>
    public byte[] PredictHead { get; }

    /// <summary>The begin of an item of <c>/predict/batch</c>, up to the id.</summary>
    public byte[] BatchHead { get; }

    /// <summary>Its number as a cell of CSV between others.</summary>
    public byte[] CsvVersion { get; }

    /// <summary>The segments.</summary>
    public SegmentPieces[] Segments { get; }

    /// <summary>Reusable state of requests to <c>/predict</c>.</summary>
    public ObjectPool<PredictRequest> Requests { get; }

    /// <summary>The version laid out. O(inputs + k), once.</summary>
    public static ServedVersion Of(StoredVersion version) => Served.GetValue(version, static version => new ServedVersion(version));

    /// <summary>What is said of the value of an input: that it is missing, or unknown to an encoded column; null for any other.</summary>
    /// <param name="input">0-based input.</param>
    /// <param name="value">Its value, NaN where it is missing.</param>
    public PreparedNotice? NoticeOf(int input, double value)
    {
        if (double.IsNaN(value)) return _missing[input];
        return value == CategoryValues.Unknown ? _unknown[input] : null;
    }

    /// <summary>What a field that the model does not use was probably meant to be, or null.</summary>
    /// <param name="utf8">Its name, valid UTF-8.</param>
    public Misspelling? Misspelt(ReadOnlySpan<byte> utf8) => Misspelling.Find(_inputs, utf8);

    /// <summary>What is said about the fields of a customer, sentence after sentence.</summary>
    /// <param name="inputs">A value for each input.</param>
    /// <param name="further">What else is to be said.</param>
    public byte[] NoticesAsText(ReadOnlySpan<double> inputs, ReadOnlySpan<PreparedNotice> further)
    {
        var sentences = new List<string>();
        for (var i = 0; i < inputs.Length; i++)
            if (NoticeOf(i, inputs[i]) is { } notice) sentences.Add(notice.Message);
        foreach (var notice in further) sentences.Add(notice.Message);
        return Utf8(string.Join(" ", sentences));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A segment as it stands in answers.</summary>
    internal sealed class SegmentPieces
    {
        public SegmentPieces(int id, string name)
        {
            Id = id;
            var (buffer, utf8) = (new AnswerBuffer(), Utf8(name));
            buffer.Add("\"segment\":"u8);
            buffer.Add(id);
            buffer.Add(",\"name\":"u8);
            buffer.AddJson(utf8);
            buffer.Add(",\"confidence\":"u8);
            Json = buffer.Written.ToArray();

            buffer.Clear();
            buffer.Add(","u8);
            buffer.Add(id);
            buffer.Add(","u8);
            buffer.AddCsv(utf8);
            buffer.Add(","u8);
            Csv = buffer.Written.ToArray();
        }

        /// <summary>What it is called by.</summary>
        public int Id { get; }

        /// <summary>Id and name, up to the confidence.</summary>
        public byte[] Json { get; }

        /// <summary>The cells of id and name, with the separators around.</summary>
        public byte[] Csv { get; }
    }

    private sealed class RequestPolicy(ServedVersion version) : PooledObjectPolicy<PredictRequest>
    {
        public override PredictRequest Create() => new(version);

        public override bool Return(PredictRequest obj) => true;
    }
}

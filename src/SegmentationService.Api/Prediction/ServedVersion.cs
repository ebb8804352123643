using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// A version laid out once for prediction: its names by their UTF-8, and all pieces of its answers that do not depend on the customer, as they
/// stand in JSON and CSV. Lives as long as the version. Thread-safe.
/// </summary>
internal sealed class ServedVersion
{
    private static readonly ConditionalWeakTable<StoredVersion, ServedVersion> Served = [];

    private ServedVersion(StoredVersion version)
    {
        Stored = version;
        Names = new FieldNames(version.Model);
        var number = version.Version.ToString(CultureInfo.InvariantCulture);
        Header = number;
        PredictHead = Utf8($$"""{"model":"{{version.ModelName}}","version":{{number}},"customerId":""");
        BatchHead = Utf8($$"""{"version":{{number}},"customerId":""");
        CsvVersion = Utf8($",{number},");
        Missing = [.. version.Model.FeatureSet.Inputs.Select(input => new MissingField(
            new NoticeResponse("value_missing", input.Name, FormattableString.Invariant($"'{input.Name}' is missing; the training median {input.Median} is taken."))))];
        Segments = [.. version.Model.Segments.Select((segment, index) => new SegmentPieces(index + 1, segment.Name))];
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

    /// <summary>For each input of the model what is said when it is missing.</summary>
    public MissingField[] Missing { get; }

    /// <summary>The segments.</summary>
    public SegmentPieces[] Segments { get; }

    /// <summary>Reusable state of requests to <c>/predict</c>.</summary>
    public ObjectPool<PredictRequest> Requests { get; }

    /// <summary>The version laid out. O(inputs + k), once.</summary>
    public static ServedVersion Of(StoredVersion version) => Served.GetValue(version, static version => new ServedVersion(version));

    /// <summary>What is said of the missing fields of a customer, sentence after sentence.</summary>
    /// <param name="inputs">A value for each input, NaN where it is missing.</param>
    public byte[] MissingAsText(ReadOnlySpan<double> inputs)
    {
        var sentences = new List<string>();
        for (var i = 0; i < inputs.Length; i++)
            if (double.IsNaN(inputs[i])) sentences.Add(Missing[i].Message);
        return Utf8(string.Join(" ", sentences));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A segment as it stands in answers.</summary>
    internal sealed class SegmentPieces
    {
        public SegmentPieces(int number, string name)
        {
            var (buffer, utf8) = (new AnswerBuffer(), Utf8(name));
            buffer.Add("\"segment\":"u8);
            buffer.Add(number);
            buffer.Add(",\"name\":"u8);
            buffer.AddJson(utf8);
            buffer.Add(",\"confidence\":"u8);
            Json = buffer.Written.ToArray();

            buffer.Clear();
            buffer.Add(","u8);
            buffer.Add(number);
            buffer.Add(","u8);
            buffer.AddCsv(utf8);
            buffer.Add(","u8);
            Csv = buffer.Written.ToArray();
        }

        /// <summary>Number and name, up to the confidence.</summary>
        public byte[] Json { get; }

        /// <summary>The cells of number and name, with the separators around.</summary>
        public byte[] Csv { get; }
    }

    /// <summary>A notice that a field is missing, as it stands in answers.</summary>
    internal sealed class MissingField
    {
        public MissingField(NoticeResponse notice)
        {
            var buffer = new AnswerBuffer();
            buffer.AddNotice(notice);
            Json = buffer.Written.ToArray();
            Message = notice.Message;
        }

        /// <summary>The notice as JSON.</summary>
        public byte[] Json { get; }

        /// <summary>Its sentence.</summary>
        public string Message { get; }
    }

    private sealed class RequestPolicy(ServedVersion version) : PooledObjectPolicy<PredictRequest>
    {
        public override PredictRequest Create() => new(version);

        public override bool Return(PredictRequest obj) => true;
    }
}

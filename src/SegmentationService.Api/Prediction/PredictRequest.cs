using System.Runtime.InteropServices;
using SegmentationService.Api.Telemetry;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// What one request to <c>/predict</c> works with: pooled, so that a customer costs no allocation. The answer has the form of
/// <see cref="PredictResponse"/>.
/// </summary>
/// <param name="version">The version that answers.</param>
internal sealed class PredictRequest(ServedVersion version)
{
    private const int Alternatives = 3;

    private readonly SegmentDistance[] _nearest = new SegmentDistance[Math.Min(Alternatives, version.Segments.Length)];
    private readonly AnswerBuffer _answer = new();
    private readonly List<PreparedNotice> _notices = [];

    /// <summary>Takes the fields of the customer.</summary>
    public CustomerFields Fields { get; } = new(version.Stored.Model);

    /// <summary>Assigns the customer in <see cref="Fields"/>.</summary>
    /// <returns>The answer as JSON, valid until the next one.</returns>
    /// <exception cref="Core.ModelMismatchException">The customer cannot be assigned.</exception>
    public ReadOnlySpan<byte> Answer()
    {
        Fields.Complete();
        if (Fields.Fault is { } fault) throw fault;

        var outlier = version.Stored.Assigner.Assign(Fields.Inputs, _nearest);
        ServiceMetrics.Predicted(version.Stored.ModelName, version.Segments[_nearest[0].Segment].Id, customers: 1);
        _answer.Clear();
        _answer.Add(version.PredictHead);
        if (Fields.CustomerId.IsEmpty) _answer.Add("null"u8);
        else _answer.AddJson(Fields.CustomerId);
        _answer.Add(","u8);

        var start = _answer.Length;
        _answer.AddSegment(version, _nearest[0]);
        var first = start.._answer.Length;
        _answer.Add(outlier ? ",\"outlier\":true,\"alternatives\":[{"u8 : ",\"outlier\":false,\"alternatives\":[{"u8);
        _answer.AddAgain(first);
        foreach (var alternative in _nearest.AsSpan(1))
        {
            _answer.Add("},{"u8);
            _answer.AddSegment(version, alternative);
        }

        _answer.Add("}],\"notices\":"u8);
        _notices.Clear();
        if (Fields.HasNotices) Fields.Ignored.Explain(version, Fields.Inputs, _notices);
        _answer.AddNotices(version, Fields.HasNotices ? Fields.Inputs : [], CollectionsMarshal.AsSpan(_notices));
        _answer.Add("}"u8);
        return _answer.Written;
    }
}

using System.Runtime.InteropServices;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Telemetry;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>
/// What one request to <c>/predict</c> works with: pooled, so that a customer costs no allocation. The answer has the form of
/// <see cref="PredictResponse"/>.
/// </summary>
/// <param name="answers">Those of the version that answers.</param>
internal sealed class PredictRequest(PreparedAnswers answers)
{
    private const int Alternatives = 3;
    private const int MostListed = 20;

    private readonly SegmentDistance[] _nearest = new SegmentDistance[Math.Min(Alternatives, answers.Segments.Length)];
    private readonly float[] _point = new float[answers.Version.Stored.Model.Centroids.Features];
    private readonly AnswerBuffer _answer = new();
    private readonly List<PreparedNotice> _notices = [];
    private ExplanationWriter? _explanations;

    /// <summary>Takes the fields of the customer.</summary>
    public CustomerFields Fields { get; } = new(answers.Version.Stored.Model);

    /// <summary>Whether the answer explains the segment.</summary>
    public bool IsExplained { get; set; }

    /// <summary>The id of the segment that an explanation compares with; null for the runner-up.</summary>
    public long? Rival { get; set; }

    /// <summary>Counts the customer for drift; null where it does not count.</summary>
    public DriftCounter? Counter { get; set; }

    /// <summary>Assigns the customer in <see cref="Fields"/>.</summary>
    /// <returns>The answer as JSON, valid until the next one.</returns>
    /// <exception cref="Core.ModelMismatchException">The customer cannot be assigned.</exception>
    /// <exception cref="InvalidParameterException">The rival is no segment, or the customer's own.</exception>
    public ReadOnlySpan<byte> Answer()
    {
        Fields.Complete();
        Fields.ThrowFault();

        var outlier = answers.Version.Assigner.Assign(Fields.Inputs, _point, _nearest);
        Counter?.Count(Fields.Inputs, _point, _nearest[0].Segment, _nearest[0].Distance);
        ServiceMetrics.Predicted(answers.Version.Stored.ModelName, answers.Segments[_nearest[0].Segment].Id, customers: 1);
        _answer.Clear();
        _answer.Add(answers.PredictHead);
        if (Fields.CustomerId.IsEmpty) _answer.Add("null"u8);
        else _answer.AddJson(Fields.CustomerId);
        _answer.Add(","u8);

        var start = _answer.Length;
        answers.Segments[_nearest[0].Segment].AddJson(_answer, _nearest[0]);
        var first = start.._answer.Length;
        _answer.Add(outlier ? ",\"outlier\":true,\"uncertain\":"u8 : ",\"outlier\":false,\"uncertain\":"u8);
        _answer.Add(_nearest[0].IsUncertain ? "true"u8 : "false"u8);
        _answer.Add(answers.BeforeAlternatives);
        _answer.AddAgain(first);
        foreach (var alternative in _nearest.AsSpan(1))
        {
            _answer.Add("},{"u8);
            answers.Segments[alternative.Segment].AddJson(_answer, alternative);
        }

        _answer.Add("}],\"notices\":"u8);
        _notices.Clear();
        if (Fields.HasNotices)
        {
            answers.AddNotices(Fields.Inputs, _notices);
            answers.AddNotices(Fields.Ignored, Fields.Inputs, _notices);
        }

        PreparedNotice.AddJson(_answer, CollectionsMarshal.AsSpan(_notices));
        if (IsExplained) (_explanations ??= new ExplanationWriter(answers)).Add(_answer, Fields.Inputs, FindRival(_nearest[0].Segment));
        _answer.Add("}"u8);
        return _answer.Written;
    }

    private int? FindRival(int own)
    {
        if (Rival is not { } id) return null;
        var rival = Array.FindIndex(answers.Segments, segment => segment.Id == id);
        if (rival >= 0 && rival != own) return rival;
        var others = string.Join(", ", answers.Segments.Where((_, segment) => segment != own).Take(MostListed).Select(segment => segment.Id));
        var allowed = answers.Segments.Length == 1 ? "the model has one segment only, which nothing can be compared with" : $"allowed is {others}{(answers.Segments.Length - 1 > MostListed ? " ..." : "")}";
        throw new InvalidParameterException("rival", rival < 0 ? $"There is no segment {id}; {allowed}." : $"Segment {id} is the customer's own; {allowed}.");
    }
}

using SegmentationService.Api.Prediction;

namespace SegmentationService.Api.Protocols;

/// <summary>The answer of <c>/invocations</c>.</summary>
/// <param name="Predictions">What <c>/predict/batch</c> answers of the same customers, in their order.</param>
internal sealed record ScoringResponse(IReadOnlyList<BatchItemResponse> Predictions);

namespace SegmentationService.Core.Segmentation;

/// <summary>A value that says what customers do not have, rather than something of its column: <c>No internet service</c> as the online backup.</summary>
/// <param name="Denied">What they do not have: the name of the column that tells it, else the words of the value.</param>
/// <param name="IsRepeated">Whether an earlier feature says it already.</param>
internal sealed record ValueDenial(string Denied, bool IsRepeated);

namespace SegmentationService.Api.Protocols;

/// <summary>What is answered of one customer, put aside until the tensors are written, one after the other.</summary>
/// <param name="Confidence">How sure the segment is, 0 to 1.</param>
/// <param name="Distance">How far its centroid is.</param>
/// <param name="Segment">Its 0-based place among the segments.</param>
/// <param name="SegmentId">What it is called by.</param>
/// <param name="IsOutlier">Whether the customer is unlike those of the training.</param>
internal readonly record struct AssignedRow(double Confidence, double Distance, int Segment, int SegmentId, bool IsOutlier);

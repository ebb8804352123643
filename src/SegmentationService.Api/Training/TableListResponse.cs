namespace SegmentationService.Api.Training;

/// <summary>The tables that are kept.</summary>
/// <param name="Tables">The newest first.</param>
internal sealed record TableListResponse(IReadOnlyList<TableResponse> Tables);

namespace SegmentationService.Api.Jobs;

/// <summary>What a job scores, and how much of it is there.</summary>
/// <param name="Version">The version that scores, whatever its aliases become meanwhile.</param>
/// <param name="Target">The folder of the answers, below the volume of the data.</param>
/// <param name="Parts">The files; one of a table.</param>
/// <param name="PartsDone">Those that are answered.</param>
/// <param name="Rows">The customers of these.</param>
/// <param name="RowsUnassigned">Those of them that have no segment.</param>
/// <param name="Outliers">Those of them that are unlike the training customers of their segment.</param>
internal sealed record JobBatch(int Version, string Target, int Parts, int PartsDone = 0, long Rows = 0, long RowsUnassigned = 0, long Outliers = 0);

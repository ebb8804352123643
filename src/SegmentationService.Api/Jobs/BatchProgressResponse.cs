namespace SegmentationService.Api.Jobs;

/// <summary>How much of the files of a scoring job is scored.</summary>
/// <param name="Version">The version that scores: that which served when the job was accepted.</param>
/// <param name="Target">The folder of the answers, below the volume of the data.</param>
/// <param name="Parts">The files.</param>
/// <param name="PartsDone">Those of them that are scored; while the job runs as the process knows it that the job belongs to.</param>
/// <param name="Rows">The customers of these.</param>
/// <param name="RowsUnassigned">Those of them that have no segment.</param>
/// <param name="Outliers">Those of them that are unlike the training customers of their segment.</param>
internal sealed record BatchProgressResponse(int Version, string Target, int Parts, int PartsDone, long Rows, long RowsUnassigned, long Outliers)
{
    public static BatchProgressResponse Of(JobBatch batch) => new(batch.Version, batch.Target, batch.Parts, batch.PartsDone, batch.Rows, batch.RowsUnassigned, batch.Outliers);
}

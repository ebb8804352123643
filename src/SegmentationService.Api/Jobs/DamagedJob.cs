namespace SegmentationService.Api.Jobs;

/// <summary>A job that was accepted, and of which nothing more can be said: its record is damaged, or of a newer format. It is left as it is.</summary>
/// <param name="Id">The id of the job, as its folder is named.</param>
/// <param name="Reason">What is wrong with the record, in a sentence.</param>
internal sealed record DamagedJob(Guid Id, string Reason);

using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>Which of the jobs that have ended are remembered, and for how long.</summary>
internal sealed class JobRetention(JobBook book, JobFolders folders, IdempotencyKeys keys, IOptions<JobOptions> options, TimeProvider time, ILogger<JobRetention> logger)
{
    private readonly Lock _pruning = new();

    /// <summary>Forgets a job that has ended, with its key and its folder.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void Forget(JobRecord ended)
    {
        keys.Forget(ended); // before the job: a key without one would be free while somebody still asks for it
        folders.Remove(ended.Id);
        book.Forget(ended.Id);
    }

    /// <summary>Forgets the jobs that have ended long ago, or before many others, with their keys.</summary>
    public void Prune()
    {
        if (!_pruning.TryEnter()) return;
        try
        {
            var oldest = time.GetUtcNow().UtcDateTime.AddHours(-options.Value.KeepHours);
            var ended = book.Jobs.Select(job => job.Record).Where(record => record.HasEnded).OrderByDescending(record => record.EndedAt).ToArray();
            foreach (var record in ended.Where((record, index) => index >= options.Value.KeepEnded || record.EndedAt < oldest)) Forget(record);
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            logger.LogWarning(e, "Jobs that have had their time cannot be removed; that is tried again after the next one");
        }
        finally
        {
            _pruning.Exit();
        }
    }
}

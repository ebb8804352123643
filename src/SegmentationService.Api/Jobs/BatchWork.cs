using SegmentationService.Api.Http;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>Watches over the scoring jobs of this process: its own and other processes score the parts; when all are there, it gives the answers their names, and else leaves none of them.</summary>
internal sealed class BatchWork(BatchFolders batches, BatchParts parts, BatchWorkers workers, JobThreads disk)
{
    /// <summary>How often is looked for parts that other processes have scored.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>So many small parts may end meanwhile that looking for each would cost more than they do.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Has a job done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="begin">Notes on the volume that it runs.</param>
    /// <param name="cancellationToken">Ends it, until answers are given their names: then it goes on to its end.</param>
    /// <returns>How it has succeeded.</returns>
    /// <exception cref="BatchPartException">A part cannot be scored; none of the answers is left.</exception>
    /// <exception cref="SourceException">A file has changed, or a name is taken; none of the answers is left.</exception>
    public async Task<JobRecord> DoAsync(Job job, Func<Task> begin, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await disk.RunAsync(() => Plan(job.Record.Id));
            await begin();
            workers.Wake();
            var scored = await ScoredAsync(job, plan, cancellationToken);
            return await disk.RunAsync(() => Publish(job.Record, plan, scored));
        }
        catch (Exception e) when (e is not OperationCanceledException || job.Cancellation.IsCancellationRequested)
        {
            await workers.EndAsync(job.Record.Id);
            throw;
        }
    }

    /// <summary>Removes what is left of the parts of a job that has ended.</summary>
    public void TidyUp(JobRecord ended)
    {
        if (ended.Batch is not null) workers.TidyUp(ended);
    }

    /// <summary>What a job has made, file by file.</summary>
    /// <param name="ended">A job that succeeded.</param>
    /// <exception cref="CorruptModelException">It cannot be read any more.</exception>
    public Task<FileBatchResponse> AnswerOfAsync(JobRecord ended) => disk.RunAsync(() => FileBatchResponse.Of(ended.Model, ended.Batch!.Version, ended.Batch.Target, batches.LoadResult(ended.Id).Files));

    private BatchPlan Plan(Guid job)
    {
        try
        {
            return batches.LoadPlan(job);
        }
        catch (CorruptModelException e)
        {
            throw new DamagedBodyException(e);
        }
    }

    /// <summary>Waits until something has come of each part.</summary>
    private async Task<BatchPart[]> ScoredAsync(Job job, BatchPlan plan, CancellationToken cancellationToken)
    {
        var (scored, bytes) = (new BatchPart?[plan.Files.Count], Math.Max(1, plan.Files.Sum(file => file.Bytes)));
        while (true)
        {
            var next = workers.NextEnd;
            await disk.RunAsync(() => LoadNew(job.Record.Id, scored));
            if (Array.Find(scored, part => part?.Error is not null) is { Error: { } error }) throw new BatchPartException(JobService.ErrorOf(error));
            var done = scored.Index().Where(part => part.Item is not null).ToArray();
            job.Report(Progress(job.Record.Batch!, done.Select(part => part.Item!)), 100.0 * done.Sum(part => plan.Files[part.Index].Bytes) / bytes);
            if (done.Length == scored.Length) return scored!;
            await next.WaitAsync(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private void LoadNew(Guid job, BatchPart?[] scored)
    {
        foreach (var part in batches.Ended(job).Where(part => part < scored.Length && scored[part] is null)) scored[part] = batches.LoadPart(job, part);
    }

    private static JobBatch Progress(JobBatch batch, IEnumerable<BatchPart> done)
    {
        ScoredFileResponse[] answers = [.. done.Select(part => part.Answers!)];
        return batch with { PartsDone = answers.Length, Rows = answers.Sum(file => file.Rows), RowsUnassigned = answers.Sum(file => file.RowsUnassigned), Outliers = answers.Sum(file => file.Outliers) };
    }

    /// <summary>Gives the answers their names: all of them, or none. Where a process has ended in the middle of it, the next one goes on.</summary>
    private JobRecord Publish(JobRecord job, BatchPlan plan, BatchPart[] scored)
    {
        TargetFile[] targets = [.. plan.Files.Select(file => parts.TargetOf(job, file))];
        var isAgain = batches.IsBeingPublished(job.Id);
        if (!isAgain)
        {
            parts.CheckUnchanged(plan);
            foreach (var target in targets) target.CheckFree();
            batches.BeginPublishing(job.Id);
        }

        var taken = new List<TargetFile>();
        try
        {
            foreach (var (target, part) in targets.Zip(scored))
            {
                target.Take(part.Staged!, isAgain);
                taken.Add(target);
            }

            DiskFlush.Folder(parts.FolderOf(job));
            batches.Save(new BatchResult(BatchResult.NewestFormat, job.Id, [.. scored.Select(part => part.Answers!)]));
        }
        catch
        {
            foreach (var target in taken) target.Remove();
            throw;
        }

        return job with { Status = JobStatus.Succeeded, Version = job.Batch!.Version };
    }
}

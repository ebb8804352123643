using SegmentationService.Api.Http;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Decides what becomes of a request with an idempotency key: it is the first, or is answered with what became of the first. A job that was canceled, or failed
/// for a reason that lies in the service, does not hold its key; nor does a request whose process ended before its job was there.
/// </summary>
internal sealed class IdempotencyKeys(KeyFolders keys, JobFolders folders, JobBook book, TimeProvider time)
{
    /// <summary>Each attempt more means that somebody else has just changed what is known of the key.</summary>
    private const int MostAttempts = 100;

    /// <summary>Takes a key, or finds what it stands for. The book knows of all jobs that have been before.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hasMade">Whether a job that failed has made its version all the same.</param>
    /// <exception cref="StorageUnavailableException">It cannot be told whether the job that the key stood for has made its version.</exception>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public KeyAnswer Take(IdempotencyKey key, Predicate<Job> hasMade)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var newest = keys.Newest(key.Sha256);
            if (newest is null)
            {
                if (FindByRecord(key) is { } known) return new KeyAnswer(First: known);
            }
            else if (folders.Exists(newest.Job))
            {
                book.Refresh(newest.Job);
                if (book.FindDamaged(newest.Job) is { } damaged) return new KeyAnswer(Damaged: damaged);
                if (book.Find(newest.Job) is not { } first) return KeyAnswer.InFlight; // its request is about to be answered
                if (HoldsItsKey(first.Record) || hasMade(first)) return new KeyAnswer(First: first);
            }
            else if (keys.IsBeingReceived(newest)) return KeyAnswer.InFlight;
            else if (folders.Exists(newest.Job)) continue; // it had appeared before its request was received to the end

            if (keys.TryTake(key.Sha256, (newest?.Number ?? 0) + 1, Guid.CreateVersion7(time.GetUtcNow())) is { } claim) return new KeyAnswer(claim);
        }

        return KeyAnswer.InFlight;
    }

    /// <summary>Forgets the key of a job that is about to be forgotten, unless it stands for another job by now.</summary>
    public void Forget(JobRecord record)
    {
        if (record.KeySha256 is { } key) keys.Forget(key, taking => taking.Job == record.Id || IsOver(taking));
    }

    /// <summary>Forgets the keys of which no job is left.</summary>
    public void Sweep()
    {
        keys.Sweep();
        foreach (var key in keys.All()) keys.Forget(key, IsOver);
    }

    private static bool HoldsItsKey(JobRecord record) =>
        record.Status != JobStatus.Canceled && !(JobService.ErrorOf(record) is { } problem && ProblemMapping.IsFault(problem));

    private bool IsOver(KeyTaking taking) => !keys.IsBeingReceived(taking) && !folders.Exists(taking.Job);

    /// <summary>The job that bears a key which is not noted by itself: one of an earlier version of the service, or of a copy of the store without the keys.</summary>
    private Job? FindByRecord(IdempotencyKey key) => book.Jobs
        .Where(job => job.Record.KeySha256 is { } held && (held == key.Sha256 || (held == key.TextSha256 && job.Record.Creator is null)))
        .Where(job => HoldsItsKey(job.Record) && folders.Exists(job.Record.Id))
        .FirstOrDefault();
}

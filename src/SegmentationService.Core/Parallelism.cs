using System.Runtime.ExceptionServices;

namespace SegmentationService.Core;

/// <summary>How many threads a piece of work may use, what cancels it, and what it may hold.</summary>
/// <param name="Threads">At least 1.</param>
/// <param name="Cancellation">Cancels between two pieces of work.</param>
public readonly record struct Parallelism(int Threads, CancellationToken Cancellation)
{
    /// <summary>Whose threads do the work; null for those of the thread pool. Work that begins on one of them is joined by the others.</summary>
    public TaskScheduler? Scheduler { get; init; }

    /// <summary>What the work takes its memory from; null where nobody counts.</summary>
    public MemoryShare? Memory { get; init; }

    /// <summary>One thread, never cancelled.</summary>
    public static Parallelism None => new(1, CancellationToken.None);

    /// <summary>The same cancellation on one thread: for work that is itself one of many pieces.</summary>
    public Parallelism Single => this with { Threads = 1 };

    /// <summary>The same with as many threads as there is room for.</summary>
    /// <param name="bytesOfThread">What each of them holds.</param>
    /// <param name="room">What it is taken from; null where nobody counts.</param>
    /// <exception cref="MemoryLimitException">There is not even room for one.</exception>
    public Parallelism WithRoomFor(long bytesOfThread, MemoryShare? room)
    {
        if (room is null) return this;
        for (var threads = Threads; threads > 1; threads--)
            if (room.TryTake(threads * bytesOfThread)) return this with { Threads = threads };
        room.Take(bytesOfThread);
        return Single;
    }

    /// <summary>Begins work beside the caller, which may go on. Not cancelled: who begins it waits for it.</summary>
    /// <param name="work">What to do.</param>
    /// <returns>Ends with the work.</returns>
    public Task<T> Begin<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler ?? TaskScheduler.Default);

    /// <summary>
    /// Runs the work for 0 .. count - 1, in any order, as work(worker, item): a worker does one item after the other, so what it
    /// gathers needs no lock. Workers are numbered from 0 to <see cref="Threads"/> - 1.
    /// </summary>
    /// <param name="count">At least 0.</param>
    /// <param name="work">What to do; its result must not depend on which worker does what.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Each(int count, Action<int, int> work)
    {
        var (next, cancellation) = (-1, Cancellation);
        For(Math.Min(Threads, count), worker =>
        {
            for (var item = Interlocked.Increment(ref next); item < count; item = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                work(worker, item);
            }
        });
    }

    /// <summary>Runs the work for 0 .. count - 1, in any order.</summary>
    /// <param name="count">At least 0.</param>
    /// <param name="work">What to do; must not depend on the order.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void For(int count, Action<int> work)
    {
        if (Threads > 1 && count > 1)
        {
            try
            {
                var options = new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation, TaskScheduler = Scheduler ?? TaskScheduler.Default };
                Parallel.For(0, count, options, work);
            }
            catch (AggregateException several)
            {
                // Callers tell errors apart by their type, whatever the number of threads.
                ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            work(i);
        }
    }
}

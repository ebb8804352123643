namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// A few threads for what waits for a disk or for another process, so that no thread that answers requests does. Who waits for them waits without a thread. They are started as there is
/// work for them, and end when this is disposed.
/// </summary>
/// <param name="name">The name of the threads.</param>
/// <param name="most">The most threads, at least 1; as much can be under way at once, the rest waits in its order.</param>
internal class DiskThreads(string name, int most) : IDisposable
{
    /// <summary>How long a reading may take, the waiting for a thread included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Queue<Action> _work = new();
    private int _started;
    private int _idle;
    private bool _disposed;

    /// <summary>Does something on one of the threads, to its end: a change that nobody waits for any more would be one that nobody knows of.</summary>
    /// <param name="work">What to do.</param>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() => Complete(work, outcome));
        return outcome.Task;
    }

    /// <inheritdoc cref="RunAsync{T}(Func{T})"/>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Reads on one of the threads. What comes after half a minute, and can be disposed of, is; what has not begun by then is not done.</summary>
    /// <param name="read">What to do.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public async Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            if (!outcome.Task.IsCompleted) Complete(read, outcome);
        });
        try
        {
            return await outcome.Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException e)
        {
            outcome.TrySetCanceled(CancellationToken.None);
            throw new StorageUnavailableException($"The disk has not answered for {Patience.TotalSeconds} seconds.", e);
        }
        catch (OperationCanceledException)
        {
            outcome.TrySetCanceled(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Lets the threads end once nothing waits.</summary>
    public void Dispose()
    {
        lock (_work)
        {
            _disposed = true;
            Monitor.PulseAll(_work);
        }
    }

    private static void Complete<T>(Func<T> work, TaskCompletionSource<T> outcome)
    {
        try
        {
            if (work() is var result && !outcome.TrySetResult(result)) (result as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            outcome.TrySetException(e);
        }
    }

    private void Enqueue(Action work)
    {
        lock (_work)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _work.Enqueue(work);
            if (_idle > 0)
            {
                _idle--;
                Monitor.Pulse(_work);
            }
            else if (_started < most)
            {
                _started++;
                new Thread(Work) { IsBackground = true, Name = name }.Start();
            }
        }
    }

    private void Work()
    {
        while (Next() is { } work) work();
    }

    private Action? Next()
    {
        lock (_work)
        {
            Action? work;
            while (!_work.TryDequeue(out work))
            {
                if (_disposed) return null;
                _idle++;
                Monitor.Wait(_work);
            }

            return work;
        }
    }
}

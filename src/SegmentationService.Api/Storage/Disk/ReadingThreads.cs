namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// A few threads that read from the disk for those who answer, so that a disk that does not answer holds up these threads and no others. Who waits for them waits without a thread, and no
/// longer than the patience. Threads are started as there is work for them, and end when this is disposed.
/// </summary>
/// <param name="most">The most threads, at least 1.</param>
/// <param name="patience">How long a reading may take, the waiting for a thread included.</param>
internal sealed class ReadingThreads(int most, TimeSpan patience) : IDisposable
{
    private readonly Queue<Action> _readings = new();
    private int _started;
    private int _idle;
    private bool _disposed;

    /// <summary>Reads on one of the threads.</summary>
    /// <param name="read">What to do. What it gives too late, and can be disposed of, is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageUnavailableException">The disk does not answer.</exception>
    public async Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() => Read(read, outcome));
        try
        {
            return await outcome.Task.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException e)
        {
            outcome.TrySetCanceled(CancellationToken.None);
            throw new StorageUnavailableException($"The disk has not answered for {patience.TotalSeconds} seconds.", e);
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
        lock (_readings)
        {
            _disposed = true;
            Monitor.PulseAll(_readings);
        }
    }

    private static void Read<T>(Func<T> read, TaskCompletionSource<T> outcome)
    {
        if (outcome.Task.IsCompleted) return; // nobody waits for it any more
        try
        {
            if (read() is var result && !outcome.TrySetResult(result)) (result as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            outcome.TrySetException(e);
        }
    }

    private void Enqueue(Action reading)
    {
        lock (_readings)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _readings.Enqueue(reading);
            if (_idle > 0)
            {
                _idle--;
                Monitor.Pulse(_readings);
            }
            else if (_started < most)
            {
                _started++;
                new Thread(Work) { IsBackground = true, Name = "Store reading" }.Start();
            }
        }
    }

    private void Work()
    {
        while (Next() is { } reading) reading();
    }

    private Action? Next()
    {
        lock (_readings)
        {
            Action? reading;
            while (!_readings.TryDequeue(out reading))
            {
                if (_disposed) return null;
                _idle++;
                Monitor.Wait(_readings);
            }

            return reading;
        }
    }
}

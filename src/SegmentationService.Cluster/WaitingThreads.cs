using System.Collections.Concurrent;

namespace SegmentationService.Cluster;

/// <summary>
/// Threads that wait for the answers of other replicas. Those of the pool, which Orleans and requests run on, are for who does not wait. Threads are started as there is something to wait for, and end
/// when this is disposed of.
/// </summary>
/// <param name="most">The most threads, at least 1.</param>
internal sealed class WaitingThreads(int most) : TaskScheduler, IDisposable
{
    [ThreadStatic]
    private static WaitingThreads? _ownerOfThread;

    private readonly BlockingCollection<Task> _tasks = [];
    private readonly Lock _starting = new();
    private int _started;
    private int _busy;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => most;

    /// <summary>Lets the threads end once nothing waits.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        _tasks.Add(task);
        lock (_starting)
        {
            if (_started == most || Volatile.Read(ref _busy) + _tasks.Count <= _started) return;
            _started++;
        }

        new Thread(Work) { IsBackground = true, Name = "Parts" }.Start();
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _ownerOfThread == this && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private void Work()
    {
        _ownerOfThread = this;
        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            Interlocked.Increment(ref _busy);
            TryExecuteTask(task);
            Interlocked.Decrement(ref _busy);
        }
    }
}

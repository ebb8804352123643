using System.Runtime.InteropServices;
using SegmentationService.Core;

namespace SegmentationService.Api.Http;

/// <summary>
/// Threads for work that is long: a training, the batches. They give way to those that answer requests: predictions do not wait while such work has all
/// processors, and the thread pool stays free for them. Threads are started as there is work for them, and end when this is disposed.
/// </summary>
internal sealed class YieldingThreads : TaskScheduler, IDisposable
{
    /// <summary>Of two threads that want a processor, this one gets about a tenth of it; where nobody else wants it, all of it.</summary>
    private const int Nice = 10;

    /// <summary>The calling thread, of Linux: setpriority is of processes, and there each thread is one.</summary>
    private const int CallingThread = 0;

    [ThreadStatic]
    private static YieldingThreads? _ownerOfThread;

    private readonly Queue<Task> _tasks = new();
    private readonly string _name;
    private readonly int _most;
    private int _started;
    private int _idle;
    private bool _disposed;

    /// <param name="name">What the threads are called, for who looks at the process.</param>
    /// <param name="most">The most threads, at least 1.</param>
    public YieldingThreads(string name, int most) => (_name, _most) = (name, most);

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => _most;

    /// <summary>These threads as they are handed on.</summary>
    /// <param name="cancellation">Cancels what they do.</param>
    public Parallelism ToParallelism(CancellationToken cancellation) => new(_most, cancellation) { Scheduler = this };

    /// <summary>Runs work on these threads, also after what it awaits. Who awaits it goes on elsewhere.</summary>
    /// <param name="work">What to do.</param>
    public Task<T> RunAsync<T>(Func<Task<T>> work) => Task.Factory
        .StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this)
        .Unwrap()
        .ContinueWith(ended => ended, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, Default)
        .Unwrap();

    /// <summary>Lets the threads end once nothing waits. All work has ended by now, or does not matter any more.</summary>
    public void Dispose()
    {
        lock (_tasks)
        {
            _disposed = true;
            Monitor.PulseAll(_tasks);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_idle > 0)
            {
                _idle--;
                Monitor.Pulse(_tasks);
            }
            else if (_started < _most)
            {
                _started++;
                new Thread(Work) { IsBackground = true, Name = _name, Priority = ThreadPriority.BelowNormal }.Start();
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => _ownerOfThread == this && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks) return [.. _tasks];
    }

    private void Work()
    {
        _ownerOfThread = this;
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, CallingThread, Nice); // .NET does not pass the priority on there
        while (Next() is { } task) TryExecuteTask(task);
    }

    private Task? Next()
    {
        lock (_tasks)
        {
            Task? task;
            while (!_tasks.TryDequeue(out task))
            {
                if (_disposed) return null;
                _idle++;
                Monitor.Wait(_tasks);
            }

            return task;
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}

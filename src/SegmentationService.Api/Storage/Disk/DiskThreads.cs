using System.Collections.Concurrent;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>A few threads for what waits for a disk or for another process, so that no thread that answers requests does.</summary>
internal sealed class DiskThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    /// <param name="name">The name of the threads.</param>
    /// <param name="count">How many; as much can be under way at once, the rest waits in its order.</param>
    public DiskThreads(string name, int count)
    {
        for (var i = 0; i < count; i++) new Thread(Work) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Does something on one of the threads. Who awaits it goes on elsewhere.</summary>
    /// <param name="work">What to do. Once begun it is done: a change that nobody waits for any more would be one that nobody knows of.</param>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    /// <inheritdoc cref="RunAsync{T}(Func{T})"/>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Lets the threads end once nothing waits.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}

using SegmentationService.Api.Http;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>The threads that all batches share, as many as there are processors. Batches take turns part by part, and give way to single predictions.</summary>
internal sealed class BatchThreads : IDisposable
{
    private readonly YieldingThreads _threads = new("Batches", Environment.ProcessorCount);

    /// <summary>Reads and answers a batch on these threads, also after what that awaits. Who awaits it goes on elsewhere.</summary>
    /// <param name="work">What to do, by these threads.</param>
    /// <param name="cancellation">Cancels what they do.</param>
    public Task<T> RunAsync<T>(Func<Parallelism, Task<T>> work, CancellationToken cancellation) => _threads.RunAsync(() => work(_threads.ToParallelism(cancellation)));

    public void Dispose() => _threads.Dispose();
}

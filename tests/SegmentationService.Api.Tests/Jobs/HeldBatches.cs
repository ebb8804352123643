using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Prediction;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Holds all threads of the batches of a service: parts are taken there, and none is scored, until this is disposed.</summary>
internal sealed class HeldBatches : IDisposable
{
    private readonly ManualResetEventSlim _isFree = new();
    private readonly Task[] _held;

    public HeldBatches(SegmentationApp app)
    {
        var threads = app.Services.GetRequiredService<BatchThreads>();
        _held = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => threads.RunAsync(_ => Task.FromResult(Wait()), CancellationToken.None))];
    }

    public void Dispose()
    {
        _isFree.Set();
        Task.WhenAll(_held).ContinueWith(_ => _isFree.Dispose(), TaskScheduler.Default);
    }

    private bool Wait()
    {
        _isFree.Wait();
        return true;
    }
}

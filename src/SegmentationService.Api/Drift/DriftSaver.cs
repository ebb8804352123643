namespace SegmentationService.Api.Drift;

/// <summary>Saves what is counted of predictions every ten seconds, on a thread of its own, and at the end of the process: what is counted in between is lost where a process is killed.</summary>
/// <param name="drift">What is counted.</param>
/// <param name="logger">Told when that fails in a way that nobody foresaw.</param>
internal sealed class DriftSaver(LiveDrift drift, ILogger<DriftSaver> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ManualResetEventSlim _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Work) { IsBackground = true, Name = "Drift saving" }.Start();
        return Task.CompletedTask;
    }

    /// <summary>The server has stopped before: no prediction comes after the last saving.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Set();
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Set();

    private void Work()
    {
        Try(drift.Sweep);
        while (!_stopping.Wait(Interval)) Try(drift.Save);
        Try(drift.Save);
        _ended.SetResult();
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            logger.LogError(e, "What is counted of predictions could not be saved; the next attempt follows in {Interval}", Interval);
        }
    }
}

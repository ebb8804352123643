namespace SegmentationService.Api.Storage;

/// <summary>Looks now and then for what other processes have changed in the store, on a thread of its own: a disk that does not answer holds up nothing else.</summary>
/// <param name="store">The store.</param>
/// <param name="logger">Told when that fails in a way that nobody foresaw.</param>
internal sealed class StoreRefresher(ModelStore store, ILogger<StoreRefresher> logger) : IHostedService, IDisposable
{
    /// <summary>A look costs one call of the operating system per model, about a microsecond each.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ManualResetEventSlim _stopping = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Work) { IsBackground = true, Name = "Store refresher" }.Start();
        new Thread(Check) { IsBackground = true, Name = "Store checker", Priority = ThreadPriority.BelowNormal }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Set();
        return Task.CompletedTask;
    }

    public void Dispose() => _stopping.Set();

    /// <summary>Once, after the start: what comes later is checked when it is written.</summary>
    private void Check()
    {
        try
        {
            store.CheckAll(took => _stopping.Wait(3 * took));
        }
        catch (Exception e)
        {
            logger.LogError(e, "The versions of the store could not be checked to the end");
        }
    }

    private void Work()
    {
        while (!_stopping.Wait(Interval))
        {
            try
            {
                store.Refresh();
            }
            catch (Exception e)
            {
                logger.LogError(e, "The store could not be looked through for changes; the next attempt follows in {Interval}", Interval);
            }
        }
    }
}

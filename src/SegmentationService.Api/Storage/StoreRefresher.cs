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
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Set();
        return Task.CompletedTask;
    }

    public void Dispose() => _stopping.Set();

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

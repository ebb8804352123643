namespace SegmentationService.Api.Storage;

/// <summary>Looks now and then for what other processes have changed in the store.</summary>
/// <param name="store">The store.</param>
/// <param name="logger">Told when that fails in a way that nobody foresaw.</param>
internal sealed class StoreRefresher(ModelStore store, ILogger<StoreRefresher> logger) : BackgroundService
{
    /// <summary>A look costs one call of the operating system per model, about a microsecond each.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    store.Refresh();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    logger.LogError(e, "The store could not be looked through for changes; the next attempt follows in {Interval}", Interval);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }
}

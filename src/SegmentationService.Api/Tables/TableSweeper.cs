using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tables;

/// <summary>Removes tables whose time has come, at the start and every minute: what has expired is told of nowhere from that moment on, and is gone from the volume within the minute.</summary>
internal sealed class TableSweeper(KeptTables tables, TimeProvider time, ILogger<TableSweeper> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly PeriodicTimer _timer = new(Interval, time);
    private Task _sweeping = Task.CompletedTask;
    private bool _hasFailed;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _sweeping = KeepSweepingAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _timer.Dispose();
        await _sweeping.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _timer.Dispose();

    private async Task KeepSweepingAsync()
    {
        await SweepAsync(isStart: true);
        while (await _timer.WaitForNextTickAsync()) await SweepAsync(isStart: false);
    }

    private async Task SweepAsync(bool isStart)
    {
        try
        {
            await tables.SweepAsync(isStart);
            _hasFailed = false;
        }
        catch (Exception e) when (DiskFailure.Is(e))
        {
            if (!_hasFailed) logger.LogWarning(e, "Tables that have had their time cannot be removed; that is tried again every minute");
            _hasFailed = true;
        }
    }
}

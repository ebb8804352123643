namespace SegmentationService.Core.Data;

/// <summary>Room for a column for each of some workers, who use it for one column after the other: the system would clear it anew for each.</summary>
/// <param name="workers">How many may ask for one.</param>
/// <param name="length">The number of values.</param>
internal sealed class WorkerColumns(int workers, int length) : IDisposable
{
    private readonly RentedColumn?[] _rented = new RentedColumn?[Math.Max(1, workers)];

    /// <summary>The room of a worker, with what it left there.</summary>
    /// <param name="worker">0-based.</param>
    public Span<double> Of(int worker) => (_rented[worker] ??= new RentedColumn(length)).Values;

    /// <summary>Gives all of it back.</summary>
    public void Dispose()
    {
        foreach (var rented in _rented) rented?.Dispose();
    }
}

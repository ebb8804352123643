namespace SegmentationService.Core;

/// <summary>
/// What one piece of work holds of a <see cref="MemoryBudget"/>: taken before it is allocated, given back as it is let go, and all of it when the work ends. Thread-safe but for
/// <see cref="Hold"/> and <see cref="Dispose"/>, which are for one owner.
/// </summary>
public sealed class MemoryShare : IDisposable
{
    private readonly MemoryBudget _budget;
    private readonly MemoryShare? _whole;
    private readonly Lazy<MemoryShare> _files;
    private long _held;

    internal MemoryShare(MemoryBudget budget, MemoryShare? whole = null)
    {
        (_budget, _whole) = (budget, whole);
        _files = new Lazy<MemoryShare>(() => budget.Files == budget ? Part() : whole?.Files.Part() ?? budget.Files.Open());
    }

    /// <summary>What it holds now.</summary>
    public long Held => Interlocked.Read(ref _held);

    private long HeldByWhole => _whole?.HeldByWhole ?? Held;

    /// <summary>What the same work puts aside in files; given back with this one.</summary>
    public MemoryShare Files => _files.Value;

    /// <summary>Begins a part of the work, which gives back what it holds when it ends by itself. What it takes counts here, too.</summary>
    public MemoryShare Part() => new(_budget, this);

    /// <summary>Takes bytes that are about to be allocated.</summary>
    /// <param name="bytes">At least 0.</param>
    /// <exception cref="MemoryLimitException">There are not as many: the work asks for more than any may hold, or others hold the rest.</exception>
    public void Take(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (!TryTake(bytes)) throw new MemoryLimitException(_budget, HeldByWhole + bytes);
    }

    /// <summary>Takes bytes where there are as many.</summary>
    /// <param name="bytes">At least 0.</param>
    /// <returns>Whether there are.</returns>
    public bool TryTake(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var isTaken = _whole is null ? Interlocked.Add(ref _held, bytes) <= _budget.MostOfOne && _budget.TryTake(bytes) : _whole.TryTake(bytes);
        if (isTaken && _whole is not null) Interlocked.Add(ref _held, bytes);
        if (!isTaken && _whole is null) Interlocked.Add(ref _held, -bytes);
        return isTaken;
    }

    /// <summary>Gives bytes back that were taken.</summary>
    /// <param name="bytes">At least 0.</param>
    public void Give(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _held, -bytes);
        if (_whole is not null) _whole.Give(bytes);
        else _budget.Give(bytes);
    }

    /// <summary>Takes or gives back what lies between what is held and what is from now on.</summary>
    /// <param name="bytes">What is held from now on.</param>
    /// <inheritdoc cref="Take" path="/exception"/>
    public void Hold(long bytes)
    {
        var more = bytes - Held;
        if (more > 0) Take(more);
        else if (more < 0) Give(-more);
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        if (_files.IsValueCreated) _files.Value.Dispose();
        Hold(0);
    }
}

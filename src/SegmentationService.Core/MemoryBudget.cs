namespace SegmentationService.Core;

/// <summary>
/// The bytes that all work under way may hold together. Work opens a <see cref="MemoryShare"/> and takes from it what it is about to allocate, as it grows; what does not fit is
/// refused, and nothing waits. Pure arithmetic, thread-safe.
/// </summary>
public sealed class MemoryBudget
{
    private long _held;

    /// <summary>A budget of which nothing is held.</summary>
    /// <param name="resource">What the bytes are bytes of, as a sentence goes on: <c>memory</c>.</param>
    /// <param name="setting">What an operator sets to allow more.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="mostOfOne">The most that one piece of work may hold, however little others do; at most all.</param>
    public MemoryBudget(string resource, string setting, long bytes, long mostOfOne)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostOfOne, bytes);
        (Resource, Setting, Bytes, MostOfOne) = (resource, setting, bytes, mostOfOne);
        Files = this;
    }

    /// <summary>What the bytes are bytes of, as a sentence goes on.</summary>
    public string Resource { get; }

    /// <summary>What an operator sets to allow more.</summary>
    public string Setting { get; }

    /// <summary>All of it.</summary>
    public long Bytes { get; }

    /// <summary>The most that one piece of work may hold.</summary>
    public long MostOfOne { get; }

    /// <summary>What is put aside in files: by default counted here, as where files lie in memory.</summary>
    public MemoryBudget Files { get; init; }

    /// <summary>What is held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Begins a piece of work, which holds nothing yet.</summary>
    public MemoryShare Open() => new(this);

    /// <summary>Takes bytes, where there are as many.</summary>
    internal bool TryTake(long bytes)
    {
        for (var held = Held; ;)
        {
            if (bytes > Bytes - held) return false;
            var seen = Interlocked.CompareExchange(ref _held, held + bytes, held);
            if (seen == held) return true;
            held = seen;
        }
    }

    /// <summary>Gives bytes back.</summary>
    internal void Give(long bytes) => Interlocked.Add(ref _held, -bytes);
}

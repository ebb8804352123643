using System.Runtime.ExceptionServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// The blocks of a matrix in chunks whose size depends on the data alone, never on the number of threads. Whatever is summed
/// per chunk and then over the chunks in their order has the same bits on any number of threads.
/// </summary>
internal readonly struct FixedChunks
{
    private const int MinBlocks = 64;
    private const int MaxChunks = 64;

    private readonly int _blocks;

    public FixedChunks(FeatureMatrix points, int maxChunks = MaxChunks)
    {
        _blocks = points.Blocks;
        maxChunks = Math.Min(maxChunks, MaxChunks);
        BlocksPerChunk = Math.Max(MinBlocks, (_blocks + maxChunks - 1) / maxChunks);
        Count = Math.Max(1, (_blocks + BlocksPerChunk - 1) / BlocksPerChunk);
    }

    /// <summary>The number of chunks, at least 1.</summary>
    public int Count { get; }

    /// <summary>The blocks in a chunk; the last one may have fewer.</summary>
    public int BlocksPerChunk { get; }

    /// <summary>Runs the work on every chunk: work(chunk, first block, end block).</summary>
    public void Run(Parallelism parallelism, Action<int, int, int> work)
    {
        var (blocks, size) = (_blocks, BlocksPerChunk);
        parallelism.For(Count, chunk => work(chunk, chunk * size, Math.Min(blocks, (chunk + 1) * size)));
    }
}

/// <summary>How many threads a piece of work may use, and what cancels it.</summary>
/// <param name="Threads">At least 1.</param>
/// <param name="Cancellation">Cancels between two pieces of work.</param>
public readonly record struct Parallelism(int Threads, CancellationToken Cancellation)
{
    /// <summary>One thread, never cancelled.</summary>
    public static Parallelism None => new(1, CancellationToken.None);

    /// <summary>The same cancellation on one thread: for work that is itself one of many pieces.</summary>
    public Parallelism Single => this with { Threads = 1 };

    /// <summary>Runs the work for 0 .. count - 1, in any order.</summary>
    /// <param name="count">At least 0.</param>
    /// <param name="work">What to do; must not depend on the order.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void For(int count, Action<int> work)
    {
        if (Threads > 1 && count > 1)
        {
            try
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation }, work);
            }
            catch (AggregateException several)
            {
                // Callers tell errors apart by their type, whatever the number of threads.
                ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            work(i);
        }
    }
}

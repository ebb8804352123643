using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// The blocks of a matrix in chunks whose size depends on the data alone, never on the number of threads. Whatever is summed
/// per chunk and then over the chunks in their order has the same bits on any number of threads.
/// </summary>
internal readonly struct FixedChunks
{
    private const int MinBlocks = 64;

    /// <summary>As many chunks are made at most.</summary>
    public const int MaxChunks = 64;

    private readonly int _blocks;

    public FixedChunks(FeatureMatrix points, int maxChunks = MaxChunks)
    {
        _blocks = points.Blocks;
        BlocksPerChunk = Math.Max(MinBlocks, (_blocks + maxChunks - 1) / maxChunks);
        Count = Math.Max(1, (_blocks + BlocksPerChunk - 1) / BlocksPerChunk);
    }

    /// <summary>The number of chunks, at least 1.</summary>
    public int Count { get; }

    /// <summary>The blocks in a chunk; the last one may have fewer.</summary>
    public int BlocksPerChunk { get; }

    /// <summary>Runs the work on every chunk: work(worker, chunk, first block, end block); see <see cref="Parallelism.Each"/>.</summary>
    public void Each(Parallelism parallelism, Action<int, int, int, int> work)
    {
        var (blocks, size) = (_blocks, BlocksPerChunk);
        parallelism.Each(Count, (worker, chunk) => work(worker, chunk, chunk * size, Math.Min(blocks, (chunk + 1) * size)));
    }

    /// <summary>Runs the work on every chunk: work(chunk, first block, end block).</summary>
    public void Run(Parallelism parallelism, Action<int, int, int> work)
    {
        var (blocks, size) = (_blocks, BlocksPerChunk);
        parallelism.For(Count, chunk => work(chunk, chunk * size, Math.Min(blocks, (chunk + 1) * size)));
    }
}

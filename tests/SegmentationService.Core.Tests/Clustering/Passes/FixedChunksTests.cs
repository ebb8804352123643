using System.Collections.Concurrent;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects determinism at its root: what a chunk is does not depend on the threads, and nothing is done twice or not at all.</summary>
public sealed class FixedChunksTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(400_000)]
    public void Run_AnySize_EveryBlockOnceWhateverTheThreads(int count)
    {
        var points = new FeatureMatrix(count, 1);
        var chunks = new FixedChunks(points);
        foreach (var threads in (int[])[1, 8])
        {
            var seen = new ConcurrentBag<(int Chunk, int First, int End)>();
            chunks.Run(new Parallelism(threads, CancellationToken.None), (chunk, first, end) => seen.Add((chunk, first, end)));

            var ordered = seen.OrderBy(range => range.Chunk).ToArray();
            Assert.Equal(Enumerable.Range(0, chunks.Count), ordered.Select(range => range.Chunk));
            Assert.Equal(Enumerable.Range(0, points.Blocks), ordered.SelectMany(range => Enumerable.Range(range.First, range.End - range.First)));
        }

        Assert.InRange(chunks.Count, 1, 64);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void For_WorkThatIsRefused_ThrowsTheRefusalItself(int threads)
    {
        // Callers tell errors apart by their type: on many threads it must not come wrapped.
        var parallelism = new Parallelism(threads, CancellationToken.None);

        Assert.Throws<InvalidOptionsException>(() => parallelism.For(10, i =>
        {
            if (i == 3) throw new InvalidOptionsException("scaler", "No.");
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void For_CancelledWithin_ThrowsCancellation(int threads)
    {
        using var cancellation = new CancellationTokenSource();
        var parallelism = new Parallelism(threads, cancellation.Token);

        Assert.ThrowsAny<OperationCanceledException>(() => parallelism.For(10, _ =>
        {
            cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
        }));
    }
}

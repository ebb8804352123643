using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects the memory of a replica: what sorting takes is counted, and where there is no room for it the same is found without.</summary>
public sealed class HeldPointsTests
{
    private const int Count = 20_000;
    private const int Features = 4;

    /// <summary>The points once more, and of each a place, a label and two margins.</summary>
    private static readonly long Sorted = FeatureMatrix.BytesOf(Count, Features) + (16L * Count);

    [Theory]
    [InlineData(60, 0, true)]
    [InlineData(60, -1, false)]
    [InlineData(47, 0, false)] // Too few clusters to sort for
    public void Answer_ManyClusters_TakesTheRoomToSortWhereThereIsSome(int clusters, int more, bool takes)
    {
        var points = PointSets.Matrix(PointSets.Blobs(25, Count, Features, 40, noise: 0.7));
        float[] start = [.. Enumerable.Range(0, clusters).SelectMany(i => Enumerable.Range(0, Features).Select(f => points[i, f]))];
        using var memory = new MemoryBudget("memory", "Memory:BudgetBytes", Sorted + more, Sorted + more).Open();
        using var held = new HeldPoints(points, Parallelism.None, memory);

        var found = new Lloyd(new PointsElsewhere(question => held.Answer(question, CancellationToken.None)), clusters, Parallelism.None).Run(start, 60);

        Assert.Equal(takes ? Sorted : 0, memory.Held);
        Assert.Equal(new Lloyd(points, clusters, Parallelism.None).Run(start, 60).Centroids, found.Centroids);
    }
}

using System.Globalization;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;

namespace SegmentationService.Cluster.Tests;

/// <summary>k-means over points wherever they lie, and all bits of what comes out.</summary>
internal static class Clusterings
{
    private const int Clusters = 7;

    /// <summary>More points than are searched as they are: samples are drawn, and the last passes are over all.</summary>
    public const int Points = 30_000;

    /// <summary>The points in parts that a carrier asks for.</summary>
    public static PointsInParts Asked(IPartCarrier carrier, PartSource[] parts, CancellationToken cancellation = default) =>
        PointsInParts.Elsewhere(carrier, parts, cancellation);

    /// <summary>Centroids, inertia and passes to the last bit, and the labels of all points as the clusters' sizes and a few members say.</summary>
    public static string Fit(IPoints points)
    {
        var found = KMeans.Fit(new PointSample(points), new KMeansOptions { Clusters = Clusters, Restarts = 2, MaxIterations = 60 }, Parallelism.None);
        int[][] ranks = [.. found.Sizes.Select(size => (int[])[0, size / 2, size - 1])];
        return string.Join(
            ' ',
            [
                .. found.Centroids.Select(coordinate => coordinate.ToString("R", CultureInfo.InvariantCulture)), found.Inertia.ToString("R", CultureInfo.InvariantCulture), $"{found.Iterations}",
                .. found.Sizes.Select(size => $"{size}"), .. found.MembersOf(points, ranks, Parallelism.None).Select(member => $"{member}"),
            ]);
    }

    /// <summary>The same of one array in this process.</summary>
    public static string FitInMemory() => Fit(new PointsInMemory(MadePoints.Of(0, Points), Parallelism.None));
}

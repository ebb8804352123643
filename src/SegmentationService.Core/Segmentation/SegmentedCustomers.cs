using System.Runtime.InteropServices;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// The customers in their segments, by the very arithmetic of prediction: worked out once, after the search, for all that is said of
/// them later.
/// </summary>
public sealed class SegmentedCustomers
{
    /// <summary>The share of the customers of a segment that lie within its radius.</summary>
    private const double ShareWithin = 0.995;

    /// <summary>The coordinates of so many blocks are looked at in one go: they stay in the second cache.</summary>
    private const int BlocksAtOnce = 512;

    private SegmentedCustomers(FeatureMatrix centroids, int[] order, int[] labels, float[] squaredDistances, (double Mean, double Deviation)[] overall)
    {
        Centroids = centroids;
        Order = order;
        Labels = labels;
        SquaredDistances = squaredDistances;
        Sizes = CountOf(labels, centroids.Count);
        Radii = RadiiOf(labels, squaredDistances, Sizes);
        Overall = overall;
        Effects =
        [
            .. Enumerable.Range(0, centroids.Count).Select(c => overall
                .Select((feature, f) => feature.Deviation > 0 ? (centroids[c, f] - feature.Mean) / feature.Deviation : 0).ToArray()),
        ];
    }

    /// <summary>k x d, the largest segment first.</summary>
    public FeatureMatrix Centroids { get; }

    /// <summary>For each segment the cluster of the clustering that it is.</summary>
    public int[] Order { get; }

    /// <summary>For each customer its segment.</summary>
    public int[] Labels { get; }

    /// <summary>For each customer the squared distance to the centroid of its segment.</summary>
    public float[] SquaredDistances { get; }

    /// <summary>For each segment the number of its customers.</summary>
    public int[] Sizes { get; }

    /// <summary>
    /// For each segment the distance to its centroid that 99.5 % of its customers do not exceed: the largest of a segment of fewer than 200 customers, and of a larger one so far that a
    /// few strange customers do not make the next one look usual.
    /// </summary>
    public double[] Radii { get; }

    /// <summary>For each segment and feature how far the centroid lies from the mean of all customers, in their standard deviations; 0 where they do not vary.</summary>
    public double[][] Effects { get; }

    /// <summary>For each feature the mean and the standard deviation of all customers.</summary>
    internal (double Mean, double Deviation)[] Overall { get; }

    /// <summary>
    /// Puts the segments in order of size. A customer equally near to two segments belongs to the first, so the order decides sizes as
    /// sizes decide the order; it comes to rest, since each new order moves such customers to larger segments only. O(n k d).
    /// </summary>
    /// <param name="points">The customers, n x d.</param>
    /// <param name="clustering">The clustering chosen.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public static SegmentedCustomers Of(FeatureMatrix points, ClusterSet clustering, Parallelism parallelism)
    {
        var (k, d) = (clustering.Clusters, points.Features);
        var clusters = Enumerable.Range(0, k).ToArray();
        for (var (rowMajor, sizes) = (clustering.Centroids, clustering.Sizes); ;)
        {
            var order = Enumerable.Range(0, k).OrderByDescending(c => sizes[c]).ToArray();
            clusters = Array.ConvertAll(order, c => clusters[c]);
            rowMajor = [.. order.SelectMany(c => rowMajor[(c * d)..((c + 1) * d)])];
            var (labels, squaredDistances) = Assignment.Of(points, rowMajor, parallelism);
            sizes = CountOf(labels, k);
            if (Enumerable.Range(1, k - 1).Any(c => sizes[c] > sizes[c - 1])) continue;

            var centroids = new FeatureMatrix(k, d);
            for (var c = 0; c < k; c++) centroids.SetPoint(c, rowMajor.AsSpan(c * d, d));
            return new SegmentedCustomers(centroids, clusters, labels, squaredDistances, OverallOf(points, parallelism));
        }
    }

    private static (double Mean, double Deviation)[] OverallOf(FeatureMatrix points, Parallelism parallelism)
    {
        var overall = new (double, double)[points.Features];
        using var valuesOfWorker = new WorkerColumns(parallelism.Threads, BlocksAtOnce * FeatureMatrix.BlockSize);
        parallelism.Each(overall.Length, (worker, f) =>
        {
            var sum = new MeanSum();
            for (var first = 0; first < points.Blocks; first += BlocksAtOnce) sum.Add(Coordinates(points, f, first, valuesOfWorker.Of(worker)));
            var moments = new Moments(sum);
            for (var first = 0; first < points.Blocks; first += BlocksAtOnce) moments.AddSquares(Coordinates(points, f, first, valuesOfWorker.Of(worker)));
            overall[f] = (sum.Mean, moments.Deviation);
        });
        return overall;
    }

    /// <summary>The coordinates of one feature in the blocks from one on, in as many as there is room for.</summary>
    private static Span<double> Coordinates(FeatureMatrix points, int feature, int first, Span<double> room)
    {
        var count = 0;
        for (var block = first; block < Math.Min(points.Blocks, first + BlocksAtOnce); block++)
            foreach (var coordinate in points.Block(block).Slice(feature * FeatureMatrix.BlockSize, points.PointsIn(block))) room[count++] = coordinate;
        return room[..count];
    }

    private static double[] RadiiOf(int[] labels, float[] squaredDistances, int[] sizes)
    {
        var next = new int[sizes.Length];
        for (var c = 1; c < next.Length; c++) next[c] = next[c - 1] + sizes[c - 1];

        // Two floats in the place of a double.
        using var rented = new RentedColumn((labels.Length / 2) + 1);
        var grouped = MemoryMarshal.Cast<double, float>(rented.Values);
        for (var i = 0; i < labels.Length; i++) grouped[next[labels[i]]++] = squaredDistances[i];
        var radii = new double[sizes.Length];
        for (var c = 0; c < radii.Length; c++)
            if (sizes[c] > 0) radii[c] = Math.Sqrt(OrderStatistics.Covering(grouped[(next[c] - sizes[c])..next[c]], [ShareWithin])[0].Value);
        return radii;
    }

    private static int[] CountOf(int[] labels, int segments)
    {
        var sizes = new int[segments];
        foreach (var label in labels) sizes[label]++;
        return sizes;
    }
}

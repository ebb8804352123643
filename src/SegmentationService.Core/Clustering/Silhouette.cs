using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering;

/// <summary>How well points lie in their clusters.</summary>
/// <param name="Mean">The mean silhouette, -1 to 1; null when there is only one cluster.</param>
/// <param name="Customers">The number of points that it was computed on.</param>
public sealed record SilhouetteScore(double? Mean, int Customers);

/// <summary>
/// The mean silhouette (Rousseeuw 1987, doi 10.1016/0377-0427(87)90125-7) with Euclidean distances; the only point of a
/// cluster counts as 0.
/// </summary>
public static class Silhouette
{
    /// <summary>Up to this many points the silhouette is over all of them.</summary>
    public const int ExactUpTo = 20_000;

    /// <summary>Above <see cref="ExactUpTo"/> at least this many points are sampled, from each cluster its share and at least one.</summary>
    public const int SampleSize = 10_000;

    /// <summary>Computes it, exactly up to <see cref="ExactUpTo"/> points and on a sample by cluster above. O(m^2 d), O(m) memory, m the points used.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="clustering">A clustering of the points.</param>
    /// <param name="seed">Where the draw of the sample begins.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    public static SilhouetteScore Compute(FeatureMatrix points, KMeansResult clustering, long seed, Parallelism parallelism)
    {
        if (clustering.Sizes.Count(size => size > 0) < 2) return new SilhouetteScore(null, points.Count);

        var members = MembersByCluster(clustering);
        if (points.Count > ExactUpTo) Sample(members, points.Count, seed);
        var order = members.SelectMany(cluster => cluster).ToArray();
        var mean = Mean(points.Select(order), Array.ConvertAll(members, cluster => cluster.Length), parallelism);
        return new SilhouetteScore(mean, order.Length);
    }

    private static int[][] MembersByCluster(KMeansResult clustering)
    {
        var members = Array.ConvertAll(clustering.Sizes, size => new int[size]);
        var next = new int[members.Length];
        for (var i = 0; i < clustering.Labels.Length; i++)
        {
            var c = clustering.Labels[i];
            members[c][next[c]++] = i;
        }

        return members;
    }

    /// <summary>Keeps of each cluster its share of the sample, at least two of its points, drawn without replacement, in their order.</summary>
    private static void Sample(int[][] members, int count, long seed)
    {
        for (var c = 0; c < members.Length; c++)
        {
            var random = new SeededRandom(seed, c);
            var cluster = members[c];
            var take = Math.Min(cluster.Length, Math.Max(2, (int)Math.Ceiling((double)cluster.Length * SampleSize / count)));
            for (var i = 0; i < take; i++)
            {
                var j = i + random.NextInt(cluster.Length - i);
                (cluster[i], cluster[j]) = (cluster[j], cluster[i]);
            }

            Array.Resize(ref members[c], take);
            Array.Sort(members[c]);
        }
    }

    /// <summary>The mean over points that stand cluster by cluster.</summary>
    private static double Mean(FeatureMatrix points, int[] sizes, Parallelism parallelism)
    {
        var blockSums = new double[points.Blocks];
        parallelism.For(points.Blocks, block => blockSums[block] = WidestLane.Run<BlockWork, double>(new BlockWork(points, sizes, block)));
        return blockSums.Sum() / points.Count;
    }

    /// <summary>The sum of the silhouettes of one block of points.</summary>
    private readonly struct BlockWork(FeatureMatrix points, int[] sizes, int block) : ILaneWork<double>
    {
        /// <summary>Distances are added as floats for so many points, then as doubles.</summary>
        private const int FloatRun = 64;

        public double Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            var values = points.Block(block);
            var count = points.PointsIn(block);
            var own = OwnClusters(count);
            Span<float> run = stackalloc float[FeatureMatrix.BlockSize];
            Span<double> within = stackalloc double[FeatureMatrix.BlockSize];
            Span<double> nearestOther = stackalloc double[FeatureMatrix.BlockSize];
            Span<double> sums = stackalloc double[FeatureMatrix.BlockSize];
            nearestOther.Fill(double.PositiveInfinity);
            var point = new float[points.Features];

            var first = 0;
            for (var c = 0; c < sizes.Length; first += sizes[c++])
            {
                if (sizes[c] == 0) continue;
                sums.Clear();
                run.Clear();
                for (var j = 0; j < sizes[c]; j++)
                {
                    points.CopyPoint(first + j, point);
                    PointDistances.AddEuclidean<TLane>(values, point, run);
                    if ((j + 1) % FloatRun != 0 && j + 1 < sizes[c]) continue;
                    for (var i = 0; i < count; i++) sums[i] += run[i];
                    run.Clear();
                }

                for (var i = 0; i < count; i++)
                {
                    if (own[i] == c) within[i] = sums[i] / Math.Max(1, sizes[c] - 1);
                    else nearestOther[i] = Math.Min(nearestOther[i], sums[i] / sizes[c]);
                }
            }

            var total = 0.0;
            for (var i = 0; i < count; i++)
            {
                var larger = Math.Max(within[i], nearestOther[i]);
                if (sizes[own[i]] > 1 && larger > 0) total += (nearestOther[i] - within[i]) / larger;
            }

            return total;
        }

        private int[] OwnClusters(int count)
        {
            var own = new int[count];
            var (cluster, end) = (0, sizes[0]);
            for (var i = 0; i < count; i++)
            {
                while ((block * FeatureMatrix.BlockSize) + i >= end) end += sizes[++cluster];
                own[i] = cluster;
            }

            return own;
        }
    }
}

using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Scores;

/// <summary>The distances of all points to all, summed by cluster: the silhouettes of several clusterings are made of them.</summary>
internal static class SilhouetteSums
{
    /// <summary>Distances are added as floats for so many points, then as doubles.</summary>
    private const int FloatRun = 64;

    /// <summary>The mean silhouette of each clustering. O(m^2 d) time; O(m d) memory, and 64 doubles for each cluster and thread.</summary>
    /// <param name="points">m x d, in the order of the groups.</param>
    /// <param name="groups">The groups of the points; each clustering has at least two clusters.</param>
    /// <param name="parallelism">How many threads may work on it; the bits do not depend on it.</param>
    /// <param name="each">out, if given: the silhouette of each point in the first clustering, padded to whole blocks.</param>
    public static double[] Means(FeatureMatrix points, SharedGroups groups, Parallelism parallelism, double[]? each = null)
    {
        var rows = new float[points.Count * points.Features];
        for (var i = 0; i < points.Count; i++) points.CopyPoint(i, rows.AsSpan(i * points.Features, points.Features));
        var blockSums = new double[points.Blocks][];
        var buffers = new double[]?[parallelism.Threads];
        parallelism.Each(points.Blocks, (worker, block) =>
        {
            var buffer = buffers[worker] ??= new double[groups.Sizes.Sum(sizes => sizes.Length) * FeatureMatrix.BlockSize];
            blockSums[block] = WidestLane.Run<Work, double[]>(new Work(points, rows, groups, buffer, each, block, parallelism.Cancellation));
        });
        return [.. Enumerable.Range(0, groups.Sizes.Length).Select(q => blockSums.Sum(sums => sums[q]) / points.Count)];
    }

    /// <summary>For each clustering the sum of the silhouettes of the points of one block.</summary>
    private readonly struct Work(FeatureMatrix points, float[] rows, SharedGroups groups, double[] sums, double[]? each, int block, CancellationToken cancellation) : ILaneWork<double[]>
    {
        public double[] Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Array.Clear(sums);
            Span<double> ofGroup = stackalloc double[FeatureMatrix.BlockSize];
            for (var group = 0; group + 1 < groups.Starts.Length; group++)
            {
                ofGroup.Clear();
                AddDistances<TLane>(group, ofGroup);
                var first = 0;
                var clusters = groups.ClustersOf(group);
                for (var q = 0; q < clusters.Length; first += groups.Sizes[q++].Length)
                    ElementwiseSum.Add(ofGroup, sums.AsSpan((first + clusters[q]) * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize));
            }

            return Silhouettes();
        }

        private void AddDistances<TLane>(int group, Span<double> target)
            where TLane : struct, ILane<TLane>
        {
            Span<float> run = stackalloc float[FeatureMatrix.BlockSize];
            var features = points.Features;
            for (var first = groups.Starts[group]; first < groups.Starts[group + 1]; first += FloatRun)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(FloatRun, groups.Starts[group + 1] - first);
                run.Clear();
                PointDistances.AddEuclidean<TLane>(points.Block(block), rows.AsSpan(first * features, count * features), run);
                ElementwiseSum.Add(run, target);
            }
        }

        private double[] Silhouettes()
        {
            var totals = new double[groups.Sizes.Length];
            for (var i = 0; i < points.PointsIn(block); i++)
            {
                var own = groups.ClustersOf(groups.GroupOf[(block * FeatureMatrix.BlockSize) + i]);
                var first = 0;
                for (var q = 0; q < totals.Length; first += groups.Sizes[q++].Length)
                {
                    var silhouette = Silhouette(i, own[q], groups.Sizes[q], first);
                    totals[q] += silhouette;
                    if (q == 0 && each is not null) each[(block * FeatureMatrix.BlockSize) + i] = silhouette;
                }
            }

            return totals;
        }

        private double Silhouette(int point, int own, int[] sizes, int first)
        {
            if (sizes[own] < 2) return 0;
            var (within, nearestOther) = (0.0, double.PositiveInfinity);
            for (var c = 0; c < sizes.Length; c++)
            {
                var sum = sums[((first + c) * FeatureMatrix.BlockSize) + point];
                if (c == own) within = sum / (sizes[c] - 1);
                else if (sizes[c] > 0) nearestOther = Math.Min(nearestOther, sum / sizes[c]);
            }

            var larger = Math.Max(within, nearestOther);
            return larger > 0 ? (nearestOther - within) / larger : 0;
        }
    }
}

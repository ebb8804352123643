using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The sums and counts of the points of each cluster, in double precision.</summary>
internal static class ClusterSums
{
    /// <summary>Adds the points of a block to the sums of their clusters, point by point in their order. O(64 d).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="labels">in: the cluster of each point that counts, at most 64.</param>
    /// <param name="sums">in/out: k x d, row-major.</param>
    /// <param name="counts">in/out: k.</param>
    public static void Add(ReadOnlySpan<float> block, ReadOnlySpan<int> labels, Span<double> sums, Span<int> counts)
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            var sum = sums.Slice(labels[i] * features, features);
            for (var f = 0; f < sum.Length; f++) sum[f] += block[(f * FeatureMatrix.BlockSize) + i];
        }
    }
}

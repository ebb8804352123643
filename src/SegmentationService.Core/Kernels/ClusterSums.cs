using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>The sums and counts of the points of each cluster, in fixed point: exact, in whatever order points come and go.</summary>
internal static class ClusterSums
{
    /// <summary>Adds all points of a block to their clusters. O(64 d).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="scale">Coordinates times this are whole numbers.</param>
    /// <param name="labels">in: the cluster of each point that counts, at most 64.</param>
    /// <param name="sums">in/out: k x d, row-major.</param>
    /// <param name="counts">in/out: k.</param>
    public static void Add(ReadOnlySpan<float> block, double scale, ReadOnlySpan<int> labels, Span<long> sums, Span<int> counts)
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            var sum = sums.Slice(labels[i] * features, features);
            for (var f = 0; f < sum.Length; f++) sum[f] += (long)(block[(f * FeatureMatrix.BlockSize) + i] * scale);
        }
    }

    /// <summary>Moves the points of a block whose label has changed. O(64 + d x changes).</summary>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="scale">Coordinates times this are whole numbers.</param>
    /// <param name="before">in/out: the cluster that each point is counted in.</param>
    /// <param name="after">in: the cluster that it belongs to.</param>
    /// <param name="sums">in/out: k x d, row-major.</param>
    /// <param name="counts">in/out: k.</param>
    /// <returns>The number of points that moved.</returns>
    public static int Move(ReadOnlySpan<float> block, double scale, Span<int> before, ReadOnlySpan<int> after, Span<long> sums, Span<int> counts)
    {
        var features = block.Length / FeatureMatrix.BlockSize;
        var moves = 0;
        for (var i = ((ReadOnlySpan<int>)before).CommonPrefixLength(after); i < before.Length; i++)
        {
            if (before[i] == after[i]) continue;
            var source = sums.Slice(before[i] * features, features);
            var target = sums.Slice(after[i] * features, features);
            for (var f = 0; f < target.Length; f++)
            {
                var value = (long)(block[(f * FeatureMatrix.BlockSize) + i] * scale);
                source[f] -= value;
                target[f] += value;
            }

            counts[before[i]]--;
            counts[after[i]]++;
            before[i] = after[i];
            moves++;
        }

        return moves;
    }
}

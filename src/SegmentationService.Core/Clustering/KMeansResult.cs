using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>One clustering with the labels of all points: centroids, labels, sizes and inertia belong to one state of one run.</summary>
public sealed class KMeansResult : ClusterSet
{
    /// <summary>For each point the number of its nearest centroid.</summary>
    public required int[] Labels { get; init; }

    /// <summary>The labels that are known. O(m).</summary>
    internal override int[] LabelsOf(FeatureMatrix points, int[]? numbers, Parallelism parallelism) => numbers is null ? Labels : Array.ConvertAll(numbers, point => Labels[point]);

    /// <summary>The same by the labels that are known. O(n).</summary>
    internal override int[] MembersOf(IPoints points, int[][] ranks, Parallelism parallelism) => ClusterMembers.Of(Labels, ranks);
}

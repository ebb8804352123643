namespace SegmentationService.Core.Clustering.Passes;

/// <summary>What a pass did, counted and not timed, so that it is the same on any number of threads.</summary>
/// <param name="Blocks">The blocks that were compared with centroids; others rested.</param>
/// <param name="Measured">Those of them whose bounds were measured.</param>
/// <param name="Comparisons">The centroids that a block was compared with, summed over the blocks; a pass over everything makes blocks x k.</param>
internal readonly record struct PassWork(long Blocks, long Measured, long Comparisons)
{
    /// <summary>Of a block, beside the comparisons: it is read, and its labels are compared with those before.</summary>
    private const double CostOfBlock = 8;

    /// <summary>
    /// Of bounds: the centroids are chosen, two scores are kept instead of one, and margins are made of them. With AVX-512, where it is dearest next
    /// to comparisons; about two thirds with AVX2.
    /// </summary>
    private const double CostOfBounds = 32;

    /// <summary>The time that it takes, in that of comparing one centroid with the 64 points of a block. Measured with 8 features.</summary>
    public double Cost => Comparisons + (CostOfBlock * Blocks) + (CostOfBounds * Measured);

    /// <summary>Both together.</summary>
    public static PassWork operator +(PassWork left, PassWork right) =>
        new(left.Blocks + right.Blocks, left.Measured + right.Measured, left.Comparisons + right.Comparisons);

    /// <summary>That of a pass over everything without bounds.</summary>
    /// <param name="blocks">The blocks of the points.</param>
    /// <param name="clusters">k.</param>
    public static PassWork Plain(long blocks, int clusters) => new(blocks, 0, blocks * clusters);

    /// <summary>That of one block whose bounds are measured.</summary>
    /// <param name="comparisons">The centroids that it is compared with.</param>
    public static PassWork BoundedBlock(int comparisons) => new(1, 1, comparisons);
}

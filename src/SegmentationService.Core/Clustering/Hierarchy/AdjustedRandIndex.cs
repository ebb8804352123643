namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>How far two clusterings of the same points agree (Hubert and Arabie 1985, doi 10.1007/BF01908075): 1 where they are the same, 0 on average where they have nothing to do with each other.</summary>
internal static class AdjustedRandIndex
{
    /// <summary>Of the points that each pair of clusters shares. O(rows x columns).</summary>
    /// <param name="shared">in: for each cluster of the one and of the other how many points are in both.</param>
    public static double Of(long[,] shared)
    {
        var (rows, columns) = (new long[shared.GetLength(0)], new long[shared.GetLength(1)]);
        var both = 0.0;
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                rows[row] += shared[row, column];
                columns[column] += shared[row, column];
                both += Pairs(shared[row, column]);
            }
        }

        var (inRows, inColumns, all) = (rows.Sum(Pairs), columns.Sum(Pairs), Pairs(rows.Sum()));
        var (expected, most) = (all > 0 ? inRows * inColumns / all : 0, (inRows + inColumns) / 2);

        // Both are one cluster, or single points: they cannot differ.
        return most > expected ? (both - expected) / (most - expected) : 1;
    }

    /// <summary>The same of labels. O(n + k^2).</summary>
    /// <param name="labels">in: for each point its cluster in the one.</param>
    /// <param name="clusters">The number of its clusters.</param>
    /// <param name="others">in: for each point its cluster in the other.</param>
    /// <param name="otherClusters">The number of its clusters.</param>
    public static double Of(int[] labels, int clusters, int[] others, int otherClusters)
    {
        var shared = new long[clusters, otherClusters];
        for (var i = 0; i < labels.Length; i++) shared[labels[i], others[i]]++;
        return Of(shared);
    }

    private static double Pairs(long points) => points * (points - 1.0) / 2;
}

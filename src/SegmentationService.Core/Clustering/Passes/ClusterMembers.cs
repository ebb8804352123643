namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Finds points by their ranks among those of their cluster: ranks can be drawn by those who know no point, only how many each cluster has.</summary>
internal static class ClusterMembers
{
    /// <summary>The points of these ranks. O(n).</summary>
    /// <param name="labels">in: for each point its cluster.</param>
    /// <param name="ranks">in: for each cluster 0-based ranks, ascending.</param>
    /// <returns>Their 0-based numbers, ascending.</returns>
    /// <exception cref="InvalidDataException">A cluster has no point of that rank.</exception>
    public static int[] Of(ReadOnlySpan<int> labels, int[][] ranks)
    {
        var found = new int[ranks.Sum(ofCluster => ofCluster.Length)];
        var (passed, taken, count) = (new int[ranks.Length], new int[ranks.Length], 0);
        for (var i = 0; i < labels.Length && count < found.Length; i++)
        {
            var c = labels[i];
            if (taken[c] < ranks[c].Length && passed[c] == ranks[c][taken[c]])
            {
                found[count++] = i;
                taken[c]++;
            }

            passed[c]++;
        }

        return count == found.Length ? found : throw new InvalidDataException("A cluster has no point of that rank.");
    }
}

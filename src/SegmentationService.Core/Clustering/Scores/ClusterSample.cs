namespace SegmentationService.Core.Clustering.Scores;

/// <summary>
/// Draws points so that each cluster has its share among them: by their ranks within a cluster, so that who draws need not know the points, only how many each cluster has.
/// </summary>
internal static class ClusterSample
{
    /// <summary>Draws of each cluster so many of its points, without replacement (Knuth, algorithm S). O(n).</summary>
    /// <param name="sizes">in: for each cluster the number of its points.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="wanted">How many points of a cluster of so many are drawn, at most all.</param>
    /// <returns>For each cluster 0-based ranks among its points, ascending.</returns>
    public static int[][] Ranks(int[] sizes, long seed, Func<int, int> wanted)
    {
        var ranks = new int[sizes.Length][];
        for (var c = 0; c < ranks.Length; c++)
        {
            var random = new SeededRandom(seed, c);
            ranks[c] = new int[Math.Min(sizes[c], wanted(sizes[c]))];
            for (int rank = 0, taken = 0; taken < ranks[c].Length; rank++)
                if (random.NextDouble() * (sizes[c] - rank) < ranks[c].Length - taken) ranks[c][taken++] = rank;
        }

        return ranks;
    }

    /// <summary>Draws of each cluster its share of so many points, rounded up, and at least two. O(n).</summary>
    /// <param name="sizes">in: for each cluster the number of its points.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="size">How many points are wanted, at most all; a few more are drawn.</param>
    public static int[][] RanksOfShare(int[] sizes, long seed, int size)
    {
        var all = sizes.Sum();
        return Ranks(sizes, seed, ofCluster => Math.Max(2, (int)Math.Ceiling((double)ofCluster * size / all)));
    }
}

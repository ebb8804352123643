namespace SegmentationService.Core.Clustering.Scores;

/// <summary>Draws points so that each cluster has its share among them.</summary>
internal static class ClusterSample
{
    /// <summary>Takes of each cluster so many of its points, drawn without replacement (Knuth, algorithm S). O(n).</summary>
    /// <param name="labels">For each point its cluster.</param>
    /// <param name="sizes">For each cluster the number of its points.</param>
    /// <param name="isTaken">For each point whether it is drawn; those drawn before stay.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="wanted">How many points of a cluster of so many are drawn, at most all.</param>
    public static void Take(int[] labels, int[] sizes, bool[] isTaken, long seed, Func<int, int> wanted)
    {
        var random = Enumerable.Range(0, sizes.Length).Select(c => new SeededRandom(seed, c)).ToArray();
        var left = (int[])sizes.Clone();
        var open = Array.ConvertAll(sizes, size => Math.Min(size, wanted(size)));
        for (var i = 0; i < isTaken.Length; i++)
        {
            var c = labels[i];
            if (open[c] > 0 && random[c].NextDouble() * left[c] < open[c])
            {
                isTaken[i] = true;
                open[c]--;
            }

            left[c]--;
        }
    }

    /// <summary>Takes of each cluster its share of so many points, rounded up, and at least two. O(n).</summary>
    /// <param name="labels">For each point its cluster.</param>
    /// <param name="sizes">For each cluster the number of its points.</param>
    /// <param name="isTaken">For each point whether it is drawn; those drawn before stay.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="size">How many points are wanted, at most all; a few more are taken.</param>
    public static void TakeShare(int[] labels, int[] sizes, bool[] isTaken, long seed, int size) =>
        Take(labels, sizes, isTaken, seed, ofCluster => Math.Max(2, (int)Math.Ceiling((double)ofCluster * size / isTaken.Length)));
}

namespace SegmentationService.Core.Clustering.Search;

/// <summary>Draws points one from each of as many equal stretches of the table, so that the draw costs nothing that grows with their number.</summary>
internal static class StretchSample
{
    /// <summary>Draws points, ascending; each is as likely as any other, to within one in the length of a stretch. O(size).</summary>
    /// <param name="count">n.</param>
    /// <param name="size">How many are drawn, 1 to n.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="stream">Which draws of the seed.</param>
    public static int[] Draw(int count, int size, long seed, long stream)
    {
        var random = new SeededRandom(seed, stream);
        var drawn = new int[size];
        for (var i = 0; i < drawn.Length; i++)
        {
            var (begin, end) = ((long)i * count / size, (i + 1L) * count / size);
            drawn[i] = (int)begin + random.NextInt((int)(end - begin));
        }

        return drawn;
    }
}

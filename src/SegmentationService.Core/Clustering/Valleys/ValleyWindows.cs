namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>Three windows of one width on the line from a centroid (place 0) to another (place 1), the middle one between the two others.</summary>
/// <param name="Left">The centre of the left window, in bins from the first.</param>
/// <param name="Middle">That of the middle window.</param>
/// <param name="Right">That of the right window.</param>
/// <param name="HalfWidth">Half their width, in bins.</param>
internal readonly record struct ValleyWindows(int Left, int Middle, int Right, int HalfWidth)
{
    /// <summary>Where counting begins, as far before one centroid as it ends behind the other.</summary>
    public const double From = -0.25;

    /// <summary>Where counting ends.</summary>
    public const double To = 1.25;

    /// <summary>The bins from one end to the other.</summary>
    public const int Bins = 30;

    /// <summary>The bins in a unit of length.</summary>
    public const double BinsPerUnit = 20;

    private const int WidestHalf = 3;

    /// <summary>The first centre, at -0.1, and the last, at 1.1.</summary>
    private const int FirstCentre = 3, LastCentre = 27;

    /// <summary>The centres that a middle window may have, at 0.15 to 0.85.</summary>
    private const int FirstMiddle = 8, LastMiddle = 22;

    /// <summary>
    /// The deepest valley: the largest (s - m) / sqrt(s + m + 1), m the count in the middle and s the smaller of the largest counts on either side, at least a width away. Of equal ones the
    /// narrowest, then the leftmost.
    /// </summary>
    /// <param name="upTo">in: for each bin how many places lie before it, and at last how many there are.</param>
    public static ValleyWindows Deepest(ReadOnlySpan<int> upTo)
    {
        var (best, largest) = (default(ValleyWindows), double.NegativeInfinity);
        for (var half = 1; half <= WidestHalf; half++)
        {
            var width = 2 * half;
            for (var middle = Math.Max(FirstMiddle, FirstCentre + width); middle <= Math.Min(LastMiddle, LastCentre - width); middle++)
            {
                var (left, right) = (Fullest(upTo, FirstCentre, middle - width, half), Fullest(upTo, middle + width, LastCentre, half));
                var side = Math.Min(Count(upTo, left, half), Count(upTo, right, half));
                var between = Count(upTo, middle, half);
                var depth = (side - between) / Math.Sqrt(side + between + 1);
                if (depth > largest) (best, largest) = (new ValleyWindows(left, middle, right, half), depth);
            }
        }

        return best;
    }

    /// <summary>How many places lie in each window.</summary>
    /// <param name="upTo">in: as above, of the same places or others.</param>
    public (int Left, int Middle, int Right) CountIn(ReadOnlySpan<int> upTo) =>
        (Count(upTo, Left, HalfWidth), Count(upTo, Middle, HalfWidth), Count(upTo, Right, HalfWidth));

    /// <summary>The centre of the first window that holds the most.</summary>
    private static int Fullest(ReadOnlySpan<int> upTo, int first, int last, int half)
    {
        var best = first;
        for (var centre = first + 1; centre <= last; centre++)
            if (Count(upTo, centre, half) > Count(upTo, best, half)) best = centre;
        return best;
    }

    private static int Count(ReadOnlySpan<int> upTo, int centre, int half) => upTo[centre + half] - upTo[centre - half];
}

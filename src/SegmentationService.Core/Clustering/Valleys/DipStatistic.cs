namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>
/// The dip of Hartigan and Hartigan (1985, doi 10.1214/aos/1176346577): the largest difference between the distribution of some values and the nearest one that has a single mode. Small
/// where there is one hump, larger where there are two with a valley between them.
/// </summary>
internal static class DipStatistic
{
    /// <summary>What is said where the dip is beyond the last column of the table.</summary>
    private const double LeastProbability = 1e-4;

    private const int FewestValues = 4;

    /// <summary>The chance that a uniform sample has a smaller dip: the columns of <see cref="Quantiles"/>.</summary>
    private static readonly double[] Levels = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998];

    private static readonly int[] Counts = [10, 20, 50, 100, 300, 1000, 72_000];

    /// <summary>Quantiles of sqrt(n) dip for n uniform values, a row for each of <see cref="Counts"/>: simulated; the last row is that of diptest for R (Maechler 2021), which calculates them alike.</summary>
    private static readonly double[][] Quantiles =
    [
        [0.3088, 0.3761, 0.4122, 0.4409, 0.4767, 0.5049, 0.5291, 0.5570, 0.5749, 0.5876, 0.6035],
        [0.3286, 0.3959, 0.4347, 0.4690, 0.5109, 0.5384, 0.5612, 0.5951, 0.6156, 0.6327, 0.6577],
        [0.3454, 0.4153, 0.4581, 0.4961, 0.5430, 0.5751, 0.6012, 0.6336, 0.6582, 0.6889, 0.7344],
        [0.3540, 0.4265, 0.4709, 0.5108, 0.5581, 0.5907, 0.6210, 0.6542, 0.6803, 0.7058, 0.7412],
        [0.3653, 0.4383, 0.4845, 0.5243, 0.5706, 0.6060, 0.6359, 0.6816, 0.7010, 0.7325, 0.7613],
        [0.3716, 0.4467, 0.4941, 0.5366, 0.5848, 0.6201, 0.6530, 0.6951, 0.7303, 0.7576, 0.7853],
        [0.3785, 0.4552, 0.5026, 0.5452, 0.5966, 0.6327, 0.6664, 0.7090, 0.7386, 0.7676, 0.8015],
    ];

    /// <summary>
    /// The dip, by algorithm AS 217 (P. M. Hartigan 1985, doi 10.2307/2347485) as corrected in diptest for R: the greatest convex minorant and the least concave majorant of the
    /// distribution, on a modal interval that shrinks until the two are no farther apart inside it than outside. O(n) for any usual values.
    /// </summary>
    /// <param name="values">in: ascending.</param>
    /// <returns>1 / 2n to 1/4; 0.5 of one value, 0 of none.</returns>
    public static double Of(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n == 0) return 0;
        if (n < 2 || values[0] == values[^1]) return 0.5 / n;

        var minorant = Hull(values, isConvex: true);
        var majorant = Hull(values, isConvex: false);
        var (convex, concave) = (new int[n], new int[n]);
        var (low, high, dip) = (0, n - 1, 1.0);
        while (true)
        {
            // The corners of the minorant from the upper end down, and of the majorant from the lower end up.
            var (lastConvex, lastConcave) = (Follow(minorant, high, low, convex), Follow(majorant, low, high, concave));
            var (fromConvex, fromConcave) = (lastConvex, lastConcave);
            var distance = lastConvex == 1 && lastConcave == 1
                ? 1
                : LargestDistance(values, convex.AsSpan(0, lastConvex + 1), concave.AsSpan(0, lastConcave + 1), ref fromConvex, ref fromConcave);
            if (distance < dip) break;

            dip = Math.Max(dip, LargestGap(values, convex.AsSpan(fromConvex, lastConvex - fromConvex + 1), isConvex: true));
            dip = Math.Max(dip, LargestGap(values, concave.AsSpan(fromConcave, lastConcave - fromConcave + 1), isConvex: false));
            if (low == convex[fromConvex] && high == concave[fromConcave]) break;
            (low, high) = (convex[fromConvex], concave[fromConcave]);
        }

        return dip / (2.0 * n);
    }

    /// <summary>How often a uniform sample, which has the largest dip of all with one mode, dips at least as much: interpolated in a table. 1e-4 to 0.5, and 1 for fewer than four values.</summary>
    /// <param name="values">in: ascending.</param>
    public static double PValue(ReadOnlySpan<double> values)
    {
        if (values.Length < FewestValues) return 1;
        var dip = Math.Sqrt(values.Length) * Of(values);
        var n = Math.Clamp(values.Length, Counts[0], Counts[^1]);
        var row = 1;
        while (Counts[row] < n) row++;
        var (lower, upper) = (Quantiles[row - 1], Quantiles[row]);
        var weight = Math.Log((double)n / Counts[row - 1]) / Math.Log((double)Counts[row] / Counts[row - 1]);

        if (dip < At(0)) return 1 - Levels[0];
        for (var level = 1; level < Levels.Length; level++)
        {
            if (dip >= At(level)) continue;
            var share = (dip - At(level - 1)) / (At(level) - At(level - 1));
            return 1 - Levels[level - 1] - (share * (Levels[level] - Levels[level - 1]));
        }

        return LeastProbability;

        double At(int level) => ((1 - weight) * lower[level]) + (weight * upper[level]);
    }

    /// <summary>For each value the one that it leans on: the corner before it on the convex minorant of those up to it, or after it on the concave majorant of those from it on.</summary>
    private static int[] Hull(ReadOnlySpan<double> values, bool isConvex)
    {
        var corners = new int[values.Length];
        var (end, step) = isConvex ? (0, 1) : (values.Length - 1, -1);
        corners[end] = end;
        for (var i = end + step; i >= 0 && i < values.Length; i += step)
        {
            var corner = i - step;
            while (corner != end)
            {
                var next = corners[corner];
                if ((values[i] - values[corner]) * (corner - next) < (values[corner] - values[next]) * (i - corner)) break;
                corner = next;
            }

            corners[i] = corner;
        }

        return corners;
    }

    /// <summary>Writes the corners from one end to the other.</summary>
    /// <returns>The place of the last.</returns>
    private static int Follow(int[] hull, int from, int to, int[] corners)
    {
        corners[0] = from;
        var last = 0;
        for (; from < to ? corners[last] < to : corners[last] > to; last++) corners[last + 1] = hull[corners[last]];
        return last;
    }

    /// <summary>The largest distance between minorant and majorant, in steps of the distribution, and the corners that it lies at.</summary>
    private static double LargestDistance(ReadOnlySpan<double> values, ReadOnlySpan<int> convex, ReadOnlySpan<int> concave, ref int fromConvex, ref int fromConcave)
    {
        var (i, j, largest) = (convex.Length - 2, 1, 0.0);
        while (true)
        {
            var (below, above) = (convex[i], concave[j]);
            if (below > above)
            {
                var left = convex[i + 1];
                var distance = above - left + 1 - ((values[above] - values[left]) * (below - left) / (values[below] - values[left]));
                j++;
                if (distance >= largest) (largest, fromConvex, fromConcave) = (distance, i + 1, j - 1);
            }
            else
            {
                var left = concave[j - 1];
                var distance = ((values[below] - values[left]) * (above - left) / (values[above] - values[left])) - (below - left - 1);
                i--;
                if (distance >= largest) (largest, fromConvex, fromConcave) = (distance, i + 1, j);
            }

            (i, j) = (Math.Max(i, 0), Math.Min(j, concave.Length - 1));
            if (convex[i] == concave[j]) return largest;
        }
    }

    /// <summary>The largest gap between the distribution and one of the two outside of the modal interval, in its steps; at least 1.</summary>
    private static double LargestGap(ReadOnlySpan<double> values, ReadOnlySpan<int> corners, bool isConvex)
    {
        var largest = 1.0;
        for (var corner = 1; corner < corners.Length; corner++)
        {
            var (low, high) = (Math.Min(corners[corner - 1], corners[corner]), Math.Max(corners[corner - 1], corners[corner]));
            if (high - low <= 1 || values[high] == values[low]) continue;
            var slope = (high - low) / (values[high] - values[low]);
            for (var i = low; i <= high; i++)
            {
                var line = (values[i] - values[low]) * slope;
                largest = Math.Max(largest, isConvex ? i - low + 1 - line : line - (i - low - 1));
            }
        }

        return largest;
    }
}

namespace SegmentationService.Core.Segmentation;

/// <summary>How often each value of a code, such as the number of a region, occurs in each segment. A code has no more and no less, only values that are frequent.</summary>
internal sealed class CodeCounts
{
    private readonly double[] _values;
    private readonly int[][] _counts;
    private readonly int[] _present;
    private readonly double[] _sharesOfAll;

    /// <summary>Counts them. O(n log v).</summary>
    /// <param name="grouped">in: the values, one segment after the other; NaN where one is missing.</param>
    /// <param name="sizes">in: the number of customers of each segment.</param>
    public CodeCounts(ReadOnlySpan<double> grouped, int[] sizes)
    {
        var different = new SortedSet<double>();
        foreach (var value in grouped)
            if (!double.IsNaN(value)) different.Add(value);
        _values = [.. different];
        _counts = new int[sizes.Length][];
        var start = 0;
        for (var c = 0; c < sizes.Length; c++)
        {
            _counts[c] = new int[_values.Length];
            foreach (var value in grouped.Slice(start, sizes[c]))
                if (!double.IsNaN(value)) _counts[c][Array.BinarySearch(_values, value)]++;
            start += sizes[c];
        }

        _present = Array.ConvertAll(_counts, segment => segment.Sum());
        _sharesOfAll = [.. Enumerable.Range(0, _values.Length).Select(v => (double)_counts.Sum(segment => segment[v]) / _present.Sum())];
    }

    /// <summary>The value that is more frequent in a segment than among all by most, the smallest of several; null where no customer has one.</summary>
    /// <param name="segment">0-based segment.</param>
    public TypicalValue? Typical(int segment)
    {
        if (_present[segment] == 0) return null;
        TypicalValue? best = null;
        for (var v = 0; v < _values.Length; v++)
        {
            var found = new TypicalValue(_values[v], (double)_counts[segment][v] / _present[segment], _sharesOfAll[v]);
            if (best is null || found.Share - found.ShareOfAll > best.Value.Share - best.Value.ShareOfAll) best = found;
        }

        return best;
    }
}

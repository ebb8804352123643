using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// The passes over a column that selection of its order statistics is made of: extremes, how many values lie below the ends of a bracket, and
/// which lie inside it. Nothing is rounded, so the same bits at every vector width.
/// </summary>
internal static class Selection
{
    /// <summary>The smallest and the largest value. O(n).</summary>
    /// <param name="values">in: at least one value, no NaN.</param>
    public static (double Min, double Max) Extremes(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (low, high) = (Vector512.Create(values[0]), Vector512.Create(values[0]));
        foreach (var vector in vectors)
        {
            low = Vector512.Min(low, vector);
            high = Vector512.Max(high, vector);
        }

        var (min, max) = (values[^1], values[^1]);
        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..]) (min, max) = (Math.Min(min, value), Math.Max(max, value));
        for (var lane = 0; lane < Vector512<double>.Count; lane++) (min, max) = (Math.Min(min, low[lane]), Math.Max(max, high[lane]));
        return (min, max);
    }

    /// <summary>How many values are below and up to either end of a bracket. O(n).</summary>
    /// <param name="values">in: a NaN counts nowhere.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <returns>The number of values &lt; low, &lt;= low, &lt; high and &lt;= high.</returns>
    public static (int Low, int UpToLow, int High, int UpToHigh) Count(ReadOnlySpan<double> values, double low, double high)
    {
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (lows, highs) = (Vector512.Create(low), Vector512.Create(high));
        var (lessLow, uptoLow, lessHigh, uptoHigh) = (Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero);
        foreach (var vector in vectors)
        {
            lessLow -= Vector512.LessThan(vector, lows).AsInt64();
            uptoLow -= Vector512.LessThanOrEqual(vector, lows).AsInt64();
            lessHigh -= Vector512.LessThan(vector, highs).AsInt64();
            uptoHigh -= Vector512.LessThanOrEqual(vector, highs).AsInt64();
        }

        var counts = (Low: (int)Vector512.Sum(lessLow), UpToLow: (int)Vector512.Sum(uptoLow), High: (int)Vector512.Sum(lessHigh), UpToHigh: (int)Vector512.Sum(uptoHigh));
        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..])
        {
            if (value < low) counts.Low++;
            if (value <= low) counts.UpToLow++;
            if (value < high) counts.High++;
            if (value <= high) counts.UpToHigh++;
        }

        return counts;
    }

    /// <summary>How many values there are, and how many of them are one of three. O(n).</summary>
    /// <param name="values">in: a NaN counts nowhere.</param>
    /// <param name="first">The first of the three.</param>
    /// <param name="second">The second.</param>
    /// <param name="third">The third; may be the same as another.</param>
    /// <returns>The number of values that are no NaN, and of those that equal each.</returns>
    public static (int Present, int First, int Second, int Third) CountEqual(ReadOnlySpan<double> values, double first, double second, double third)
    {
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (firsts, seconds, thirds) = (Vector512.Create(first), Vector512.Create(second), Vector512.Create(third));
        var (present, isFirst, isSecond, isThird) = (Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero, Vector512<long>.Zero);
        foreach (var vector in vectors)
        {
            present -= Vector512.Equals(vector, vector).AsInt64();
            isFirst -= Vector512.Equals(vector, firsts).AsInt64();
            isSecond -= Vector512.Equals(vector, seconds).AsInt64();
            isThird -= Vector512.Equals(vector, thirds).AsInt64();
        }

        var counts = (Present: (int)Vector512.Sum(present), First: (int)Vector512.Sum(isFirst), Second: (int)Vector512.Sum(isSecond), Third: (int)Vector512.Sum(isThird));
        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..])
        {
            if (!double.IsNaN(value)) counts.Present++;
            if (value == first) counts.First++;
            if (value == second) counts.Second++;
            if (value == third) counts.Third++;
        }

        return counts;
    }

    /// <summary>Collects the values inside a bracket, in their order. O(n).</summary>
    /// <param name="values">in: no NaN.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="inside">out: the values &gt; low and &lt; high, of which there must be as many as it has places.</param>
    public static void Between(ReadOnlySpan<double> values, double low, double high, Span<double> inside)
    {
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var (lows, highs) = (Vector512.Create(low), Vector512.Create(high));
        var filled = 0;
        for (var v = 0; v < vectors.Length; v++)
        {
            var isInside = Vector512.GreaterThan(vectors[v], lows) & Vector512.LessThan(vectors[v], highs);
            for (var bits = isInside.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                inside[filled++] = values[(v * Vector512<double>.Count) + BitOperations.TrailingZeroCount(bits)];
        }

        foreach (var value in values[(vectors.Length * Vector512<double>.Count)..])
            if (value > low && value < high) inside[filled++] = value;
    }
}

using SegmentationService.Core.Features;

namespace SegmentationService.Core.Drift;

/// <summary>How the values of training lie in bins: bin i holds what is above edge i - 1 and at most edge i, the last one what is above all edges.</summary>
/// <param name="Edges">Ascending, each once: at most <see cref="Deciles"/>.</param>
/// <param name="Counts">The customers in each bin: one more than edges.</param>
public sealed record BinnedCounts(IReadOnlyList<float> Edges, IReadOnlyList<int> Counts)
{
    /// <summary>The most edges: the deciles between the smallest and the largest value.</summary>
    public const int Deciles = 9;

    /// <summary>The customers in all bins.</summary>
    public int Customers => Counts.Sum();

    /// <summary>
    /// Cuts values at their inner deciles (inverted distribution function, R's type 1: values that are there); equal ones are one edge, so a column of few values has fewer bins. O(n) for any usual data.
    /// </summary>
    /// <param name="values">in: floats, none of them NaN; perhaps none at all.</param>
    public static BinnedCounts Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return new BinnedCounts([], [0]);
        Span<double> shares = stackalloc double[Deciles];
        for (var i = 0; i < shares.Length; i++) shares[i] = (i + 1) / (Deciles + 1.0);
        float[] edges = [.. OrderStatistics.Covering(values, shares).Distinct().Select(edge => (float)edge)];
        var counts = new int[edges.Length + 1];
        foreach (var value in values) counts[BinOf(edges, (float)value)]++;
        return new BinnedCounts(edges, counts);
    }

    /// <summary>The bin of a value: as many edges lie below it.</summary>
    /// <param name="edges">in: ascending.</param>
    /// <param name="value">The value, not NaN.</param>
    internal static int BinOf(ReadOnlySpan<float> edges, float value)
    {
        var bin = 0;
        foreach (var edge in edges) bin += edge < value ? 1 : 0;
        return bin;
    }
}

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
    /// Cuts values at their inner deciles (inverted distribution function, R's type 1: values that are there); equal ones are one edge, so a column of few values has fewer bins. O(n).
    /// </summary>
    /// <param name="values">in: none of them NaN; perhaps none at all.</param>
    public static BinnedCounts Of(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return new BinnedCounts([], [0]);
        Span<double> shares = stackalloc double[Deciles];
        for (var i = 0; i < shares.Length; i++) shares[i] = (i + 1) / (Deciles + 1.0);
        var (edges, counts, before) = (new List<float>(Deciles), new List<int>(Deciles + 1), 0);
        foreach (var (edge, covered) in OrderStatistics.Covering(values, shares))
        {
            if (covered == before) continue;
            edges.Add(edge);
            counts.Add(covered - before);
            before = covered;
        }

        counts.Add(values.Length - before);
        return new BinnedCounts([.. edges], [.. counts]);
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

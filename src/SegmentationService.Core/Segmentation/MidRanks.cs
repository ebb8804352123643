using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation;

/// <summary>Where values lie among all customers.</summary>
internal static class MidRanks
{
    /// <summary>So many customers stay in the first cache while each value is compared with them.</summary>
    private const int Chunk = 2_048;

    /// <summary>For each value the share of customers below it and half of the share of those at it: 0 to 1. O(n k), eight at a time.</summary>
    /// <param name="customers">in: a value for each customer, NaN where it is missing.</param>
    /// <param name="values">in: k values; null has no rank.</param>
    /// <returns>k ranks, NaN for what has none.</returns>
    public static double[] Of(ReadOnlySpan<double> customers, IReadOnlyList<double?> values)
    {
        double[] different = [.. values.OfType<double>().Distinct().Order()];
        var (below, upTo, present) = (new int[different.Length], new int[different.Length], 0);
        for (var start = 0; start < customers.Length; start += Chunk)
        {
            var chunk = customers.Slice(start, Math.Min(Chunk, customers.Length - start));
            present += Selection.Count(chunk, double.PositiveInfinity, double.PositiveInfinity).UpToHigh;
            for (var i = 0; i < different.Length; i += 2)
            {
                var next = Math.Min(i + 1, different.Length - 1);
                var counts = Selection.Count(chunk, different[i], different[next]);
                (below[i], upTo[i]) = (below[i] + counts.Low, upTo[i] + counts.UpToLow);
                if (next > i) (below[next], upTo[next]) = (below[next] + counts.High, upTo[next] + counts.UpToHigh);
            }
        }

        return [.. values.Select(value => value is { } known && Array.BinarySearch(different, known) is var i ? (below[i] + ((upTo[i] - below[i]) / 2.0)) / present : double.NaN)];
    }
}

namespace SegmentationService.Core.Segmentation;

/// <summary>Where values lie among all customers.</summary>
internal static class MidRanks
{
    /// <summary>For each value the share of customers below it and half of the share of those at it: 0 to 1. O((n + k) log k).</summary>
    /// <param name="customers">in: a value for each customer, NaN where it is missing.</param>
    /// <param name="values">in: k values; null has no rank.</param>
    /// <returns>k ranks, NaN for what has none.</returns>
    public static double[] Of(ReadOnlySpan<double> customers, IReadOnlyList<double?> values)
    {
        double[] different = [.. values.OfType<double>().Distinct().Order()];
        var (at, between, present) = (new int[different.Length], new int[different.Length + 1], 0);
        foreach (var customer in customers)
        {
            if (double.IsNaN(customer)) continue;
            present++;
            var place = Array.BinarySearch(different, customer);
            if (place >= 0) at[place]++;
            else between[~place]++;
        }

        var (ranks, below) = (new Dictionary<double, double>(different.Length), 0);
        for (var i = 0; i < different.Length; i++)
        {
            below += between[i];
            ranks[different[i]] = (below + (at[i] / 2.0)) / present;
            below += at[i];
        }

        return [.. values.Select(value => value is { } known ? ranks[known] : double.NaN)];
    }
}

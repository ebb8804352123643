using MathNet.Numerics;

namespace SegmentationService.Core.Drift;

/// <summary>Whether one quantity is distributed as at training, by counts.</summary>
/// <param name="Customers">The live customers that were compared, n.</param>
/// <param name="ChiSquare">The statistic; 0 where there is nothing to compare.</param>
/// <param name="Degrees">The degrees of freedom: one less than the bins; 0 where too few customers leave one bin.</param>
/// <param name="P">How likely a difference as large as this is where there is none.</param>
/// <param name="Psi">The population stability index: how far apart the shares are, whatever the number of customers.</param>
public sealed record DriftTest(long Customers, double ChiSquare, int Degrees, double P, double Psi)
{
    /// <summary>So many live customers are expected in each bin.</summary>
    private const int LeastExpected = 5;

    /// <summary>A difference is drift only below this share of false discoveries.</summary>
    private const double MostFalse = 0.01;

    /// <summary>So many times what chance alone gives on average the index of a drift is at least.</summary>
    private const double LeastOfChance = 2;

    /// <summary>The share of false ones among all that are at least as unlikely (Benjamini and Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x); 1 where there is nothing to compare.</summary>
    public double Q { get; private init; } = 1;

    /// <summary>Whether the difference is both no chance and larger than what chance alone makes of the index.</summary>
    public bool IsDrift { get; private init; }

    private double PsiOfChance { get; init; }

    /// <summary>
    /// The two-sample chi-square test of counts. Neighbouring bins are joined until each expects 5 live customers; the index is taken on the same bins, with half a customer more in each. O(bins).
    /// </summary>
    /// <param name="training">in: the customers of training in each bin.</param>
    /// <param name="live">in: the live customers in each bin, as many bins.</param>
    public static DriftTest Of(IReadOnlyList<int> training, ReadOnlySpan<long> live)
    {
        var bins = Joined(training, live, out var customers);
        if (bins.Count < 2) return new DriftTest(customers, 0, 0, 1, 0);
        double m = bins.Sum(bin => bin.Training);
        double n = bins.Sum(bin => bin.Live);
        var (statistic, index) = (0.0, 0.0);
        foreach (var (a, b) in bins)
        {
            var difference = (Math.Sqrt(n / m) * a) - (Math.Sqrt(m / n) * b);
            statistic += difference * difference / (a + b);
            var (p, q) = ((a + 0.5) / (m + (0.5 * bins.Count)), (b + 0.5) / (n + (0.5 * bins.Count)));
            index += (q - p) * Math.Log(q / p);
        }

        var degrees = bins.Count - 1;
        return new DriftTest(customers, statistic, degrees, SpecialFunctions.GammaUpperRegularized(degrees / 2.0, statistic / 2), index) { PsiOfChance = ((1 / n) + (1 / m)) * degrees };
    }

    /// <summary>The same tests with <see cref="Q"/> over all of them, and what of them is drift. Those that compare nothing count for none. O(tests log tests).</summary>
    /// <param name="tests">The tests.</param>
    public static DriftTest[] Judged(IReadOnlyList<DriftTest> tests)
    {
        DriftTest[] judged = [.. tests];
        int[] byP = [.. Enumerable.Range(0, judged.Length).Where(i => judged[i].Degrees > 0).OrderBy(i => judged[i].P)];
        var q = 1.0;
        for (var rank = byP.Length; rank > 0; rank--)
        {
            var test = judged[byP[rank - 1]];
            q = Math.Min(q, test.P * byP.Length / rank);
            judged[byP[rank - 1]] = test with { Q = q, IsDrift = q < MostFalse && test.Psi >= LeastOfChance * test.PsiOfChance };
        }

        return judged;
    }

    private static List<(double Training, double Live)> Joined(IReadOnlyList<int> training, ReadOnlySpan<long> live, out long customers)
    {
        customers = 0;
        foreach (var count in live) customers += count;
        var need = LeastExpected * (training.Sum(count => (double)count) + customers) / Math.Max(customers, 1);
        var (bins, a, b) = (new List<(double Training, double Live)>(), 0.0, 0.0);
        for (var i = 0; i < live.Length; i++)
        {
            (a, b) = (a + training[i], b + live[i]);
            if (a + b < need) continue;
            bins.Add((a, b));
            (a, b) = (0, 0);
        }

        if (a + b > 0 && bins.Count > 0) bins[^1] = (bins[^1].Training + a, bins[^1].Live + b);
        return bins;
    }
}

using SegmentationService.Core.Drift;

namespace SegmentationService.Core.Tests.Drift;

/// <summary>Protects the numbers of drift: those of an independent implementation in numpy and scipy, from counts alone.</summary>
public sealed class DriftTestTests
{
    // Counts of training and live, then chi-square, degrees, p (scipy.stats.chi2.sf) and PSI.
    public static TheoryData<int[], long[], double, int, double, double> FromScipy => new()
    {
        { [100, 100, 100, 100, 100, 100, 100, 100, 100, 100], [3, 5, 9, 12, 10, 11, 8, 13, 20, 9], 17.269117000810354, 9, 0.044664679939161435, 0.1850507150180691 },
        { [50, 0, 40, 3, 2, 200, 5], [10, 4, 2, 0, 1, 30, 0], 0.6048886440803026, 2, 0.7390096336621984, 0.01609422836269537 },
        { [970, 30], [40, 10], 0, 0, 1, 0 },
        { [500, 300, 200], [5000, 3100, 1900], 0.7703081232493019, 2, 0.6803458129489071, 0.0008560129190817403 },
        { [1000, 0], [900, 100], 105.26315789473685, 1, 1.0694621986423894e-24, 0.5403206690776077 },
        { [10, 10], [1, 1], 0, 0, 1, 0 },
        { [30, 30, 30, 30, 30, 30, 30, 30, 30, 30], [0, 0, 0, 0, 0, 0, 0, 0, 0, 400], 586.046511627907, 9, 2.066953083956491e-120, 5.94298750850521 },
    };

    [Theory]
    [MemberData(nameof(FromScipy))]
    public void Of_Counts_HasTheNumbersOfScipy(int[] training, long[] live, double chiSquare, int degrees, double p, double psi)
    {
        var test = DriftTest.Of(training, live);

        Assert.Equal((live.Sum(), degrees), (test.Customers, test.Degrees));
        Assert.Equal(chiSquare, test.ChiSquare, 1e-12 * Math.Max(1, chiSquare));
        Assert.InRange(test.P, p * (1 - 1e-9), p * (1 + 1e-9));
        Assert.Equal(psi, test.Psi, 1e-12);
    }

    [Fact]
    public void Judged_PValues_AreCorrectedAsBenjaminiAndHochberg()
    {
        // By the reference in numpy; the ninth and tenth compare nothing, and do not count.
        double[] p = [0.001, 0.03, 0.5, 0.02, 0.0002, 0.9, 0.03];
        double[] q = [0.0035, 0.042, 0.58333333333333337, 0.042, 0.0014, 0.9, 0.042];

        var judged = DriftTest.Judged([.. p.Select(value => new DriftTest(100, 1, 1, value, 0)), DriftTest.Of([10], [7]), DriftTest.Of([10, 10], [1, 1])]);

        Assert.Equal(q.Length + 2, judged.Length);
        for (var i = 0; i < q.Length; i++) Assert.Equal(q[i], judged[i].Q, 1e-15);
        Assert.All(judged[^2..], test => Assert.Equal((1.0, false), (test.Q, test.IsDrift)));
    }

    [Fact]
    public void Judged_SurelyDifferentButByLittle_IsNoDrift()
    {
        // Of a million customers everything differs: q is tiny, and so must the index be for chance: 2 (1/n + 1/N)(B - 1) = 4e-6, half of what it is here.
        var surely = DriftTest.Judged([DriftTest.Of([500_000, 500_000], [502_000, 498_000])])[0];
        Assert.True(surely is { Q: < 0.01, IsDrift: true }, surely.ToString());

        // The smallest q that is significant where the index is not twice what chance gives does not exist for one degree; with many it does.
        int[] training = [.. Enumerable.Repeat(1000, 100)];
        long[] live = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1055L : 945L)];
        var many = DriftTest.Judged([DriftTest.Of(training, live)])[0];
        Assert.True(many is { Q: < 0.01, IsDrift: false }, many.ToString());
    }
}

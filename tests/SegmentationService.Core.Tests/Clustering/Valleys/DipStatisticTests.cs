using SegmentationService.Core.Clustering.Valleys;

namespace SegmentationService.Core.Tests.Clustering.Valleys;

/// <summary>Protects the dip by hand: its limits, and that it tells one hump from two. The digits of numpy are in <see cref="ValleyReferenceTests"/>.</summary>
public sealed class DipStatisticTests
{
    [Fact]
    public void Of_EvenlySpacedValues_IsTheLeastThatThereIs() =>
        Assert.Equal(1.0 / (2 * 50), DipStatistic.Of([.. Enumerable.Range(0, 50).Select(i => (double)i)]), 1e-12);

    /// <summary>Half of the values at one place and half at another: no distribution with one mode comes nearer than a quarter.</summary>
    [Fact]
    public void Of_TwoTightHalves_ComesNearOneQuarter() =>
        Assert.InRange(DipStatistic.Of([.. Enumerable.Range(0, 200).Select(i => (1e-6 * i) + (i < 100 ? 0 : 1))]), 0.24, 0.25);

    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new[] { 3.0 }, 0.5)]
    [InlineData(new[] { 3.0, 3, 3, 3 }, 0.125)]
    public void Of_NothingToTellApart_IsTheLeast(double[] values, double dip) => Assert.Equal(dip, DipStatistic.Of(values));

    [Fact]
    public void Of_ManyEqualValues_Ends() =>
        Assert.InRange(DipStatistic.Of([.. Enumerable.Range(0, 300).Select(i => (double)(i / 50))]), 1 / 600.0, 0.25);

    [Fact]
    public void PValue_UniformAndTwoHumps_IsLargeAndLeast()
    {
        Assert.Equal(0.5, DipStatistic.PValue([.. Enumerable.Range(0, 500).Select(i => (double)i)]));
        Assert.Equal(1e-4, DipStatistic.PValue([.. Enumerable.Range(0, 500).Select(i => i + (i < 250 ? 0 : 500.0))]));
        Assert.Equal(1, DipStatistic.PValue([1, 2, 3]));
    }
}

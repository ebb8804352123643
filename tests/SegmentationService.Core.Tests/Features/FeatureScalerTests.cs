using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects what is measured on a column: quantiles, fences, centre and scale, all worked out by hand.</summary>
public sealed class FeatureScalerTests
{
    // Quartiles of these nine stand at the third and the seventh: 3 and 7. Fences: 3 - 3 x 4 = -9 and 7 + 3 x 4 = 19.
    private static readonly double[] OneFarOutside = [100, 1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)] // Place 0.75: 1 + 0.75 x (2 - 1)
    [InlineData(0.5, 3)] // Place 1.5: between 2 and 4
    [InlineData(0.75, 5)] // Place 2.25: 4 + 0.25 x (8 - 4)
    [InlineData(1, 8)]
    public void Quantile_FourValues_IsLinearBetweenThem(double probability, double expected) =>
        Assert.Equal(expected, FeatureScaler.Quantile([1, 2, 4, 8], probability), 1e-15);

    [Fact]
    public void Quantile_OneOrTwoValues_Works()
    {
        Assert.Equal(7, FeatureScaler.Quantile([7], 0.25));
        Assert.Equal(12.5, FeatureScaler.Quantile([10, 20], 0.25), 1e-14);
        Assert.Equal(15, FeatureScaler.Quantile([10, 20], 0.5));
    }

    [Fact]
    public void Fit_Standard_ClipsAtTheFencesFirst()
    {
        var feature = Fit(OneFarOutside, ScalerMethod.Standard, OutlierHandling.Clip)!;

        Assert.Equal(-9, feature.LowerFence!.Value, 1e-12);
        Assert.Equal(19, feature.UpperFence!.Value, 1e-12);
        Assert.Equal(1, feature.Clipped);
        Assert.Equal((1, 5, 100), (feature.Min, feature.Median, feature.Max));

        // 1 to 8 and 19: sum 55, squares 204 + 361 = 565.
        Assert.Equal(55 / 9.0, feature.Center, 1e-12);
        Assert.Equal(Math.Sqrt((565 / 9.0) - (55 * 55 / 81.0)), feature.Scale, 1e-12);
    }

    [Fact]
    public void Fit_KeptOutliers_HaveNoFences()
    {
        var feature = Fit(OneFarOutside, ScalerMethod.Standard, OutlierHandling.Keep)!;

        Assert.Null(feature.LowerFence);
        Assert.Null(feature.UpperFence);
        Assert.Equal(0, feature.Clipped);
        Assert.Equal(136 / 9.0, feature.Center, 1e-12);
    }

    [Theory]
    [InlineData(ScalerMethod.Robust, OutlierHandling.Keep, 5, 4)] // Median, interquartile range
    [InlineData(ScalerMethod.Robust, OutlierHandling.Clip, 5, 4)]
    [InlineData(ScalerMethod.MinMax, OutlierHandling.Keep, 1, 99)] // Minimum, range
    [InlineData(ScalerMethod.MinMax, OutlierHandling.Clip, 1, 18)] // The upper fence is 19
    [InlineData(ScalerMethod.None, OutlierHandling.Clip, 55 / 9.0, 1)] // Mean, nothing
    public void Fit_OtherScalers_ByHand(ScalerMethod scaler, OutlierHandling outliers, double center, double scale)
    {
        var feature = Fit(OneFarOutside, scaler, outliers)!;

        Assert.Equal(center, feature.Center, 1e-12);
        Assert.Equal(scale, feature.Scale, 1e-12);
    }

    [Theory]
    [InlineData(ScalerMethod.Standard, 3.0550504633038935)] // Squares 2 x (36 + 16 + 4) of twelve values
    [InlineData(ScalerMethod.Robust, 1)] // From 7.5 to 8.5
    [InlineData(ScalerMethod.MinMax, 12)]
    public void Fit_FilledInValues_CountForCentreAndScaleAndNotForTheFences(ScalerMethod scaler, double scale)
    {
        // Seven values with quartiles 5 and 11, so that fences stand at -13 and 29. With five medians of 8 filled in the quartiles were 7.5 and 8.5,
        // and four of the seven values beyond fences at 4.5 and 11.5.
        double[] present = [2, 4, 6, 8, 10, 12, 14];
        double[] filled = [2, 8, 4, 6, 8, 8, 8, 10, 8, 12, 8, 14];

        var feature = FeatureScaler.Fit(Unfitted, filled, present, new double[12], TransformMethod.None, scaler, OutlierHandling.Clip)!;

        Assert.Equal((-13, 29), (feature.LowerFence!.Value, feature.UpperFence!.Value));
        Assert.Equal(0, feature.Clipped);
        Assert.Equal(scaler == ScalerMethod.MinMax ? 2 : 8, feature.Center, 1e-12);
        Assert.Equal(scale, feature.Scale, 1e-12);
    }

    [Fact]
    public void Fit_ClippedBesideFilledInValues_CountsRealValuesAndPreparesAll()
    {
        // Quartiles 3 and 7 of the nine that are there: fences -9 and 19. What was computed with medians, here 500, is clipped and not counted.
        double[] filled = [.. OneFarOutside, 500, 4];
        var prepared = new double[11];

        var feature = FeatureScaler.Fit(Unfitted, filled, OneFarOutside, prepared, TransformMethod.None, ScalerMethod.Standard, OutlierHandling.Clip)!;

        Assert.Equal((1, 19, 500), (feature.Clipped, feature.UpperFence, feature.Max)); // So that no customer of the training is an outlier of it.
        Assert.Equal([19, 1, 2, 3, 4, 5, 6, 7, 8, 19, 4], prepared);
        Assert.Equal(78 / 11.0, feature.Center, 1e-12);
    }

    [Fact]
    public void Fit_NoValueThatIsThere_IsNoFeature() =>
        Assert.Null(FeatureScaler.Fit(Unfitted, [1, 2], [], new double[2], TransformMethod.Auto, ScalerMethod.Standard, OutlierHandling.Clip));

    [Fact]
    public void Fit_InterquartileRangeZero_ClipsNothingAndRobustTakesTheDeviation()
    {
        // Seven of nine are 2, so both quartiles are: clipping at [2, 2] would leave nothing.
        double[] values = [2, 2, 2, 2, 2, 2, 2, 11, 11];

        var feature = Fit(values, ScalerMethod.Robust, OutlierHandling.Clip)!;

        Assert.Null(feature.UpperFence);
        Assert.Equal(0, feature.Clipped);
        Assert.Equal(2, feature.Center);
        Assert.Equal(9 * Math.Sqrt(2 / 9.0 * (7 / 9.0)), feature.Scale, 1e-12);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    public void Fit_ZerosAndOnes_StayTwoValuesOneScaleApart(int ones)
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i < ones ? 1.0 : 0)];

        var feature = FeatureScaler.Fit(Unfitted, values, TransformMethod.Auto, ScalerMethod.Standard, OutlierHandling.Clip)!;

        Assert.Equal(Transform.None, feature.Transform);
        Assert.Equal(0, feature.Clipped);
        Assert.Equal(ones / 100.0, feature.Center, 1e-12);
        Assert.Equal(1 / Math.Sqrt(ones / 100.0 * (1 - (ones / 100.0))), feature.Prepare(1) - feature.Prepare(0), 1e-6);
    }

    [Theory]
    [InlineData(ScalerMethod.Standard)]
    [InlineData(ScalerMethod.Robust)]
    [InlineData(ScalerMethod.MinMax)]
    [InlineData(ScalerMethod.None)]
    public void Fit_Constant_IsNoFeature(ScalerMethod scaler)
    {
        foreach (var value in (double[])[0, 0.1, -1e60]) Assert.Null(Fit([.. Enumerable.Repeat(value, 1000)], scaler, OutlierHandling.Clip));
    }

    [Theory]
    [InlineData(ScalerMethod.Standard)]
    [InlineData(ScalerMethod.Robust)]
    [InlineData(ScalerMethod.MinMax)]
    public void Fit_EqualAfterTheLogarithm_IsNoFeature(ScalerMethod scaler)
    {
        // 1e15 and 1e15 + 0.125 are two doubles with one logarithm. A deviation made of rounding errors of the mean is none.
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => 1e15 + (i % 2 * 0.125))];
        Assert.Equal(Transform.Log1p.Apply(values[0]), Transform.Log1p.Apply(values[1]));

        Assert.Null(FeatureScaler.Fit(Unfitted, values, TransformMethod.Log1p, scaler, OutlierHandling.Clip));
    }

    [Fact]
    public void Fit_OneCustomerDiffersByAHair_ScalesOrLeavesOutButNeverFails()
    {
        foreach (var value in (double[])[0.1, 1e9, 1.7e18, 1e60])
        {
            double[] values = [.. Enumerable.Repeat(value, 999), Math.BitIncrement(value)];
            foreach (var scaler in (ScalerMethod[])[ScalerMethod.Standard, ScalerMethod.Robust, ScalerMethod.MinMax])
            {
                if (Fit(values, scaler, OutlierHandling.Clip) is not { } feature) continue;
                Assert.True(float.IsFinite(feature.Prepare(values[0])) && float.IsFinite(feature.Prepare(values[^1])));
                Assert.NotEqual(feature.Prepare(values[0]), feature.Prepare(values[^1]));
            }
        }
    }

    [Theory]
    [InlineData(ScalerMethod.Standard)]
    [InlineData(ScalerMethod.Robust)]
    [InlineData(ScalerMethod.MinMax)]
    public void Fit_LargestValues_StayFinite(ScalerMethod scaler)
    {
        double[] values = [-1e60, -1e59, 0, 1e59, 1e60];

        var feature = Fit(values, scaler, OutlierHandling.Keep)!;

        Assert.All(values, value => Assert.InRange(feature.Prepare(value), -10, 10));
        Assert.All(values, value => Assert.Equal(value, feature.Restore(feature.Prepare(value)), 1e54));
    }

    [Theory]
    [InlineData(1e59)]
    [InlineData(1e-20)]
    public void Fit_UnscaledSpreadBeyondFloats_ThrowsWithTheColumn(double spread)
    {
        var refused = Assert.Throws<InvalidOptionsException>(() => Fit([0, spread, spread], ScalerMethod.None, OutlierHandling.Keep));

        Assert.Equal("scaler", refused.Name);
        Assert.Contains("'x'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_UnscaledFarFromZero_KeepsTheDifferences()
    {
        // A float near 1.7e9 knows only every 128th number: 50 more or less must not vanish in it.
        var feature = Fit([1.7e9 - 50, 1.7e9 + 50, 1.7e9 - 50, 1.7e9 + 50], ScalerMethod.None, OutlierHandling.Keep)!;

        Assert.Equal(-50, feature.Prepare(1.7e9 - 50));
        Assert.Equal(50, feature.Prepare(1.7e9 + 50));
    }

    private static Feature Unfitted => new() { Name = "x", Source = "x" };

    private static Feature? Fit(double[] values, ScalerMethod scaler, OutlierHandling outliers) =>
        FeatureScaler.Fit(Unfitted, values, TransformMethod.None, scaler, outliers);
}

using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects segments from columns as exports have them: a slip of the keyboard, refunds, flags.</summary>
public sealed class OddColumnsTests
{
    /// <summary>51,381 in the middle of 101 incomes 500 apart, and 666,666 once.</summary>
    private static readonly double[] Incomes = [.. Enumerable.Range(-50, 101).Select(i => 51_381.0 + (500 * i)), 666_666];

    [Fact]
    public void Train_OneValueFarOutside_IsClippedAndMakesNoSegmentOfItsOwn()
    {
        var (model, report) = SegmentTrainer.Train(CsvTable.Of(("income", Incomes)), new TrainingOptions(), Parallelism.None);

        var feature = Assert.Single(model.FeatureSet.Features);
        Assert.Equal(1, feature.Clipped);
        Assert.All(report.Profiles, segment => Assert.True(segment.Size > 1, $"A segment has {segment.Size} customer"));
        var notice = Assert.Single(report.Notices, notice => notice.Code == "values_clipped");
        Assert.Equal("income", notice.Column);
        Assert.StartsWith("1 value of 'income' is above ", notice.Message, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(report.Columns).Clipped);
    }

    [Fact]
    public void Fit_ValuesBeyondBothFences_NoticeGivesThemInTheUnitsOfTheColumn()
    {
        // Without a log: of -900, 0, 1 ... 12, 900 the quartiles are 2.5 and 9.5 (linear between order statistics), the fences 2.5 - 21 and 9.5 + 21.
        var customers = FeaturePreparation.Fit(
            CsvTable.Of(("x", [-900, .. Enumerable.Range(0, 13).Select(i => (double)i), 900])), new PreparationOptions { Transform = TransformMethod.None }, Parallelism.None);

        Assert.Contains("2 values of 'x' are below -18.5 or above 30.5,", Assert.Single(customers.Notices, notice => notice.Code == "values_clipped").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TransformMethod.Auto)]
    [InlineData(TransformMethod.Log1p)]
    public void Train_NegativeSpends_GetASignedLogAndNothingIsNaN(TransformMethod transform)
    {
        // Refunds: spends of -1 and below, which no plain log has a value for; and baskets of customers without a purchase.
        var table = CsvTable.Of(
            ("recency", [1, 5, 300, 20, 60, 90, 14, 7]),
            ("frequency", [0, 3, 1, 4, 0, 2, 6, 1]),
            ("monetary", [-1, -250.5, 12, 9_000, 0, 40, -3, 25]),
            ("tenure", [0, 400, 310, -5, 60, 100, 700, 8]));

        var (model, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = 2, Preparation = new PreparationOptions { Transform = transform } }, Parallelism.None);

        Assert.Equal(Transform.SignedLog1p, model.FeatureSet.Features.Single(feature => feature.Name == "monetary").Transform);
        Assert.Contains(model.FeatureSet.Features, feature => feature.Name == "value_score");
        Assert.All(model.FeatureSet.Features, feature => Assert.All([feature.Median, feature.Min, feature.Max, feature.Center, feature.Scale], value => Assert.True(double.IsFinite(value))));
        Assert.All(report.Profiles, segment => Assert.All(segment.Centroid, value => Assert.True(double.IsFinite(value))));
        Assert.All(model.Segments, segment => Assert.True(double.IsFinite(segment.Radius)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void Fit_FlagsOfZeroAndOne_AreZScoresAndNothingElse(int ones)
    {
        double[] flags = [.. Enumerable.Range(0, 10).Select(i => i < ones ? 1.0 : 0.0)];

        var customers = FeaturePreparation.Fit(CsvTable.Of(("flag", flags)), new PreparationOptions(), Parallelism.None);

        var feature = Assert.Single(customers.FeatureSet.Features);
        var (mean, deviation) = (ones / 10.0, Math.Sqrt(ones / 10.0 * (1 - (ones / 10.0))));
        Assert.Equal((Transform.None, 0), (feature.Transform, feature.Clipped));
        Assert.False(feature.LowerFence >= 0 || feature.UpperFence <= 1); // A fence, where there is one, cuts no flag.
        Assert.Equal((1 - mean) / deviation, customers.Points[0, 0], 1e-6);
        Assert.Equal(-mean / deviation, customers.Points[9, 0], 1e-6);
    }
}

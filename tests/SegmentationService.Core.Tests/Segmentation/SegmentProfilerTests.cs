using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects what is told of segments: statistics in original units, and what sets them apart, with the right sign.</summary>
public sealed class SegmentProfilerTests
{
    private static readonly TrainingOptions TwoSegments = new()
    {
        Clusters = 2,
        Preparation = new PreparationOptions { Transform = TransformMethod.None, Outliers = OutlierHandling.Keep },
    };

    [Fact]
    public void Profile_SixCustomers_StatisticsByHand()
    {
        // The far group is x = 100, 104, 102 with an extra of 7, missing and 9; the near group is 1, 2, 3 and 10 with no extra at all.
        var table = CsvTable.Parse("x,extra\n1,\n100,7\n2,\n104,\n3,8\n102,9\n10,");

        var (_, report) = SegmentTrainer.Train(table, TwoSegments with { Preparation = TwoSegments.Preparation with { Columns = ["x"] } }, Parallelism.None);

        Assert.Equal([4, 3], report.Profiles.Select(segment => segment.Size));

        // 1, 2, 3, 10: mean 4, squares 9 + 4 + 1 + 36 = 50; quartiles at 0.75 and 2.25: 1.75 and 4.75.
        Assert.Equal(new ColumnStatistics("x", 4, 2.5, Math.Sqrt(12.5), 1, 1.75, 4.75, 10, 0), report.Profiles[0].Statistics[0]);
        Assert.Equal(new ColumnStatistics("extra", 8, 8, 0, 8, 8, 8, 8, 3), report.Profiles[0].Statistics[1]);

        // 100, 102, 104: squares 4 + 0 + 4. Extra 7 and 9, left out as a feature but told.
        Assert.Equal(new ColumnStatistics("x", 102, 102, Math.Sqrt(8 / 3.0), 100, 101, 103, 104, 0), report.Profiles[1].Statistics[0]);
        Assert.Equal(new ColumnStatistics("extra", 8, 8, 1, 7, 7.5, 8.5, 9, 1), report.Profiles[1].Statistics[1]);
    }

    [Fact]
    public void Profile_ColumnWithoutAnyValueInASegment_HasNoStatisticsThere()
    {
        var (_, report) = SegmentTrainer.Train(CsvTable.Parse("x,extra\n1,\n100,7\n2,\n104,5\n3,\n102,9"), TwoSegments with { Preparation = TwoSegments.Preparation with { Columns = ["x"] } }, Parallelism.None);

        var without = report.Profiles.Single(segment => segment.Centroid[0] < 50);

        Assert.Equal(new ColumnStatistics("extra", null, null, null, null, null, null, null, 3), without.Statistics[1]);
    }

    [Fact]
    public void Profile_RandomTable_StatisticsEqualNaive()
    {
        var table = CsvTable.Blobs(5, 70, 3, [0, 50], [30, 1], [60, 90]);
        var options = TwoSegments with { Clusters = 3 };
        var customers = SegmentTrainer.Prepare(table, options, Parallelism.None);
        var (model, report) = SegmentTrainer.Train(table, options, Parallelism.None);
        var (assigner, nearest) = (new SegmentAssigner(model), new SegmentDistance[1]);
        var labels = Enumerable.Range(0, table.Customers).Select(row =>
        {
            assigner.Assign([.. table.Columns.Select(column => column.Values[row])], nearest);
            return nearest[0].Segment;
        }).ToArray();

        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(labels.Count(label => label == c), report.Profiles[c].Size);
            for (var f = 0; f < table.Columns.Count; f++)
            {
                double[] values = [.. table.Columns[f].Values.Where((_, row) => labels[row] == c).Order()];
                var mean = values.Sum() / values.Length;
                var statistics = report.Profiles[c].Statistics[f];
                Assert.Equal(table.Columns[f].Name, statistics.Name);
                Assert.Equal(mean, statistics.Mean!.Value, 1e-9);
                Assert.Equal(Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / values.Length), statistics.Std!.Value, 1e-9);
                Assert.Equal((values[0], values[^1], 0), (statistics.Min, statistics.Max, statistics.Missing));
                Assert.Equal(Quantile(values, 0.25), statistics.Q25!.Value, 1e-9);
                Assert.Equal(Quantile(values, 0.5), statistics.Median!.Value, 1e-9);
                Assert.Equal(Quantile(values, 0.75), statistics.Q75!.Value, 1e-9);

                // Without transform and clipping the centroid in original units is the mean.
                Assert.Equal(mean, report.Profiles[c].Centroid[f], 1e-4);
            }
        }

        Assert.Equal(customers.Points.Count, labels.Length);
    }

    [Fact]
    public void Profile_DerivedFeatures_HaveStatisticsWithoutImputedValues()
    {
        // value_score is 50 for the first, missing for the second (no frequency), 20 for the third.
        var table = CsvTable.Parse("recency,frequency,monetary\n1,1,50\n2,,70\n1,2,40\n300,1,900\n310,2,2000\n290,1,700");

        var (_, report) = SegmentTrainer.Train(table, TwoSegments, Parallelism.None);

        var near = report.Profiles.Single(segment => segment.Statistics[0].Mean < 100);
        Assert.Equal(["recency", "frequency", "monetary", .. BehaviouralFeatures.Names], near.Statistics.Select(column => column.Name));
        var score = near.Statistics.Single(column => column.Name == "value_score");
        Assert.Equal((35, 20, 50, 1), (score.Mean, score.Min, score.Max, score.Missing));
    }

    [Fact]
    public void Profile_LogarithmicFeature_CentroidIsBackInOriginalUnits()
    {
        // The logs of 1 + x are 0, ln 10, 2 ln 10 and far away 6 ln 10: the first three average ln 10, which is x = 9.
        var table = CsvTable.Of(("x", [0, 9, 99, 999_999, 999_999]), ("y", [1, 2, 1, 900, 900.5]));
        var options = TwoSegments with { Preparation = TwoSegments.Preparation with { Transform = TransformMethod.Log1p } };

        var (_, report) = SegmentTrainer.Train(table, options, Parallelism.None);

        Assert.Equal([3, 2], report.Profiles.Select(segment => segment.Size));
        Assert.Equal(9, report.Profiles[0].Centroid[0], 1e-4);
        Assert.Equal(999_999, report.Profiles[1].Centroid[0], 1.0); // A float knows six digits of the logarithm.
    }

    [Fact]
    public void Profile_HighAndLowColumns_AreToldWithTheirSignStrongestFirst()
    {
        // x: five times 0, a 4 and two times 8: mean 2.5, squares 16 + 128 = 144, deviation sqrt(144 / 8 - 6.25) = sqrt 11.75. The far two are 5.5 / sqrt 11.75 =
        // 1.60 above. y: six of 3, 3, 3, 5, 5, 5 and two of 1: mean 3.25.
        var table = CsvTable.Of(("x", [0, 0, 0, 0, 0, 4, 8, 8]), ("y", [3, 3, 3, 5, 5, 5, 1, 1]));

        var (model, report) = SegmentTrainer.Train(table, TwoSegments, Parallelism.None);

        var far = report.Profiles[1].Distinguishing;
        Assert.Equal(["x", "y"], far.Select(feature => feature.Feature));
        Assert.Equal(5.5 / Math.Sqrt(11.75), far[0].Effect, 1e-6);
        Assert.True(far[0].Effect > 0);
        Assert.True(far[1].Effect < 0);
        Assert.Equal("x far above average: median 8 against 0", far[0].Text);
        Assert.Equal("y far below average: median 1 against 3", far[1].Text);
        Assert.Equal("Very high x, low y", model.Segments[1].Name);
        var near = report.Profiles[0].Distinguishing;
        Assert.Equal(((4.0 / 6) - 2.5) / Math.Sqrt(11.75), near[0].Effect, 1e-6);
        Assert.Equal("x below average: mean 0.67 against 2.5", near[0].Text); // Both medians are 0.
    }

    [Fact]
    public void Profile_RandomTables_NamesAreUniqueAndEffectsInOrder()
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var random = new Random(seed);
            var table = CsvTable.Of([.. Enumerable.Range(0, 1 + (seed % 6)).Select(f => ($"c_{f}", Enumerable.Range(0, 120).Select(_ => Math.Round(Math.Exp(random.NextDouble() * 5))).ToArray()))]);

            var (model, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = 12, Restarts = 1 }, Parallelism.None);

            Assert.Equal(model.Segments.Count, model.Segments.Select(segment => segment.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
            foreach (var (segment, profile) in model.Segments.Zip(report.Profiles))
            {
                Assert.False(string.IsNullOrWhiteSpace(segment.Name));
                Assert.True(segment.Name.Length <= 32, segment.Name);
                Assert.DoesNotContain('(', segment.Name); // No counter.
                var effects = profile.Distinguishing.Select(feature => Math.Abs(feature.Effect)).ToArray();
                Assert.Equal(effects.OrderDescending(), effects);
            }

            var sizes = report.Profiles.Select(segment => segment.Size).ToArray();
            Assert.Equal(sizes.OrderDescending(), sizes);
            Assert.Equal(120, sizes.Sum());
        }
    }

    /// <summary>Type 7 as it is defined: linear between the values on both sides of (n - 1) p.</summary>
    private static double Quantile(double[] sorted, double probability)
    {
        var place = (sorted.Length - 1) * probability;
        var below = (int)Math.Floor(place);
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}

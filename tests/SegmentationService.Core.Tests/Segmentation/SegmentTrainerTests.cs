using System.Globalization;
using System.Text.Json;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Tests.Clustering.Passes;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects training as a whole: a model that says of its customers what is true of them, and always the same one.</summary>
public sealed class SegmentTrainerTests
{
    private static readonly PreparationOptions Unscaled = new() { Derive = false, Transform = TransformMethod.None, Scaler = ScalerMethod.None, Outliers = OutlierHandling.Keep };

    [Fact]
    public void Train_FourCustomersUnscaled_ByHand()
    {
        // The means are (0, 1) and (10, 1), each customer 1 away: inertia 4, T = 2 x 4 / (4 x 2) = 1.
        var table = CsvTable.Of(("x", [0, 0, 10, 10]), ("y", [0, 2, 2, 0]));

        var (model, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = 2, Preparation = Unscaled }, Parallelism.None);

        Assert.Equal(4, report.Quality.Inertia, 1e-6);
        Assert.Equal(1, model.Temperature, 1e-6);
        Assert.Equal(4, report.Customers);
        Assert.Equal([2, 2], report.Profiles.Select(segment => segment.Size));
        Assert.All(model.Segments, segment => Assert.Equal(1, segment.Radius, 1e-6));
        Assert.All(report.Profiles, segment => Assert.Equal(0.5, segment.Share));
        Assert.All(report.Profiles, segment => Assert.Equal(1, segment.Centroid[1], 1e-6));
        Assert.Equal([0, 10], report.Profiles.Select(segment => Math.Round(segment.Centroid[0], 6)).Order());
        Assert.Equal(SelectionRule.Fixed, report.Selection.Rule);
    }

    [Fact]
    public void Train_GroupsOfThreeSizes_LargestFirstAndFoundByDefault()
    {
        var table = Sizes((100, 0, 0), (30, 50, 5), (60, 100, -20));

        var (_, report) = SegmentTrainer.Train(table, new TrainingOptions(), Parallelism.None);

        Assert.Equal([100, 60, 30], report.Profiles.Select(segment => segment.Size));
        Assert.Equal(1, report.Profiles.Sum(segment => segment.Share), 1e-12);
        Assert.Equal(SelectionRule.Separate, report.Selection.Rule);
        Assert.Equal(9, report.Selection.Candidates.Count);
    }

    [Fact]
    public void Train_FarFromZeroUnscaled_StillSeparates()
    {
        // Dates in seconds: two groups 100 apart near 1.7e9, where a float knows only every 128th number.
        double[] values = [.. Enumerable.Range(0, 60).Select(i => 1.7e9 + (i % 2 == 0 ? -50 : 50) + (i % 5))];

        var (_, report) = SegmentTrainer.Train(CsvTable.Of(("seconds", values)), new TrainingOptions { Clusters = 2, Preparation = Unscaled }, Parallelism.None);

        Assert.Equal([30, 30], report.Profiles.Select(segment => segment.Size));
        Assert.Equal([1.7e9 - 48, 1.7e9 + 52], report.Profiles.Select(segment => Math.Round(segment.Centroid[0], 3)).Order());
    }

    [Theory]
    [InlineData(300)]
    [InlineData(2_500)] // 10,000 customers: threads share the points.
    public void Train_AnyNumberOfThreads_SameFingerprintAndAnswers(int perBlob)
    {
        var table = CsvTable.Blobs(6, perBlob, 2, [0, 5, 9], [7, 1, 3], [3, 3, 3], [20, 0, 1]);
        var options = new TrainingOptions { MinClusters = 3, MaxClusters = 5, Restarts = 2 };

        var expected = SegmentTrainer.Train(table, options, Parallelism.None);

        foreach (var threads in (int[])[1, 2, 8])
        {
            var (model, report) = SegmentTrainer.Train(table, options, new Parallelism(threads, CancellationToken.None));
            Assert.Equal(expected.Model.Fingerprint(), model.Fingerprint());
            Assert.Equal(expected.Report.Selection.Candidates, report.Selection.Candidates);
            Assert.Equal(expected.Report.Selection.Reason, report.Selection.Reason);
            for (var c = 0; c < expected.Model.Segments.Count; c++)
            {
                Assert.Equal(expected.Model.Segments[c].Name, model.Segments[c].Name);
                Assert.Equal(expected.Report.Profiles[c].Statistics, report.Profiles[c].Statistics);
                Assert.Equal(expected.Report.Profiles[c].Distinguishing, report.Profiles[c].Distinguishing);
            }
        }
    }

    [Fact]
    public void Train_CultureWithDecimalComma_SaysTheSame()
    {
        var table = CsvTable.Blobs(6, 60, 2, [0.5, 5.25], [7, -1], [30, 3]);
        var expected = SegmentTrainer.Train(table, new TrainingOptions(), Parallelism.None);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = DecimalComma.Culture;
        try
        {
            var (model, report) = SegmentTrainer.Train(table, new TrainingOptions(), Parallelism.None);

            Assert.Equal(expected.Model.Fingerprint(), model.Fingerprint());
            Assert.Equal(expected.Report.Selection.Reason, report.Selection.Reason);
            Assert.Equal(expected.Report.Notices, report.Notices);
            Assert.Equal(
                expected.Report.Profiles.SelectMany(segment => segment.Distinguishing).Select(feature => feature.Text),
                report.Profiles.SelectMany(segment => segment.Distinguishing).Select(feature => feature.Text));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Train_OtherSeed_IsKeptInTheModel() =>
        Assert.Equal(7, SegmentTrainer.Train(Sizes((9, 0, 0), (6, 50, 5)), new TrainingOptions { Seed = 7 }, Parallelism.None).Report.Seed);

    [Fact]
    public void Train_TwoCustomers_AreTwoSegments()
    {
        var trained = SegmentTrainer.Train(CsvTable.Of(("x", [1, 5])), new TrainingOptions(), Parallelism.None);
        var report = trained.Report;

        Assert.Equal([1, 1], report.Profiles.Select(segment => segment.Size));
        Assert.Contains(report.Notices, notice => notice.Code == "range_shortened");
        AssertFinite(trained);
    }

    [Fact]
    public void Train_OneSegmentAskedFor_IsEveryCustomer()
    {
        var trained = SegmentTrainer.Train(CsvTable.Of(("x", [1, 5, 3])), new TrainingOptions { Clusters = 1 }, Parallelism.None);
        var (model, report) = trained;

        Assert.Equal([3], report.Profiles.Select(segment => segment.Size));
        Assert.Null(report.Quality.Silhouette);
        Assert.Equal("Average", model.Segments[0].Name);
        Assert.Equal(3, report.Profiles[0].Centroid[0], 1e-6);
        AssertFinite(trained);
    }

    [Fact]
    public void Search_FewerDistinctCustomersThanAskedFor_Throws()
    {
        var table = CsvTable.Of(("x", [1, 5, 5, 1, 1]));
        foreach (var options in (TrainingOptions[])[new() { Clusters = 3 }, new() { MinClusters = 3 }])
        {
            var refused = Assert.Throws<InvalidTableException>(() => SegmentTrainer.Train(table, options, Parallelism.None));

            Assert.Equal(TableDefect.TooFewDistinctCustomers, refused.Defect);
            Assert.Contains("2 distinct customers", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Search_FewerDistinctCustomersThanTheRange_ShortensItWithANotice()
    {
        var table = CsvTable.Of(("x", [1, 5, 9, 9, 1, 14]));

        var (_, report) = SegmentTrainer.Train(table, new TrainingOptions(), Parallelism.None);

        Assert.Equal([2, 3, 4], report.Selection.Candidates.Select(candidate => candidate.Clusters));
        Assert.Contains(report.Notices, notice => notice.Code == "range_shortened" && notice.Message.Contains("4 distinct customers", StringComparison.Ordinal));
    }

    [Fact]
    public void Search_CustomersTooCloseForSquaredFloats_LeavesNoSegmentEmpty()
    {
        // 1e-30 and 2e-30 are two floats, but the square of their difference is 0 in float: they cannot be two segments.
        var table = CsvTable.Of(("x", [-1, -2e-30, -1e-30, 1e-30, 2e-30, 1]));
        var options = new TrainingOptions { Preparation = Unscaled with { Scaler = ScalerMethod.Standard } };

        var (_, report) = SegmentTrainer.Train(table, options, Parallelism.None);

        Assert.All(report.Profiles, segment => Assert.True(segment.Size > 0));
        Assert.All(report.Selection.Candidates, candidate => Assert.True(candidate.SmallestShare > 0));
        Assert.Equal(
            TableDefect.TooFewDistinctCustomers,
            Assert.Throws<InvalidTableException>(() => SegmentTrainer.Train(table, options with { Clusters = 5 }, Parallelism.None)).Defect);
    }

    [Fact]
    public void Train_TinySegmentAskedFor_IsToldByANotice()
    {
        var table = CsvTable.Of(("x", [.. Enumerable.Range(0, 200).Select(i => (double)(i % 10)), 1000]));

        var (_, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = 2, Preparation = Unscaled }, Parallelism.None);

        Assert.Equal([200, 1], report.Profiles.Select(segment => segment.Size));
        Assert.Contains(report.Notices, notice => notice.Code == "tiny_segments" && notice.Message.Contains("1 of 201", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "From 4 segments on")]
    [InlineData(5, "Of 5 segments")]
    public void Train_RatingsOfFiveStars_SaysThatTheSilhouetteIsHighByItself(int? clusters, string expected)
    {
        var table = CsvTable.Of(("stars", [.. Enumerable.Range(0, 200).Select(i => 1.0 + (i % 5))]));

        var (model, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = clusters }, Parallelism.None);

        Assert.Equal(clusters ?? 3, model.Segments.Count);
        Assert.Contains(expected, Assert.Single(report.Notices, notice => notice.Code == "few_different_customers").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Notices, notice => notice.Code.StartsWith("tiny", StringComparison.Ordinal));
    }

    [Fact]
    public void Profile_CustomersBetweenTwoSegments_SizesAreThoseOfPredictionAndInOrder()
    {
        // Cluster 0: -4 and three customers at 0, mean -1. Cluster 1: five at 1. Cluster 2: four at 107. The customers at 0 lie as near
        // to 1 as to -1. Put in order of size, cluster 1 comes first, and prediction gives them to the first of the nearest.
        // (The mean of all is 33, so that the points are exact.)
        var table = CsvTable.Of(("x", [-4, 0, 0, 0, 1, 1, 1, 1, 1, 107, 107, 107, 107]));
        var options = new TrainingOptions { Clusters = 3, Preparation = Unscaled };
        var customers = SegmentTrainer.Prepare(table, options, Parallelism.None);
        var clustering = new Lloyd(customers.Points, 3, Parallelism.None).Run([-34, -32, 74], 100);
        Assert.Equal([4, 5, 4], clustering.Sizes);
        var candidate = new Candidate(clustering, new SilhouetteScore(0.5, 13), new ClusterScores(1, 1), 4 / 13.0, true);
        var choice = new ClusterChoice([candidate], candidate, SelectionRule.Fixed, "");

        var (model, report) = SegmentTrainer.Profile(customers, choice, SegmentTrainer.Assign(customers, choice, Parallelism.None), options, Parallelism.None);

        Assert.Equal([8, 4, 1], report.Profiles.Select(segment => segment.Size));
        var (assigner, nearest) = (new SegmentAssigner(model), new SegmentDistance[1]);
        var counts = new int[3];
        foreach (var value in table.Columns[0].Values)
        {
            Assert.False(assigner.Assign([value], nearest));
            counts[nearest[0].Segment]++;
        }

        Assert.Equal([8, 4, 1], counts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Train_ExtremeNumbers_NothingInTheModelIsNaNOrInfinite(int seed)
    {
        var random = new Random(seed);
        double[] sizes = [1e60, -1e60, 1e59, 1e30, 1, 0, -1e-30, 1e-300];
        var columns = ((string[])["recency", "frequency", "monetary", "tenure", "other"])
            .Select(name => (name, Enumerable.Range(0, 40).Select(_ => sizes[random.Next(sizes.Length)] * random.Next(1, 3) / 2).ToArray())).ToArray();
        var table = CsvTable.Of(columns);
        foreach (var scaler in (ScalerMethod[])[ScalerMethod.Standard, ScalerMethod.Robust, ScalerMethod.MinMax])
        {
            foreach (var transform in Enum.GetValues<TransformMethod>())
            {
                foreach (var outliers in Enum.GetValues<OutlierHandling>())
                {
                    var options = new TrainingOptions { MaxClusters = 4, Restarts = 2, Preparation = new PreparationOptions { Scaler = scaler, Transform = transform, Outliers = outliers } };
                    var trained = SegmentTrainer.Train(table, options, Parallelism.None);
                    AssertFinite(trained);
                    var model = trained.Model;
                    var nearest = new SegmentDistance[model.Segments.Count];
                    foreach (var value in sizes)
                    {
                        new SegmentAssigner(model).Assign([.. model.FeatureSet.Inputs.Select(_ => value)], nearest);
                        Assert.All(nearest, segment => Assert.True(double.IsFinite(segment.Distance) && double.IsFinite(segment.Confidence)));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Profile_PointsInParts_IsTheModelAndReportOfOneArray(int parts)
    {
        var table = CsvTable.Blobs(31, 700, 2.5, [0, 5, 9], [7, 1, 3], [3, 3, 3]);
        var options = new TrainingOptions { MaxClusters = 5, Restarts = 2 };
        var (customers, random) = (SegmentTrainer.Prepare(table, options, Parallelism.None), new Random(parts));
        var points = CutPoints.Of(customers.Points, CutPoints.Sizes(customers.Points.Count, parts, random), random);

        var choice = SegmentTrainer.Search(customers, points, options, Parallelism.None);
        var trained = SegmentTrainer.Profile(customers, points, choice, SegmentTrainer.Assign(customers, choice, Parallelism.None), options, Parallelism.None);

        var expected = SegmentTrainer.Train(table, options, Parallelism.None);
        Assert.Equal(expected.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Equal(JsonSerializer.Serialize(expected.Report), JsonSerializer.Serialize(trained.Report));
    }

    /// <summary>Groups of so many customers at a place, spread a little and regularly.</summary>
    private static CustomerTable Sizes(params (int Customers, double X, double Y)[] groups) => CsvTable.Of(
        ("x", [.. groups.SelectMany(group => Enumerable.Range(0, group.Customers).Select(i => group.X + (i % 7 * 0.3)))]),
        ("y", [.. groups.SelectMany(group => Enumerable.Range(0, group.Customers).Select(i => group.Y + (i % 5 * 0.2)))]));

    private static void AssertFinite(TrainedModel trained)
    {
        var (model, report) = trained;
        Assert.True(model.Temperature > 0);
        double?[] numbers =
        [
            model.Temperature,
            .. model.FeatureSet.Inputs.Select(input => (double?)input.Median),
            .. model.FeatureSet.Features.SelectMany(feature => (double?[])[feature.Median, feature.Min, feature.Max, feature.LowerFence, feature.UpperFence, feature.Center, feature.Scale]),
            .. Enumerable.Range(0, model.Segments.Count).SelectMany(c => Enumerable.Range(0, model.Centroids.Features).Select(f => (double?)model.Centroids[c, f])),
            .. model.Segments.Select(segment => (double?)segment.Radius),
            .. report.Profiles.SelectMany(segment => (double?[])[segment.Share, .. segment.Centroid.Select(x => (double?)x), .. segment.Distinguishing.Select(feature => (double?)feature.Effect)]),
            .. report.Profiles.SelectMany(segment => segment.Statistics).SelectMany(column => (double?[])[column.Mean, column.Median, column.Std, column.Min, column.Q25, column.Q75, column.Max]),
            .. report.Selection.Candidates.SelectMany(candidate => (double?[])[candidate.Inertia, candidate.Silhouette, candidate.CalinskiHarabasz, candidate.DaviesBouldin, candidate.SmallestShare]),
        ];
        Assert.All(numbers, number => Assert.True(number is null || double.IsFinite(number.Value)));
        Assert.All(report.Profiles, segment => Assert.True(segment.Size > 0));
        Assert.All(model.FeatureSet.Features, feature => Assert.True(feature.Scale > 0));
        Assert.Equal(model.Segments.Count, model.Segments.Select(segment => segment.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }
}

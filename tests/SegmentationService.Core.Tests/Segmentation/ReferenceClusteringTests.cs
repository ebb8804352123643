using System.Text.Json;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the quality of the clusterings on real data: never worse than what scikit-learn found, and scored alike.</summary>
public sealed class ReferenceClusteringTests
{
    private const double InertiaSlack = 1.001;
    private static readonly Parallelism TwoThreads = new(2, CancellationToken.None);

    [SharedDataTheory]
    [InlineData("mall_customers", "income_spending")]
    [InlineData("mall_customers", "age_income_spending")]
    [InlineData("wholesale_customers", "spend_raw")]
    [InlineData("wholesale_customers", "spend_log1p")]
    [InlineData("online_retail_rfm", "rfm_raw")]
    [InlineData("online_retail_rfm", "rfm_log1p")]
    [InlineData("online_retail_rfm", "rfmt_raw")]
    [InlineData("online_retail_rfm", "rfmt_log1p")]
    [InlineData("telco_customer_churn", "charges_median")]
    public void Search_CustomerSets_AsGoodAsReferenceAndScoredAlike(string set, string variant)
    {
        var reference = SharedData.Reference(set).GetProperty("variants").GetProperty(variant);
        var options = ZScored([.. reference.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)], reference.GetProperty("preparation").GetString()!);
        var customers = SegmentTrainer.Prepare(SharedData.Table(set), options, TwoThreads);
        Assert.Equal(reference.GetProperty("rows").GetInt32(), customers.Points.Count);

        var choice = SegmentTrainer.Search(customers, options, TwoThreads);

        var compared = 0;
        foreach (var candidate in choice.Candidates)
        {
            var k = candidate.Clustering.Clusters;
            var expected = reference.GetProperty("by_k").GetProperty($"{k}");
            AtMost(expected, candidate);
            var sizes = expected.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32());
            if (!candidate.Clustering.Sizes.OrderDescending().SequenceEqual(sizes)) continue;
            compared++;
            Assert.Equal(expected.GetProperty("silhouette").GetDouble(), candidate.Silhouette.Mean!.Value, 1e-4);
            Relative(expected.GetProperty("calinski_harabasz").GetDouble(), candidate.Scores.CalinskiHarabasz!.Value, 1e-3);
            Relative(expected.GetProperty("davies_bouldin").GetDouble(), candidate.Scores.DaviesBouldin!.Value, 1e-3);
        }

        Assert.Equal(9, choice.Candidates.Count);
        // Where ours is better than the reference the sizes differ; but a set of which nothing could be compared protects nothing.
        Assert.True(compared >= 2, $"Only {compared} of 9 clusterings have the sizes of the reference, so hardly any score was compared.");
    }

    [SharedDataTheory]
    [InlineData("mall_customers", "age_income_spending")]
    [InlineData("wholesale_customers", "spend_raw")]
    [InlineData("online_retail_rfm", "rfmt_raw")]
    public void Prepare_CustomerSets_CentreAndScaleAreMeanAndPopulationDeviation(string set, string variant)
    {
        var stats = SharedData.Reference(set).GetProperty("variants").GetProperty(variant).GetProperty("column_stats");
        var options = ZScored([.. stats.EnumerateObject().Select(column => column.Name)], "raw");

        var customers = SegmentTrainer.Prepare(SharedData.Table(set), options, TwoThreads);

        foreach (var feature in customers.FeatureSet.Features)
        {
            var expected = stats.GetProperty(feature.Name);
            Relative(expected.GetProperty("mean").GetDouble(), feature.Center, 1e-9);
            Relative(expected.GetProperty("std_ddof0").GetDouble(), feature.Scale, 1e-9);
            Relative(expected.GetProperty("min").GetDouble(), feature.Min, 1e-9);
            Relative(expected.GetProperty("median").GetDouble(), feature.Median, 1e-9);
            Relative(expected.GetProperty("max").GetDouble(), feature.Max, 1e-9);
        }
    }

    [SharedDataTheory]
    [InlineData("hepta", 10, "x,y,z")]
    [InlineData("s1", 20, "x,y")]
    [InlineData("unbalance", 12, "x,y")]
    public void Search_TruthSets_AsGoodAsReferenceAndOfTheTrueNumber(string set, int maxClusters, string columns)
    {
        var reference = SharedData.Reference(set);
        var scan = reference.GetProperty("scan_zscore");
        var options = ZScored(columns.Split(','), "raw") with { MaxClusters = maxClusters };
        var customers = SegmentTrainer.Prepare(SharedData.Table(set), options, TwoThreads);

        var choice = SegmentTrainer.Search(customers, options, TwoThreads);

        var compared = 0;
        foreach (var candidate in choice.Candidates)
        {
            var expected = scan.GetProperty("by_k").GetProperty($"{candidate.Clustering.Clusters}");
            AtMost(expected, candidate);

            // The sizes are not given here; an equal inertia is the same clustering.
            var inertia = expected.GetProperty("inertia").GetDouble();
            if (Math.Abs(candidate.Clustering.Inertia - inertia) > 1e-5 * inertia) continue;
            compared++;
            Assert.Equal(expected.GetProperty("silhouette").GetDouble(), candidate.Silhouette.Mean!.Value, 1e-4);
        }

        Assert.True(compared >= 5, $"Only {compared} clusterings are those of the reference, so hardly any silhouette was compared.");
        Assert.Equal(SelectionRule.Separate, choice.Rule);
        Assert.Equal(reference.GetProperty("true_k").GetInt32(), choice.Chosen.Clustering.Clusters);
    }

    [SharedDataTheory]
    [InlineData("hepta", "x,y,z")]
    [InlineData("s1", "x,y")]
    [InlineData("unbalance", "x,y")]
    public void Train_TruthSetsUnscaled_FindsTheKnownCentroids(string set, string columns)
    {
        var reference = SharedData.Reference(set);
        var expected = reference.GetProperty("at_true_k_raw");
        var options = ZScored(columns.Split(','), "raw") with { Clusters = reference.GetProperty("true_k").GetInt32() };
        options = options with { Preparation = options.Preparation with { Scaler = ScalerMethod.None } };

        var (_, report) = SegmentTrainer.Train(SharedData.Table(set), options, TwoThreads);

        Assert.InRange(report.Quality.Inertia, 0, InertiaSlack * expected.GetProperty("inertia_best").GetDouble());
        Assert.Equal(expected.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32()), report.Profiles.Select(segment => segment.Size));

        // Within 1 % of the extent of the data, each expected centroid having one of ours to itself.
        var centroids = expected.GetProperty("centroids").EnumerateArray().Select(Numbers).ToArray();
        var extent = centroids.SelectMany(c => c).Max() - centroids.SelectMany(c => c).Min();
        var found = centroids.Select(centroid => Enumerable.Range(0, centroids.Length).MinBy(c => Distance(centroid, report.Profiles[c].Centroid))).ToArray();
        Assert.Equal(centroids.Length, found.Distinct().Count());
        for (var c = 0; c < centroids.Length; c++)
            Assert.InRange(Distance(centroids[c], report.Profiles[found[c]].Centroid), 0, 0.01 * extent);
    }

    [SharedDataFact]
    public void Train_MallIncomeAndSpending_FiveSegmentsOfKnownSizes()
    {
        var options = ZScored(["Annual Income (k$)", "Spending Score (1-100)"], "raw");

        var (_, report) = SegmentTrainer.Train(SharedData.Table("mall_customers"), options, TwoThreads);

        Assert.Equal([81, 39, 35, 23, 22], report.Profiles.Select(segment => segment.Size));
        Assert.Equal(SelectionRule.Silhouette, report.Selection.Rule);
    }

    [SharedDataFact]
    public void Prepare_MallIds_KeepTheirLeadingZeros()
    {
        var customers = SegmentTrainer.Prepare(SharedData.Table("mall_customers"), new TrainingOptions(), TwoThreads);

        Assert.Equal("0001", customers.Id(0));
        Assert.Equal("0200", customers.Id(199));
        Assert.Equal(["Age", "Annual Income (k$)", "Spending Score (1-100)"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Contains(customers.Notices, notice => notice is { Code: "text_columns_left_out", Column: "Genre" } && notice.Message.Contains("encode=Genre", StringComparison.Ordinal));
    }

    [SharedDataFact]
    public void Prepare_Telco_TotalChargesIsNumericWithElevenMissing()
    {
        var table = SharedData.Table("telco_customer_churn");

        var customers = SegmentTrainer.Prepare(table, new TrainingOptions(), TwoThreads);

        Assert.True(table.Find("TotalCharges")!.IsNumeric);
        Assert.Equal(11, table.Find("TotalCharges")!.Missing);
        var feature = customers.FeatureSet.Features.Single(feature => feature.Name == "TotalCharges");
        Assert.Equal(11, feature.Missing);
        var stats = SharedData.Reference("telco_customer_churn").GetProperty("variants").GetProperty("charges_drop_missing").GetProperty("column_stats").GetProperty("TotalCharges");
        Relative(stats.GetProperty("median").GetDouble(), feature.Median, 1e-9);
        Assert.Contains(customers.Notices, notice => notice is { Code: "values_imputed", Column: "TotalCharges" } && notice.Message.StartsWith("11 customers", StringComparison.Ordinal));
        Assert.Equal("7590-VHVEG", customers.Id(0));
    }

    [SharedDataFact]
    public void Prepare_Wholesale_HasNoIdAndNumbersCustomersByRow()
    {
        var customers = SegmentTrainer.Prepare(SharedData.Table("wholesale_customers"), new TrainingOptions(), TwoThreads);

        Assert.Null(customers.Ids);
        Assert.Equal("1", customers.Id(0));
        Assert.Equal("440", customers.Id(439));
    }

    [SharedDataFact]
    public void Train_OnlineRetailWithDefaults_NoTinySegmentAndDifferentStories()
    {
        var (model, report) = SegmentTrainer.Train(SharedData.Table("online_retail_rfm"), new TrainingOptions(), TwoThreads);

        Assert.InRange(model.Segments.Count, 2, 10);
        Assert.All(report.Profiles, segment => Assert.InRange(segment.Share, 0.01, 1));
        foreach (var name in (string[])["first_purchase", "last_purchase"])
            Assert.Contains(report.Notices, notice => notice.Code == "column_left_out" && notice.Column == name);
        Assert.Equal(BehaviouralFeatures.Names, model.FeatureSet.Features.Select(feature => feature.Name).TakeLast(3));

        // Some segment buys at least twice as recently, as often and for as much as another one.
        foreach (var name in (string[])["recency_days", "frequency", "monetary"])
        {
            var medians = report.Profiles.Select(segment => segment.Statistics.Single(column => column.Name == name).Median!.Value).ToArray();
            Assert.True(medians.Max() >= 2 * medians.Min(), $"The medians of {name} hardly differ: {string.Join(", ", medians)}.");
        }
    }

    [SharedDataFact]
    public void Train_OnlineRetailUntransformed_NoticesSaySegmentsAreTiny()
    {
        var options = ZScored([], "raw");

        var (_, report) = SegmentTrainer.Train(SharedData.Table("online_retail_rfm"), options, TwoThreads);

        Assert.Contains(report.Notices, notice => notice.Code is "tiny_segments" or "tiny_segments_avoided" && notice.Message.Contains("tiny", StringComparison.Ordinal));
    }

    /// <summary>The preparation of the reference: plain z-scores of named columns, after log1p where it says so.</summary>
    private static TrainingOptions ZScored(string[] columns, string preparation) => new()
    {
        Preparation = new PreparationOptions
        {
            Columns = columns,
            Derive = false,
            Transform = preparation == "log1p" ? TransformMethod.Log1p : TransformMethod.None,
            Outliers = OutlierHandling.Keep,
            Scaler = ScalerMethod.Standard,
        },
    };

    private static void AtMost(JsonElement expected, Candidate candidate)
    {
        var inertia = expected.GetProperty("inertia").GetDouble();
        Assert.True(candidate.Clustering.Inertia <= InertiaSlack * inertia, $"k = {candidate.Clustering.Clusters}: inertia {candidate.Clustering.Inertia} is more than 0.1 % above {inertia}.");
    }

    private static void Relative(double expected, double actual, double tolerance) => Assert.Equal(expected, actual, tolerance * Math.Abs(expected));

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static double Distance(IReadOnlyList<double> a, IReadOnlyList<double> b) => Math.Sqrt(a.Select((x, f) => (x - b[f]) * (x - b[f])).Sum());
}

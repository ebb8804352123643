using System.Text.Json;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Real data over HTTP, against what scikit-learn and the authors of the sets know of it.</summary>
public class TrainReferenceTests
{
    private const string ZScores = "derive=false&transform=none&outliers=keep&scaler=standard";

    [SharedDataTheory]
    [InlineData("mall_customers", "income_spending", "none")]
    [InlineData("mall_customers", "age_income_spending", "none")]
    [InlineData("wholesale_customers", "spend_raw", "none")]
    [InlineData("wholesale_customers", "spend_log1p", "log1p")]
    public async Task Train_ReferenceVariant_IsAsGoodForEveryNumberOfSegments(string set, string variant, string transform)
    {
        await using var app = new SegmentationApp();
        var reference = SharedData.Reference(set).GetProperty("variants").GetProperty(variant);
        var columns = string.Join('&', reference.Items("columns").Select(column => "columns=" + Uri.EscapeDataString(column.GetString()!)));

        var trained = await app.TrainedAsync(
            Body.Csv(SharedData.Bytes(set + ".csv")), $"?{ZScores.Replace("transform=none", "transform=" + transform, StringComparison.Ordinal)}&{columns}");

        var candidates = trained.GetProperty("selection").Items("candidates");
        Assert.Equal(9, candidates.Length);
        foreach (var candidate in candidates)
        {
            var known = reference.GetProperty("by_k").GetProperty($"{candidate.Int("clusters")}");
            Assert.True(
                candidate.Number("inertia") <= known.Number("inertia") * 1.001,
                $"k = {candidate.Int("clusters")}: inertia {candidate.Number("inertia")}, known {known.Number("inertia")}");
            var isTheSame = Math.Abs(candidate.Number("inertia") / known.Number("inertia") - 1) < 1e-6;
            if (isTheSame) AssertScores(known, candidate);
        }

        Assert.Contains(candidates, candidate =>
            Math.Abs(candidate.Number("inertia") / reference.GetProperty("by_k").GetProperty($"{candidate.Int("clusters")}").Number("inertia") - 1) < 1e-6);
        foreach (var feature in trained.Items("features"))
        {
            if (transform != "none") continue;
            var statistics = reference.GetProperty("column_stats").GetProperty(feature.Text("name"));
            AssertClose(statistics.Number("mean"), feature.Number("center"), 1e-8);
            AssertClose(statistics.Number("std_ddof0"), feature.Number("scale"), 1e-8);
            AssertClose(statistics.Number("median"), feature.Number("median"), 1e-8);
        }
    }

    [SharedDataFact]
    public async Task Train_MallOnIncomeAndSpending_FindsFiveSegments()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync(
            Body.Csv(SharedData.Bytes("mall_customers.csv")), $"?{ZScores}&columns=Annual%20Income%20(k%24),Spending%20Score%20(1-100)&restarts=3");

        Assert.Equal([81, 39, 35, 23, 22], trained.Sizes());
        Assert.Equal("silhouette", trained.GetProperty("selection").Text("rule"));
        Assert.Equal(0.5547, trained.GetProperty("quality").Number("silhouette"), 4);
        Assert.Equal(65.56841, trained.GetProperty("quality").Number("inertia"), 4);
        Assert.Equal("0001", (await app.CustomersAsync())[1][0]);
    }

    [SharedDataTheory]
    [InlineData("hepta", 2, 10, 7)]
    [InlineData("s1", 2, 20, 15)]
    public async Task Train_SetOfKnownClusters_FindsTheirNumber(string set, int minClusters, int maxClusters, int expected)
    {
        await using var app = new SegmentationApp();
        var csv = SharedData.Text(set + ".csv");
        var label = csv.Split('\n')[0].Trim().Split(',')[^1];

        var trained = await app.TrainedAsync(
            Body.Csv(SharedData.Bytes(set + ".csv")), $"?{ZScores}&exclude={label}&minClusters={minClusters}&maxClusters={maxClusters}&restarts=3");

        Assert.Equal(expected, trained.Int("clusters"));
        var truth = SharedData.Reference(set).GetProperty("true_sizes").EnumerateArray().Select(size => size.GetInt32());
        Assert.All(truth.Zip(trained.Sizes()), pair => Assert.InRange(pair.Second, pair.First - 20, pair.First + 20));
    }

    [SharedDataFact]
    public async Task Train_OnlineRetailWithDefaults_TellsDifferentStories()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync(Body.Csv(SharedData.Bytes("online_retail_rfm.csv")), "?maxClusters=8&restarts=3");

        Assert.Equal(4_338, trained.Int("customers"));
        Assert.All(trained.Items("segments"), segment => Assert.True(segment.Number("share") >= 0.01));
        var leftOut = trained.Items("notices").Where(notice => notice.Text("code") == "column_left_out").Select(notice => notice.Text("column")).ToArray();
        Assert.Contains("first_purchase", leftOut);
        Assert.Contains("last_purchase", leftOut);
        Assert.Contains("CustomerID", leftOut);
        foreach (var column in (string[])["recency_days", "frequency", "monetary"])
        {
            var medians = trained.Items("segments").Select(segment => segment.GetProperty("statistics").GetProperty(column).Number("median")).ToArray();
            Assert.True(medians.Max() >= 2 * medians.Min(), $"{column}: {string.Join(", ", medians)}");
        }

        Assert.Equal(trained.Int("clusters"), trained.Items("segments").Select(segment => segment.Text("name")).Distinct().Count());
        Assert.All((string[])["value_score", "engagement_level", "ltv_proxy"], name => Assert.Contains(name, trained.FeatureNames()));
    }

    [SharedDataFact]
    public async Task Train_OnlineRetailUnprepared_NoticesThatSegmentsAreTiny()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync(
            Body.Csv(SharedData.Bytes("online_retail_rfm.csv")), "?columns=recency_days,frequency,monetary&derive=false&transform=none&outliers=keep&maxClusters=6&restarts=3");

        Assert.Contains(trained.Items("notices"), notice => notice.Text("code").StartsWith("tiny_segments", StringComparison.Ordinal));
        Assert.Contains(trained.GetProperty("selection").Items("candidates"), candidate => !candidate.GetProperty("eligible").GetBoolean() && candidate.Number("smallestShare") < 0.01);
    }

    [SharedDataFact]
    public async Task Train_Telco_TakesTotalChargesAsNumericWithElevenMissing()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync(Body.Csv(SharedData.Bytes("telco_customer_churn.csv")), "?clusters=3&restarts=1");

        Assert.Equal(7_043, trained.Int("customers"));
        var charges = trained.Item("features", "name", "TotalCharges");
        Assert.Equal(11, charges.Int("missing"));
        Assert.Equal(1397.475, charges.Number("median"), 1e-9); // of those present
        Assert.Contains(trained.Notices("values_imputed"), message => message.Contains("11 customers have no 'TotalCharges'", StringComparison.Ordinal));
        Assert.Equal("7590-VHVEG", (await app.CustomersAsync())[1][0]);
    }

    [SharedDataFact]
    public async Task Train_WholesaleWithoutId_NumbersCustomersByRow()
    {
        await using var app = new SegmentationApp();

        await app.TrainedAsync(Body.Csv(SharedData.Bytes("wholesale_customers.csv")), "?clusters=2&restarts=1");

        Assert.Equal(Enumerable.Range(1, 440).Select(row => $"{row}"), (await app.CustomersAsync()).Skip(1).Select(row => row[0]));
    }

    private static void AssertScores(JsonElement known, JsonElement candidate)
    {
        Assert.Equal(known.Number("silhouette"), candidate.Number("silhouette"), 1e-4);
        AssertClose(known.Number("calinski_harabasz"), candidate.Number("calinskiHarabasz"), 1e-3);
        AssertClose(known.Number("davies_bouldin"), candidate.Number("daviesBouldin"), 1e-3);
        var sizes = known.Items("sizes").Select(size => size.GetInt32()).ToArray();
        Assert.Equal((double)sizes.Min() / sizes.Sum(), candidate.Number("smallestShare"), 1e-9);
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - (relative * Math.Abs(expected)), expected + (relative * Math.Abs(expected)));
}

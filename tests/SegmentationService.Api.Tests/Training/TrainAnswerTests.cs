using System.Text.Json;

namespace SegmentationService.Api.Tests.Training;

/// <summary>What POST /train answers, on tables whose segments can be worked out by hand.</summary>
public class TrainAnswerTests
{
    [Fact]
    public async Task Train_FiveCustomers_AnswersWhatIsWorkedOutByHand()
    {
        await using var app = new SegmentationApp();

        var answer = await app.TrainAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        var trained = answer.Expect(201);

        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("/models/default/versions/1", answer.Headers.Location?.ToString());
        Assert.Equal("default", trained.Text("model"));
        Assert.Equal(1, trained.Int("version"));
        Assert.Equal(5, trained.Int("customers"));
        Assert.Equal(2, trained.Int("clusters"));
        Assert.Equal(42, trained.Int("seed"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", trained.Text("fingerprint"));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", trained.Text("createdAt"));

        var candidate = Assert.Single(trained.GetProperty("selection").Items("candidates"));
        Assert.Equal("fixed", trained.GetProperty("selection").Text("rule"));
        Assert.Equal(2, candidate.Int("clusters"));
        Assert.Equal(4, candidate.Number("inertia"), 1e-5);
        Assert.Equal(5, candidate.Int("silhouetteCustomers"));
        Assert.Equal(Silhouette(), candidate.Number("silhouette"), 1e-6);
        Assert.Equal(120.0 / (4.0 / 3), candidate.Number("calinskiHarabasz"), 1e-3); // between: 3 * 4^2 + 2 * 6^2 = 120, on 1 and 3 degrees of freedom
        Assert.Equal(((2.0 / 3) + 1) / 10, candidate.Number("daviesBouldin"), 1e-6); // mean distances 2/3 and 1, centres 10 apart
        Assert.Equal(0.4, candidate.Number("smallestShare"), 1e-12);
        Assert.True(candidate.GetProperty("eligible").GetBoolean());
        Assert.True(candidate.Int("iterations") >= 1);
        Assert.Equal(4, trained.GetProperty("quality").Number("inertia"), 1e-5);
        Assert.Equal(5, trained.GetProperty("quality").Int("silhouetteCustomers"));

        var feature = Assert.Single(trained.Items("features"));
        Assert.Equal(("x", "x", "none"), (feature.Text("name"), feature.Text("source"), feature.Text("transform")));
        Assert.Equal((0, 2.0, 0), (feature.Int("missing"), feature.Number("median"), feature.Int("clipped")));
        Assert.Equal((5.0, 1.0), (feature.Number("center"), feature.Number("scale")));
        Assert.Equal(JsonValueKind.Null, feature.GetProperty("lowerFence").ValueKind);

        var (first, second) = (trained.Items("segments")[0], trained.Items("segments")[1]);
        Assert.Equal((1, 3, 0.6), (first.Int("id"), first.Int("size"), first.Number("share")));
        Assert.Equal((2, 2, 0.4), (second.Int("id"), second.Int("size"), second.Number("share")));
        Assert.Equal(1, first.GetProperty("centroid").Number("x"), 1e-6);
        Assert.Equal(11, second.GetProperty("centroid").Number("x"), 1e-6);
        var statistics = first.GetProperty("statistics").GetProperty("x");
        Assert.Equal(
            [1, 1, Math.Sqrt(2.0 / 3), 0, 0.5, 1.5, 2, 0],
            ((string[])["mean", "median", "std", "min", "q25", "q75", "max", "missing"]).Select(name => statistics.Number(name)).ToArray());
        var distinguishing = Assert.Single(second.Items("distinguishing"));
        Assert.Equal(("x", "high"), (distinguishing.Text("feature"), distinguishing.Text("direction")));
        Assert.Equal(6 / Math.Sqrt(124.0 / 5), distinguishing.Number("effect"), 1e-6);
        Assert.Contains("median 11 against 2", distinguishing.Text("text"), StringComparison.Ordinal);
        Assert.Equal("low", first.Items("distinguishing")[0].Text("direction"));
        Assert.NotEqual(first.Text("name"), second.Text("name"));
        Assert.Equal(["readMs", "prepareMs", "searchMs", "profileMs", "saveMs"], trained.GetProperty("timings").Names());
        Assert.Equal("customer", Assert.Single(trained.Items("notices")).Text("column"));
        Assert.Contains("id of the customers", trained.Notices("column_left_out")[0], StringComparison.Ordinal);

        // s(i) = (b - a) / max(a, b), over distances to the own and to the other segment.
        static double Silhouette()
        {
            (double A, double B)[] customers = [(1.5, 11), (1, 10), (1.5, 9), (2, 9), (2, 11)];
            return customers.Average(customer => (customer.B - customer.A) / customer.B);
        }
    }

    [Fact]
    public async Task Train_ThreeClearGroups_FindsThem()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync(Tables.Blobs, $"?restarts=3&maxClusters=6&{Tables.Plain}");

        Assert.Equal([20, 15, 10], trained.Sizes());
        Assert.Equal([1, 2, 3], trained.Items("segments").Select(segment => segment.Int("id")));
        Assert.Equal("silhouette", trained.GetProperty("selection").Text("rule"));
        Assert.Equal([2, 3, 4, 5, 6], trained.GetProperty("selection").Items("candidates").Select(candidate => candidate.Int("clusters")));
        Assert.Equal(3, trained.Items("segments").Select(segment => segment.Text("name")).Distinct().Count());
        Assert.Equal(1, trained.Items("segments").Sum(segment => segment.Number("share")), 1e-9);
    }

    [Fact]
    public async Task Train_KnownBehaviour_AddsTheThreeFeaturesByTheirFormulas()
    {
        await using var app = new SegmentationApp();
        const string Csv = """
            customer_id,recency_days,frequency,monetary,tenure_days
            a,30,2,100,365
            b,60,0,50,10
            c,0,5,500,730
            """;

        var trained = await app.TrainedAsync(Csv, $"?clusters=1&{Tables.Plain.Replace("derive=false", "derive=true", StringComparison.Ordinal)}");

        Assert.Equal(
            ["recency_days", "frequency", "monetary", "tenure_days", "value_score", "engagement_level", "ltv_proxy"], trained.FeatureNames());
        var statistics = trained.Items("segments")[0].GetProperty("statistics");
        double[] valueScore = [50, 0, 100];
        double[] engagement = [1, 0, 5];
        double[] ltv = [50, 50 * 365.0 / 30 / 3, 250];
        Assert.Equal(valueScore.Average(), statistics.GetProperty("value_score").Number("mean"), 1e-9);
        Assert.Equal(engagement.Average(), statistics.GetProperty("engagement_level").Number("mean"), 1e-9);
        Assert.Equal(ltv.Average(), statistics.GetProperty("ltv_proxy").Number("mean"), 1e-9);
        Assert.Equal("monetary / frequency", trained.Item("features", "name", "value_score").Text("source"));
    }

    [Fact]
    public async Task Train_MissingValues_TakeTheMedianAndAreCounted()
    {
        await using var app = new SegmentationApp();
        const string Csv = "id,x,y\na,1,5\nb,,7\nc,NA,8\nd,3,n/a\ne,8,-\nf,?,null\ng,9,1\n";

        var trained = await app.TrainedAsync(Csv, $"?clusters=2&{Tables.Plain}");

        Assert.Equal(6, trained.Int("customers"));
        var x = trained.Item("features", "name", "x");
        Assert.Equal((2, 5.5), (x.Int("missing"), x.Number("median"))); // without f, which has no value at all: 1, 3, 8, 9
        Assert.Contains("2 customers have no 'x'", trained.Notices("values_imputed")[0], StringComparison.Ordinal);
        Assert.Contains("line 7", Assert.Single(trained.Notices("rows_dropped")), StringComparison.Ordinal);
        Assert.Equal(["id", "a", "b", "c", "d", "e", "g"], (await app.CustomersAsync()).Select(row => row[0]));
        Assert.Equal(2, trained.Items("segments").Sum(segment => segment.GetProperty("statistics").GetProperty("x").Int("missing")));
    }

    [Fact]
    public async Task Train_TextInANumericColumn_LeavesItOutAndNamesTheLine()
    {
        await using var app = new SegmentationApp();
        var lines = Tables.Noise(800, 3, seed: 1).Split('\n');
        lines[699] = "0.5,oops,0.5"; // line 700, the header being line 1

        var trained = await app.TrainedAsync(string.Join('\n', lines), "?clusters=2&restarts=1");

        Assert.Equal(["v0", "v2"], trained.FeatureNames());
        var told = Told(trained);
        Assert.Equal(["line_not_numeric", "column_left_out"], told.Select(notice => notice.Text("code")));
        foreach (var notice in told)
        {
            Assert.Equal("v1", notice.Text("column"));
            Assert.Contains("line 700", notice.Text("message"), StringComparison.OrdinalIgnoreCase);
            Assert.Contains("'oops'", notice.Text("message"), StringComparison.Ordinal);
        }

        Assert.Equal(800, trained.Int("customers"));
    }

    [Fact]
    public async Task Train_ColumnsOfEveryUselessKind_AreNoticedOneByOne()
    {
        await using var app = new SegmentationApp();
        const string Csv = """
            no,id,text,constant,sparse,none,x
            1,a,red,7,6,,5
            2,b,blue,7,,,1
            3,c,red,7,,,4
            4,d,blue,7,,,9
            """;

        var trained = await app.TrainedAsync(Csv, "?clusters=2");

        Assert.Equal(["x"], trained.FeatureNames());
        var left = Told(trained);
        Assert.Equal(["constant", "id", "no", "none", "sparse", "text"], left.Select(notice => notice.Text("column")).Order(StringComparer.Ordinal));
        Assert.All(left, notice => Assert.Equal(notice.Text("column") == "text" ? "text_columns_left_out" : "column_left_out", notice.Text("code")));
        Assert.Equal(
            ["no row_number 4 0", "id id 4 0", "text text 4 0", "constant constant 4 0", "sparse mostly_missing 1 3", "none empty 0 4", "x feature 4 0"],
            trained.Items("columns").Select(column => $"{column.Text("name")} {column.Text("role")} {column.Int("present")} {column.Int("missing")}"));
        Assert.All(trained.Items("columns"), column => Assert.NotEmpty(column.Text("reason")));
    }

    [Fact]
    public async Task Train_IdsWithLeadingZeros_StayAsTheyCame()
    {
        await using var app = new SegmentationApp();

        await app.TrainedAsync("id,x\n0001,1\n0002,5\n 010 ,6\n\"1,5\",9\n", "?clusters=2");

        Assert.Equal(["id", "0001", "0002", "010", "1,5"], (await app.CustomersAsync()).Select(row => row[0]));
        var predicted = (await app.PredictAsync("""{"id": "0001", "x": 1}""")).Expect(200);
        Assert.Equal("0001", predicted.Text("customerId"));
    }

    [Fact]
    public async Task Train_NoId_NumbersTheRows()
    {
        await using var app = new SegmentationApp();

        await app.TrainedAsync("x,y\n5,1\n1,2\n4,9\n", "?clusters=2");

        Assert.Equal(["id", "1", "2", "3"], (await app.CustomersAsync()).Select(row => row[0]));
    }

    [Fact]
    public async Task Train_EveryDistinctCustomerItsOwnSegment_Succeeds()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync("x\n1\n2\n4\n4\n", $"?clusters=3&{Tables.Plain}");

        Assert.Equal([2, 1, 1], trained.Sizes());
        Assert.Equal(0, trained.GetProperty("quality").Number("inertia"), 1e-9);
    }

    [Fact]
    public async Task Train_FewerDistinctCustomersThanMaxClusters_ShortensTheRange()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync("x\n1\n2\n4\n4\n");

        Assert.Equal([2, 3], trained.GetProperty("selection").Items("candidates").Select(candidate => candidate.Int("clusters")));
        Assert.Contains("3 distinct", Assert.Single(trained.Notices("range_shortened")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_SameIdTwice_KeepsBothAndSaysSo()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync("id,x\na,1\nb,2\na,9\n", "?clusters=2");

        Assert.Equal(3, trained.Int("customers"));
        Assert.Contains("line 4", Assert.Single(trained.Notices("duplicate_ids")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ExcludedColumnWithTheNameOfABehaviouralFeature_IsLeftOut()
    {
        await using var app = new SegmentationApp();

        var trained = await app.TrainedAsync("recency,frequency,monetary,value_score\n1,2,30,5\n40,1,7,6\n9,9,400,4\n", "?clusters=2&exclude=value_score");

        Assert.Contains("value_score", trained.Notices("column_left_out")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ScalerNoneOnValuesTooFarApart_IsRefused()
    {
        await using var app = SegmentationApp.With(("Training:Threads", "2"));

        var answer = await app.RefusedAsync(HttpMethod.Post, "/train?clusters=2&scaler=none&transform=none&outliers=keep", Body.Csv("a,b\n1,2\n2,1e40\n3,5\n"));

        Assert.Equal("scaler", answer.ExpectProblem(400, "invalid-parameter", "'b'", "scaler=standard").Text("parameter"));
    }

    [Fact]
    public async Task Train_UnderACultureWithDecimalComma_AnswersTheSame()
    {
        await using var app = new SegmentationApp();
        var expected = await app.TrainedAsync(Tables.Shop(60), "?maxClusters=4&restarts=1");
        var expectedRows = await app.PredictBatchAsync(Body.Csv(Tables.Shop(60)), "text/csv");
        var expectedSamples = await app.GetAsync("/samples/customers?count=20");

        var comma = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator, comma.NumberFormat.NegativeSign) = (",", ".", "\u2212");
        System.Globalization.CultureInfo.CurrentCulture = comma; // of this test's flow alone
        app.Server.PreserveExecutionContext = true;
        Assert.Equal("0,5", $"{0.5}");
        var trained = await app.TrainedAsync(Tables.Shop(60), "?maxClusters=4&restarts=1&minShare=0.01&parent=none");

        Assert.Equal(app.ModelHash("default", 1), app.ModelHash("default", 2));
        Assert.Equal(expected.GetProperty("segments").ToString(), trained.GetProperty("segments").ToString());
        Assert.Equal(await app.CustomersAsync(version: "1"), await app.CustomersAsync(version: "2"));
        Assert.Equal(expectedRows.Text, (await app.PredictBatchAsync(Body.Csv(Tables.Shop(60)), "text/csv", "?version=1")).Text);
        Assert.Equal(expectedSamples.Text, (await app.GetAsync("/samples/customers?count=20")).Text);
        (await app.TrainAsync(Tables.Five, "?minShare=0,1")).ExpectProblem(400, "invalid-parameter", "from 0 to 0.5");
    }

    /// <summary>What is told of the table: not how far segments are found again, which those of noise are by chance.</summary>
    private static JsonElement[] Told(JsonElement trained) => [.. trained.Items("notices").Where(notice => notice.Text("code") is not ("unstable_segment" or "wavering_segment"))];
}

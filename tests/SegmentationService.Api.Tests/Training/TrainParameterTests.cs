using System.Text.Json;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Every query parameter of /train: an effect that can be seen, and what is refused.</summary>
public sealed class TrainParameterTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    /// <summary>Values 0, 1, 2, 10, 12: median 2, quartiles 1 and 10, mean 5, variance 24.8; skewness below 1.</summary>
    private const string Values = Tables.Five;

    [Theory]
    [InlineData("?input=transactions&customer=who&invoice=who", "invoice", "customer and invoice", "'who'")]
    [InlineData("?input=transactions&amount=Total%20Due&customer=total_due", "amount", "customer and amount", "'Total Due'")]
    [InlineData("?frequency=x&monetary=X", "monetary", "frequency and monetary", "'X'")]
    [InlineData("?id=x&recency=x", "recency", "id and recency", "'x'")]
    public async Task Train_OneColumnForTwoParts_IsRefused(string query, string parameter, params string[] told)
    {
        await using var app = new SegmentationApp();

        var problem = (await app.TrainAsync(Tables.Five, query)).ExpectProblem(400, "invalid-parameter", told);

        Assert.Equal(parameter, problem.Text("parameter"));
    }

    [Fact]
    public async Task Model_Given_NamesTheModelAndItsAddress()
    {
        var answer = await app.TrainAsync(Values, "?model=north-2_x&clusters=2");

        Assert.Equal("north-2_x", answer.Expect(201).Text("model"));
        Assert.Equal("/models/north-2_x/versions/1", answer.Headers.Location?.ToString());
        Assert.Equal(1, (await app.GetAsync("/models/north-2_x")).Expect(200).GetProperty("aliases").Int("champion"));
    }

    [Fact]
    public async Task Clusters_Given_FixesTheNumber()
    {
        var trained = await app.TrainedAsync(Values, "?clusters=3");

        Assert.Equal(3, trained.Items("segments").Length);
        Assert.Equal("fixed", trained.GetProperty("selection").Text("rule"));
        Assert.Single(trained.GetProperty("selection").Items("candidates"));
    }

    [Fact]
    public async Task Clusters_One_HasNoSilhouette()
    {
        var trained = await app.TrainedAsync(Values, $"?clusters=1&{Tables.Plain}");

        Assert.Equal([5], trained.Sizes());
        Assert.Equal(124, trained.GetProperty("quality").Number("inertia"), 1e-4); // 25 + 16 + 9 + 25 + 49
        var candidate = trained.GetProperty("selection").Items("candidates")[0];
        Assert.All((string[])["silhouette", "calinskiHarabasz", "daviesBouldin"], score => Assert.Equal(JsonValueKind.Null, candidate.GetProperty(score).ValueKind));
    }

    [Theory]
    [InlineData("minClusters=3&maxClusters=5", 3, 4, 5)]
    [InlineData("minClusters=4&maxClusters=4", 4)]
    [InlineData("minClusters=1&maxClusters=2", 1, 2)]
    [InlineData("maxClusters=1", 1)] // the default of minClusters gives way
    [InlineData("minClusters=12", 12)] // and that of maxClusters
    public async Task MinMaxClusters_Given_AreTheRange(string query, params int[] expected)
    {
        var trained = await app.TrainedAsync(Tables.Noise(60, 2, seed: 3), $"?restarts=1&{query}");

        Assert.Equal(expected, trained.GetProperty("selection").Items("candidates").Select(candidate => candidate.Int("clusters")));
    }

    [Theory]
    [InlineData("auto", "silhouette", 3)] // three clear groups, and too few customers to prove the valleys between them
    [InlineData("silhouette", "silhouette", 3)]
    [InlineData("elbow", "elbow", 3)]
    public async Task Selection_OnClearGroups_IsTheRuleThatSpeaks(string selection, string rule, int clusters)
    {
        var trained = await app.TrainedAsync(Tables.Blobs, $"?maxClusters=6&restarts=2&selection={selection}&{Tables.Plain}");

        Assert.Equal(rule, trained.GetProperty("selection").Text("rule"));
        Assert.Equal(clusters, trained.Int("clusters"));
        Assert.NotEmpty(trained.GetProperty("selection").Text("reason"));
    }

    [Fact]
    public async Task Selection_OnNoise_FollowsTheReportedScores()
    {
        var csv = Tables.Noise(300, 3, seed: 5);
        var silhouette = await app.TrainedAsync(csv, "?maxClusters=8&restarts=2&selection=silhouette");
        var elbow = await app.TrainedAsync(csv, "?maxClusters=8&restarts=2&selection=elbow");
        var auto = await app.TrainedAsync(csv, "?maxClusters=8&restarts=2");

        var candidates = silhouette.GetProperty("selection").Items("candidates");
        Assert.Equal(candidates.MaxBy(candidate => candidate.Number("silhouette")).Int("clusters"), silhouette.Int("clusters"));
        Assert.Equal(candidates.MaxBy(FromChord).Int("clusters"), elbow.Int("clusters"));
        Assert.NotEqual(silhouette.Int("clusters"), elbow.Int("clusters"));
        Assert.True(candidates.Max(candidate => candidate.Number("silhouette")) < 0.5);
        Assert.Equal("stable_elbow", auto.GetProperty("selection").Text("rule"));
        Assert.Equal("continuum", auto.GetProperty("structure").Text("verdict"));
        var asked = auto.GetProperty("selection").Items("candidates").Where(candidate => candidate.GetProperty("stability").ValueKind != JsonValueKind.Null).ToArray();
        var chosen = asked.Single(candidate => candidate.Int("clusters") == auto.Int("clusters"));
        Assert.Equal(asked.Max(candidate => candidate.Number("stability")), chosen.Number("stability")); // The first that is stable ends the questions, and so is the most stable of those asked.
        Assert.Equal(elbow.Int("clusters"), asked.MaxBy(FromChord).Int("clusters")); // The elbow is asked first.

        double FromChord(JsonElement candidate)
        {
            var (first, last) = (candidates[0], candidates[^1]);
            var x = (candidate.Number("clusters") - first.Number("clusters")) / (last.Number("clusters") - first.Number("clusters"));
            var y = (candidate.Number("inertia") - last.Number("inertia")) / (first.Number("inertia") - last.Number("inertia"));
            return Math.Abs(x + y - 1) / Math.Sqrt(2);
        }
    }

    [Fact]
    public async Task Input_Customers_IsNoLogOfOrders()
    {
        Assert.Equal(5, (await app.TrainedAsync(Values, "?input=customers&clusters=2")).Int("customers"));
        (await app.RefusedAsync(HttpMethod.Post, "/train?input=transactions", Body.Csv(Values))).ExpectProblem(422, "missing-order-column", "No column was found for the date");
    }

    [Theory]
    [InlineData("columns=b,a", "a", "b")]
    [InlineData("columns=a&columns=c", "a", "c")]
    [InlineData("columns=%22d,%20e%22", "d, e")]
    [InlineData("columns=%22d,%20e%22,%20a", "a", "d, e")]
    [InlineData("columns=A", "a")]
    [InlineData("exclude=a", "b", "c", "d, e")]
    [InlineData("exclude=a,c&exclude=b", "d, e")]
    [InlineData("columns=a,b&exclude=b", "a")]
    public async Task ColumnsAndExclude_Given_DecideOnTheFeatures(string query, params string[] expected)
    {
        var trained = await app.TrainedAsync("a,b,c,\"d, e\"\n1,5,9,2\n4,1,7,3\n2,2,1,9\n8,3,3,4\n", $"?clusters=2&{query}");

        Assert.Equal(expected, trained.FeatureNames());
        Assert.Equal(4 - expected.Length, trained.Notices("column_left_out").Length);
    }

    [Fact]
    public async Task Columns_OneThatNumbersTheRows_IsUsedWhenNamed()
    {
        const string Csv = "no,x\n1,5\n2,1\n3,7\n4,2\n";

        Assert.Equal(["x"], (await app.TrainedAsync(Csv, "?clusters=2")).FeatureNames());
        Assert.Equal(["no", "x"], (await app.TrainedAsync(Csv, "?clusters=2&columns=no,x")).FeatureNames());
    }

    [Fact]
    public async Task Id_Given_IsTheIdAndNoFeature()
    {
        await app.TrainedAsync("customer_id,member no,x\na,007,1\nb,012,5\nc,003,9\n", "?model=ids&clusters=2&id=Member%20No");

        Assert.Equal(["id", "007", "012", "003"], (await app.CustomersAsync("ids")).Select(row => row[0]));
        var predicted = (await app.PredictAsync("""{"customer_id": "a", "member no": "099", "x": 3}""", "?model=ids")).Expect(200);
        Assert.Equal("099", predicted.Text("customerId"));
    }

    [Fact]
    public async Task Parts_OfUnusualNames_GiveTheBehaviouralFeatures()
    {
        const string Csv = "k1,k2,k3,k4\n10,2,100,400\n40,1,30,90\n3,9,700,800\n90,1,20,100\n";

        Assert.Equal(["k1", "k2", "k3", "k4"], (await app.TrainedAsync(Csv, "?clusters=2")).FeatureNames());
        var trained = await app.TrainedAsync(Csv, "?clusters=2&recency=k1&frequency=k2&monetary=k3&tenure=k4");
        Assert.Equal(["k1", "k2", "k3", "k4", "value_score", "engagement_level", "ltv_proxy"], trained.FeatureNames());
        Assert.Equal("k3 / k2", trained.Item("features", "name", "value_score").Text("source"));
        Assert.Contains("k1", trained.Item("features", "name", "engagement_level").Text("source"), StringComparison.Ordinal);
        Assert.Contains("k4", trained.Item("features", "name", "ltv_proxy").Text("source"), StringComparison.Ordinal);

        var withoutTenure = await app.TrainedAsync(Csv, "?clusters=2&recency=k1&frequency=k2&monetary=k3");
        Assert.DoesNotContain("k4", withoutTenure.Item("features", "name", "ltv_proxy").Text("source"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Derive_False_AddsNothing()
    {
        Assert.Contains("value_score", (await app.TrainedAsync(Tables.Shop(40), "?clusters=2")).FeatureNames());
        Assert.Equal(
            ["recency_days", "frequency", "monetary", "tenure_days"], (await app.TrainedAsync(Tables.Shop(40), "?clusters=2&derive=false")).FeatureNames());
    }

    [Theory]
    [InlineData("auto", "log1p", "none", "signed_log1p")]
    [InlineData("none", "none", "none", "none")]
    [InlineData("log1p", "log1p", "log1p", "signed_log1p")]
    public async Task Transform_Given_IsAppliedToTheColumnsItIsMeantFor(string transform, string skewed, string even, string negative)
    {
        const string Csv = "skewed,even,negative\n1,1,-2\n2,3,1\n3,2,0\n4,5,2\n2,4,-1\n5,7,3\n4,6,1\n900,8,800\n";

        var trained = await app.TrainedAsync(Csv, $"?clusters=2&columns=skewed,even,negative&transform={transform}");

        Assert.Equal([skewed, even, negative], trained.Items("features").Select(feature => feature.Text("transform")));
    }

    [Theory]
    [InlineData("standard", 5, 4.979959839195493)] // the root of 24.8
    [InlineData("robust", 2, 9)]
    [InlineData("minmax", 0, 12)]
    [InlineData("none", 5, 1)]
    public async Task Scaler_Given_IsFittedToTheValues(string scaler, double center, double scale)
    {
        var trained = await app.TrainedAsync(Values, $"?clusters=2&transform=none&outliers=keep&scaler={scaler}");

        var feature = trained.Items("features")[0];
        Assert.Equal(center, feature.Number("center"), 1e-12);
        Assert.Equal(scale, feature.Number("scale"), 1e-12);
    }

    [Fact]
    public async Task Outliers_ClipAndKeep_DecideOnTheFences()
    {
        const string Csv = "x\n1\n2\n3\n4\n5\n6\n7\n8\n9\n1000\n0\n"; // quartiles 2.5 and 7.5

        var clipped = (await app.TrainedAsync(Csv, "?clusters=2&transform=none")).Items("features")[0];
        Assert.Equal((-12.5, 22.5, 1), (clipped.Number("lowerFence"), clipped.Number("upperFence"), clipped.Int("clipped")));

        var kept = (await app.TrainedAsync(Csv, "?clusters=2&transform=none&outliers=keep")).Items("features")[0];
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, 0), (kept.GetProperty("lowerFence").ValueKind, kept.GetProperty("upperFence").ValueKind, kept.Int("clipped")));
    }

    [Fact]
    public async Task Restarts_More_FindBetterSegments()
    {
        var csv = Tables.Noise(250, 2, seed: 11);
        var improved = 0;
        for (var seed = 1; seed <= 4; seed++)
        {
            var once = (await app.TrainedAsync(csv, $"?clusters=12&restarts=1&seed={seed}")).GetProperty("quality").Number("inertia");
            var often = (await app.TrainedAsync(csv, $"?clusters=12&restarts=30&seed={seed}")).GetProperty("quality").Number("inertia");
            Assert.True(often <= once * 1.001, $"seed {seed}: {often} with 30 restarts, {once} with 1");
            if (often < once * 0.999) improved++;
        }

        Assert.True(improved > 0);
    }

    [Fact]
    public async Task Promote_False_LeavesTheChampion()
    {
        await app.TrainedAsync(Values, "?model=kept&clusters=2");
        var second = await app.TrainedAsync(Values, "?model=kept&clusters=3&promote=false");

        Assert.Equal(2, second.Int("version"));
        Assert.Equal(1, (await app.GetAsync("/models/kept")).Expect(200).GetProperty("aliases").Int("champion"));
        Assert.Equal(1, (await app.PredictAsync("""{"x": 1}""", "?model=kept")).Expect(200).Int("version"));
    }

    [Fact]
    public async Task Promote_FalseOnTheFirstVersion_LeavesTheModelWithoutChampion()
    {
        await app.TrainedAsync(Values, "?model=unpromoted&clusters=2&promote=false");

        Assert.Empty((await app.GetAsync("/models/unpromoted")).Expect(200).GetProperty("aliases").Names());
        (await app.PredictAsync("""{"x": 1}""", "?model=unpromoted")).ExpectProblem(404, "unknown-version", "champion", "are 1");
    }

    [Fact]
    public async Task Seed_Another_StartsElsewhere()
    {
        var csv = Tables.Noise(250, 2, seed: 11);
        var inertias = new List<double>();
        foreach (var seed in (long[])[0, 1, 2, 9_007_199_254_740_991])
        {
            var trained = await app.TrainedAsync(csv, $"?clusters=12&restarts=1&seed={seed}");
            Assert.Equal(seed, trained.GetProperty("seed").GetInt64());
            inertias.Add(trained.GetProperty("quality").Number("inertia"));
        }

        Assert.True(inertias.Distinct().Count() > 1);
    }

    [Fact]
    public async Task MinShare_Higher_RulesTinySegmentsOut()
    {
        var csv = Tables.Groups((50, 0, 0), (45, 100, 0), (5, 0, 100));

        var lenient = await app.TrainedAsync(csv, $"?maxClusters=4&restarts=3&selection=silhouette&minShare=0.05&{Tables.Plain}");
        Assert.Equal([50, 45, 5], lenient.Sizes());

        var strict = await app.TrainedAsync(csv, $"?maxClusters=4&restarts=3&selection=silhouette&minShare=0.06&{Tables.Plain}");
        Assert.Equal(2, strict.Int("clusters"));
        Assert.Equal([true, false, false], strict.GetProperty("selection").Items("candidates").Select(candidate => candidate.GetProperty("eligible").GetBoolean()));
        Assert.NotEmpty(strict.Notices("tiny_segments_avoided"));

        var impossible = await app.TrainedAsync(csv, $"?minClusters=3&maxClusters=4&restarts=3&minShare=0.5&{Tables.Plain}");
        Assert.Equal("largest_smallest_share", impossible.GetProperty("selection").Text("rule"));
        Assert.NotEmpty(impossible.Notices("tiny_segments"));
    }

    [Theory]
    [InlineData("model=North", "model", "lower-case letters")]
    [InlineData("model=", "model", "empty")]
    [InlineData("model=..%2F..%2Fetc", "model", "lower-case letters")]
    [InlineData("model=a%0A", "model", "lower-case letters")]
    [InlineData("model=-a", "model", "begins with")]
    [InlineData("clusters=0", "clusters", "clusters is '0'; allowed is a whole number from 1 to 10000")]
    [InlineData("clusters=10001", "clusters", "from 1 to 10000")]
    [InlineData("clusters=2.5", "clusters", "whole number")]
    [InlineData("clusters=three", "clusters", "'three'")]
    [InlineData("clusters=", "clusters", "whole number")]
    [InlineData("clusters=99999999999999999999", "clusters", "from 1 to 10000")]
    [InlineData("clusters=3&clusters=4", "clusters", "given 2 times")]
    [InlineData("clusters=3&minClusters=2", "clusters", "together with minClusters")]
    [InlineData("clusters=3&maxClusters=5", "clusters", "maxClusters")]
    [InlineData("minClusters=0", "minClusters", "from 1 to 10000")]
    [InlineData("maxClusters=-1", "maxClusters", "from 1 to 10000")]
    [InlineData("minClusters=6&maxClusters=5", "minClusters", "minClusters is 6 and maxClusters is 5")]
    [InlineData("minClusters=1&maxClusters=101", "maxClusters", "at most 100")]
    [InlineData("selection=best", "selection", "auto, silhouette, elbow")]
    [InlineData("selection=0", "selection", "auto, silhouette, elbow")]
    [InlineData("input=orders", "input", "customers, transactions")]
    [InlineData("derive=yes", "derive", "true or false")]
    [InlineData("promote=1", "promote", "auto, true, false")]
    [InlineData("transform=log", "transform", "auto, none, log1p")]
    [InlineData("scaler=zscore", "scaler", "standard, robust, minmax, none")]
    [InlineData("outliers=drop", "outliers", "clip, keep")]
    [InlineData("restarts=0", "restarts", "from 1 to 1000")]
    [InlineData("restarts=1001", "restarts", "from 1 to 1000")]
    [InlineData("seed=-1", "seed", "from 0 to 9007199254740991")]
    [InlineData("seed=9007199254740992", "seed", "from 0 to 9007199254740991")]
    [InlineData("minShare=0,1", "minShare", "from 0 to 0.5")]
    [InlineData("minShare=0.51", "minShare", "from 0 to 0.5")]
    [InlineData("minShare=NaN", "minShare", "from 0 to 0.5")]
    [InlineData("id=", "id", "empty")]
    [InlineData("recency=x&recency=x", "recency", "given 2 times")]
    [InlineData("cluster=3", "cluster", "There is no query parameter 'cluster'; there are model, clusters,")]
    [InlineData("%3Cscript%3E=1", "<script>", "There is no query parameter")]
    public async Task Parameter_NotAllowed_IsRefusedByNameAndRange(string query, string parameter, string detail)
    {
        var answer = await app.RefusedAsync(HttpMethod.Post, "/train?" + query, Body.Csv(Values));

        Assert.Equal(parameter, answer.ExpectProblem(400, "invalid-parameter", detail).Text("parameter"));
    }

    [Theory]
    [InlineData("columns=x,nope", "columns", "nope")]
    [InlineData("exclude=nope", "exclude", "nope")]
    [InlineData("id=nope", "id", "nope")]
    [InlineData("recency=nope", "recency", "nope")]
    [InlineData("frequency=nope", "frequency", "nope")]
    [InlineData("monetary=nope", "monetary", "nope")]
    [InlineData("tenure=nope", "tenure", "nope")]
    public async Task Parameter_NamesAColumnThatIsNotThere_IsRefusedWithThoseThatAre(string query, string parameter, string column)
    {
        var answer = await app.RefusedAsync(HttpMethod.Post, "/train?" + query, Body.Csv(Values));

        Assert.Equal(column, answer.ExpectProblem(422, "unknown-column", parameter, "'customer', 'x'").Text("column"));
    }

    [Fact]
    public void Parameters_OfTheContract_AreAllThere()
    {
        Assert.Equal(
            "amount,amountPer,asOf,clusters,columns,countStatus,currency,customer,date,dateFormat,decimal,derive,dryRun,encode,exclude,file,frequency,guests,id,input,invoice,label.COLUMN,maxClusters,minClusters,minShare,model,monetary,outliers,parent,price,promote,quantity,recency,restarts,scaler,seed,selection,sheet,skipLines,status,table,tenure,time,transform",
            string.Join(',', TrainQuery.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal)));
        Assert.Equal("10 42 0.01", string.Join(' ', ((string[])["restarts", "seed", "minShare"])
            .Select(name => TrainQuery.Parameters.Single(parameter => parameter.Name == name).Default)));
    }

    [Fact]
    public async Task Defaults_WrittenOut_AreTheDefaults()
    {
        var query = string.Join('&', TrainQuery.Parameters.Where(parameter => parameter.Default is not null).Select(parameter => $"{parameter.Name}={parameter.Default}"));
        var plain = await app.TrainedAsync(Tables.Shop(60), "?restarts=2&model=defaults");
        var written = await app.TrainedAsync(Tables.Shop(60), "?" + query.Replace("restarts=10", "restarts=2", StringComparison.Ordinal).Replace("model=default", "model=defaults", StringComparison.Ordinal) + "&parent=none"); // else the first one is its parent

        Assert.Equal(plain.Text("fingerprint"), written.Text("fingerprint"));
        Assert.Equal(
            app.ModelHash("defaults", 1), app.ModelHash("defaults", written.Int("version")));
    }
}

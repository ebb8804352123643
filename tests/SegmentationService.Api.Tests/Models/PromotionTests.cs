namespace SegmentationService.Api.Tests.Models;

/// <summary>What serves is not replaced by accident, and two who change what serves notice each other.</summary>
public class PromotionTests
{
    private const string Shop = "id,recency_days,frequency\na,1,9\nb,2,8\nc,3,9\nd,90,1\ne,95,2\n";
    private const string Mall = "id,Age,Income\na,20,9\nb,21,8\nc,22,9\nd,60,1\ne,61,2\n";

    [Fact]
    public async Task Auto_OtherFields_StoresWithoutReplacingWhatServes()
    {
        await using var app = new SegmentationApp();
        Assert.True((await app.TrainedAsync(Shop, "?clusters=2")).GetProperty("promoted").GetBoolean());
        const string customer = """{"recency_days": 1, "frequency": 9}""";
        var before = (await app.PredictAsync(customer)).Expect(200).ToString();

        var second = await app.TrainedAsync(Mall, "?clusters=2");

        Assert.False(second.GetProperty("promoted").GetBoolean());
        var notice = Assert.Single(second.Notices("not_promoted"));
        foreach (var words in (string[])["'recency_days', 'frequency'", "'Age', 'Income'", "PUT /models/default/aliases/champion with {\"version\": 2}", "promote=true"]) Assert.Contains(words, notice, StringComparison.Ordinal);
        Assert.Equal(before, (await app.PredictAsync(customer)).Expect(200).ToString());
        Assert.Equal(notice, Assert.Single((await app.GetAsync("/models/default/versions/2")).Expect(200).Notices("not_promoted")));

        (await app.PutAliasAsync("champion", """{"version": 2}""")).Expect(200);
        var promoted = (await app.GetAsync("/models/default/versions/2")).Expect(200);
        Assert.True(promoted.GetProperty("promoted").GetBoolean());
        Assert.Empty(promoted.Notices("not_promoted"));
        Assert.False((await app.GetAsync("/models/default/versions/1")).Expect(200).GetProperty("promoted").GetBoolean());
    }

    [Theory]
    [InlineData("id,Recency Days,FREQUENCY\na,1,9\nb,2,8\nc,3,9\nd,90,1\n", "", true)] // predictions find these by the same names
    [InlineData("id,frequency,recency_days\na,9,1\nb,8,2\nc,9,3\nd,1,90\n", "&scaler=robust", true)]
    [InlineData("id,recency_days,frequency,age\na,1,9,20\nb,2,8,30\nc,3,9,40\nd,90,1,21\n", "", false)]
    [InlineData("id,recency_days,age\na,1,20\nb,2,30\nc,3,40\nd,90,21\n", "", false)]
    [InlineData("id,recency_days,frequency\na,1,often\nb,2,often\nc,3,seldom\nd,90,seldom\n", "&encode=frequency", false)] // words where numbers are sent
    [InlineData(Mall, "&promote=true", true)]
    [InlineData(Shop, "&promote=false", false)]
    public async Task Promote_ByWhatIsRead_IsDoneOrNot(string csv, string query, bool isPromoted)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Shop, "?clusters=2");

        var report = (await app.TrainAsync(csv, "?clusters=2&dryRun=true" + query)).Expect(200);
        var trained = await app.TrainedAsync(csv, "?clusters=2" + query);

        Assert.Equal((isPromoted, isPromoted), (report.GetProperty("promoted").GetBoolean(), trained.GetProperty("promoted").GetBoolean()));
        var isLeftOpen = !query.Contains("promote", StringComparison.Ordinal);
        Assert.Equal((isLeftOpen && !isPromoted, isLeftOpen && !isPromoted), (report.Notices("not_promoted").Length == 1, trained.Notices("not_promoted").Length == 1));
        Assert.Equal(isPromoted ? 2 : 1, (await app.GetAsync("/models/default")).Expect(200).GetProperty("aliases").Int("champion"));
    }

    [Fact]
    public async Task Import_OtherFields_WaitsAsATrainingDoes()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Shop, "?clusters=2");
        await app.TrainedAsync(Mall, "?clusters=2&model=mall");

        var imported = (await app.ImportAsync("default", await app.ExportAsync("mall", "1"))).Expect(201);
        Assert.False(imported.GetProperty("promoted").GetBoolean());
        Assert.Single(imported.Notices("not_promoted"));

        // What it says of the one store is not true of another.
        Assert.Empty((await app.ImportAsync("fresh", await app.ExportAsync("default", "2"))).Expect(201).Notices("not_promoted"));
    }

    [Fact]
    public async Task Alias_TwoWhoMoveIt_TheSecondIsToldAndChangesNothing()
    {
        await using var app = new SegmentationApp();
        for (var i = 0; i < 3; i++) await app.TrainedAsync(Shop, "?clusters=2");
        var seen = await app.GetAsync("/models/default/aliases/champion");
        Assert.Equal(3, seen.Expect(200).Int("version"));
        var tag = seen.Headers.ETag!.ToString();

        var first = await MoveAsync("""{"version": 1}""", ("If-Match", tag));
        var second = await MoveAsync("""{"version": 2}""", ("If-Match", tag));

        first.Expect(200);
        second.ExpectProblem(412, "changed-meanwhile", "points at version 1 now");
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(1, (await app.GetAsync("/models/default/aliases/champion")).Expect(200).Int("version"));
        (await MoveAsync("""{"version": 2}""", ("If-Match", "W/" + second.Headers.ETag))).Expect(200); // as behind a proxy that compresses
        (await MoveAsync("""{"version": 1}""")).Expect(200);
        (await MoveAsync("""{"version": 1}""", ("If-None-Match", "*"))).ExpectProblem(412, "changed-meanwhile");
        (await MoveAsync("""{"version": 3}""", ("If-Match", "1"))).ExpectProblem(400, "invalid-parameter", "If-Match is '1'", "in double quotes");

        Task<Answer> MoveAsync(string body, params (string, string)[] headers) => app.SendAsync(HttpMethod.Put, "/models/default/aliases/champion", Body.Json(body), headers);
    }

    [Fact]
    public async Task Alias_RemovedOnlyAsItWasSeen()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Shop, "?clusters=2");
        await app.TrainedAsync(Shop, "?clusters=2");
        var made = (await app.SendAsync(HttpMethod.Put, "/models/default/aliases/blue", Body.Json("""{"version": 1}"""), ("If-None-Match", "*"))).Headers.ETag!.ToString();
        (await app.PutAliasAsync("blue", """{"version": 2}""")).Expect(200);

        (await app.SendAsync(HttpMethod.Delete, "/models/default/aliases/blue", null, ("If-Match", made))).ExpectProblem(412, "changed-meanwhile", "version 2 now");
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, "/models/default/aliases/blue", null, ("If-Match", "\"2\""))).Status);

        (await app.GetAsync("/models/default/aliases/blue")).ExpectProblem(404, "unknown-alias", "the aliases are champion");
        (await app.SendAsync(HttpMethod.Put, "/models/default/aliases/blue", Body.Json("""{"version": 1}"""), ("If-Match", made))).ExpectProblem(412, "changed-meanwhile", "has no alias blue now");
    }
}

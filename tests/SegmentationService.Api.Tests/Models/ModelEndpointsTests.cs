using System.Text.Json;

namespace SegmentationService.Api.Tests.Models;

/// <summary>The models, their versions and aliases. Every test has models of its own.</summary>
public class ModelEndpointsTests
{
    [Fact]
    public async Task Models_OfAnEmptyStore_AreNone()
    {
        await using var app = new SegmentationApp();

        var list = (await app.GetAsync("/models")).Expect(200);

        Assert.Empty(list.Items("models"));
        Assert.Empty(list.Items("setAside"));
        (await app.GetAsync("/models/default")).ExpectProblem(404, "unknown-model", "'default'", "no models yet");
    }

    [Fact]
    public async Task Models_AfterTraining_ListVersionsAndAliases()
    {
        await using var app = new SegmentationApp();
        var first = await app.TrainedAsync(Tables.Five, "?model=b&clusters=2");
        var second = await app.TrainedAsync(Tables.Five, "?model=b&clusters=1");
        await app.TrainedAsync(Tables.Five, "?model=a&clusters=2");
        (await app.PutAliasAsync("blue", """{"version": 1}""", "b")).Expect(200);

        var list = (await app.GetAsync("/models")).Expect(200);

        Assert.Equal(["a", "b"], list.Items("models").Select(model => model.Text("model")));
        var model = list.Items("models")[1];
        Assert.Equal(model.ToString(), (await app.GetAsync("/models/b")).Expect(200).ToString());
        Assert.Equal("""{"blue":1,"champion":2}""", model.GetProperty("aliases").ToString());
        var versions = model.Items("versions");
        Assert.Equal([1, 2], versions.Select(version => version.Int("version")));
        Assert.Equal([2, 1], versions.Select(version => version.Int("clusters")));
        Assert.Equal([5, 5], versions.Select(version => version.Int("customers")));
        Assert.Equal([first.Text("fingerprint"), second.Text("fingerprint")], versions.Select(version => version.Text("fingerprint")));
        Assert.Equal(first.Text("createdAt"), versions[0].Text("createdAt"));
        Assert.Equal(first.GetProperty("quality").Number("silhouette"), versions[0].Number("silhouette"));
        Assert.Equal(JsonValueKind.Null, versions[1].GetProperty("silhouette").ValueKind);
        Assert.Equal(["""["blue"]""", """["champion"]"""], versions.Select(version => version.GetProperty("aliases").ToString()));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("champion")]
    public async Task Version_ByNumberOrAlias_IsWhatTrainingAnswered(string version)
    {
        await using var app = new SegmentationApp();
        var trained = await app.TrainAsync(Tables.Shop(50), "?maxClusters=3&restarts=1");

        var answer = await app.GetAsync($"/models/default/versions/{version}");

        Assert.Equal(trained.Text, answer.Text);
        Assert.Equal("/models/default/versions/1", trained.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Version_KnownETag_Is304AsLongAsNothingChanged()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var tag = (await app.GetAsync("/models/default/versions/champion")).Headers.ETag!.Tag;

        foreach (var known in (string[])[tag, "W/" + tag, "*", $"\"other\", {tag}"])
        {
            var answer = await app.GetAsync("/models/default/versions/champion", ("If-None-Match", known));
            Assert.Equal((304, ""), (answer.Status, answer.Text));
            Assert.Equal(tag, answer.Headers.ETag?.Tag);
        }

        Assert.Equal(200, (await app.GetAsync("/models/default/versions/champion", ("If-None-Match", "\"other\""))).Status);
        await app.TrainedAsync(Tables.Five, "?clusters=2"); // the same model, another version
        Assert.Equal(200, (await app.GetAsync("/models/default/versions/champion", ("If-None-Match", tag))).Status);
        Assert.Equal(200, (await app.GetAsync("/models/default/versions/1", ("If-None-Match", tag))).Status); // it serves no more, and says so
        (await app.PutAliasAsync("champion", """{"version": 1}""")).Expect(200);
        Assert.Equal(304, (await app.GetAsync("/models/default/versions/1", ("If-None-Match", tag))).Status);
    }

    [Fact]
    public async Task Customers_OfAVersion_AreCsvInInputOrder()
    {
        await using var app = new SegmentationApp();
        var trained = await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        var names = trained.Items("segments").Select(segment => segment.Text("name")).ToArray();

        var answer = await app.GetAsync("/models/default/versions/1/customers");
        var rows = CsvRows.Parse(answer.Text);

        Assert.Equal("text/csv", answer.ContentType);
        Assert.Equal("default-1-customers.csv", answer.ContentHeaders.ContentDisposition?.FileName);
        Assert.Equal(["id", "segment", "name", "confidence", "distance", "outlier"], rows[0]);
        Assert.Equal(["C1", "C2", "C3", "C4", "C5"], rows.Skip(1).Select(row => row[0]));
        Assert.Equal(["1", "1", "1", "2", "2"], rows.Skip(1).Select(row => row[1]));
        Assert.Equal([names[0], names[0], names[0], names[1], names[1]], rows.Skip(1).Select(row => row[2]));
        Assert.Equal(["1", "0", "1", "1", "1"], rows.Skip(1).Select(row => row[4]));
        Assert.All(rows.Skip(1), row => Assert.Equal("false", row[5]));
    }

    [Fact]
    public async Task Customers_AcceptingGzip_AreTheSameCompressed()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Shop(80), "?clusters=2&restarts=1");
        var plain = await app.GetAsync("/models/default/versions/1/customers");

        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/models/default/versions/1/customers");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "br, gzip");
        using var response = await client.SendAsync(request);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var unpacked = new System.IO.Compression.GZipStream(await response.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);

        Assert.Equal(plain.Text, await reader.ReadToEndAsync());
        Assert.Empty(plain.ContentHeaders.ContentEncoding);
    }

    [Theory]
    [InlineData("/models/nope", "unknown-model", "the models are default")]
    [InlineData("/models/nope/versions/1", "unknown-model", "the models are default")]
    [InlineData("/models/nope/versions/1/customers", "unknown-model", "the models are default")]
    [InlineData("/models/..%2F..", "unknown-model", "the models are default")]
    [InlineData("/models/DEFAULT", "unknown-model", "the models are default")]
    [InlineData("/models/default/versions/2", "unknown-version", "1, champion")]
    [InlineData("/models/default/versions/0", "unknown-version", "1, champion")]
    [InlineData("/models/default/versions/01", "unknown-version", "1, champion")]
    [InlineData("/models/default/versions/Champion", "unknown-version", "1, champion")]
    [InlineData("/models/default/versions/2/customers", "unknown-version", "1, champion")]
    public async Task Get_UnknownModelOrVersion_NamesThoseThatExist(string path, string kind, string detail)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.RefusedAsync(HttpMethod.Get, path, null)).ExpectProblem(404, kind, detail);
    }

    [Theory]
    [InlineData("GET", "/models/default/versions/1?limits=1")]
    [InlineData("GET", "/models/default/versions/1/customers?limits=1")]
    [InlineData("DELETE", "/models/default/versions/1?limits=1")]
    [InlineData("DELETE", "/models/default/aliases/blue?limits=1")]
    public async Task Models_UnknownQueryParameter_IsRefused(string method, string path)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        Assert.Equal("limits", (await app.RefusedAsync(new HttpMethod(method), path, null)).ExpectProblem(400, "invalid-parameter", "'limits'").Text("parameter"));
    }

    [Fact]
    public async Task PutAlias_NewAndExisting_PointsAtTheVersion()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=3");

        var answer = (await app.PutAliasAsync("blue-2_x", """{"version": 1}""")).Expect(200);

        Assert.Equal("""{"model":"default","alias":"blue-2_x","version":1}""", answer.ToString());
        Assert.Equal(2, (await app.GetAsync("/models/default/versions/blue-2_x")).Expect(200).Int("clusters"));
        (await app.PutAliasAsync("blue-2_x", """{"version": 2}""")).Expect(200);
        await using var restarted = await app.RestartAsync();
        Assert.Equal(3, (await restarted.GetAsync("/models/default/versions/blue-2_x")).Expect(200).Int("clusters"));
    }

    [Theory]
    [InlineData("12", """{"version": 1}""", 400, "alias", "no number")]
    [InlineData("Blue", """{"version": 1}""", 400, "alias", "lower-case")]
    [InlineData("-a", """{"version": 1}""", 400, "alias", "begins with")]
    [InlineData("a%2Fb", """{"version": 1}""", 400, "alias", "lower-case")]
    [InlineData("blue", "{}", 400, "version", "\"version\": 2")]
    [InlineData("blue", "null", 400, "version", "\"version\": 2")]
    [InlineData("blue", """{"version": null}""", 400, "version", "\"version\": 2")]
    [InlineData("blue", """{"version": 3}""", 404, "version", "1, 2, champion")]
    [InlineData("blue", """{"version": 0}""", 404, "version", "1, 2, champion")]
    [InlineData("champion", """{"version": -1}""", 404, "version", "1, 2, champion")]
    public async Task PutAlias_BadNameOrVersion_IsRefused(string alias, string body, int status, string parameter, string detail)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        var answer = await app.RefusedAsync(HttpMethod.Put, $"/models/default/aliases/{alias}", Body.Json(body));

        Assert.Equal(parameter, answer.ExpectProblem(status, status == 400 ? "invalid-parameter" : "unknown-version", detail).Text("parameter"));
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("{\"version\": ", "application/json", 400)]
    [InlineData("{\"version\": 1.5}", "application/json", 400)]
    [InlineData("{\"version\": 99999999999}", "application/json", 400)]
    [InlineData("[1]", "application/json", 400)]
    [InlineData("version=1", "application/x-www-form-urlencoded", 415)]
    public async Task PutAlias_BodyOfAnotherKind_IsAProblemInWordsOfTheCaller(string body, string type, int status)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        var answer = await app.RefusedAsync(HttpMethod.Put, "/models/default/aliases/blue", new Body(System.Text.Encoding.UTF8.GetBytes(body), type));

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("/problems/", answer.Json.Text("type"), StringComparison.Ordinal);
        Assert.DoesNotContain("AliasRequest", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Service", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutAlias_UnknownModel_NamesThoseThatExist()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.RefusedAsync(HttpMethod.Put, "/models/nope/aliases/blue", Body.Json("""{"version": 1}"""))).ExpectProblem(404, "unknown-model", "the models are default");
    }

    [Fact]
    public async Task DeleteAlias_Existing_IsGone()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        (await app.PutAliasAsync("blue", """{"version": 1}""")).Expect(200);

        var answer = await app.DeleteAsync("/models/default/aliases/blue");

        Assert.Equal((204, ""), (answer.Status, answer.Text));
        (await app.DeleteAsync("/models/default/aliases/blue")).ExpectProblem(404, "unknown-alias", "'blue'", "champion");
        (await app.GetAsync("/models/default/versions/blue")).ExpectProblem(404, "unknown-version", "1, champion");
    }

    [Fact]
    public async Task DeleteAlias_ChampionOrUnknownModel_IsRefused()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.RefusedAsync(HttpMethod.Delete, "/models/default/aliases/champion", null)).ExpectProblem(409, "champion-is-fixed", "champion cannot be removed");
        (await app.RefusedAsync(HttpMethod.Delete, "/models/nope/aliases/blue", null)).ExpectProblem(404, "unknown-model", "the models are default");
    }

    [Fact]
    public async Task DeleteVersion_ThatNoAliasPointsAt_IsGoneAndItsNumberIsNotUsedAgain()
    {
        await using var app = new SegmentationApp();
        for (var i = 0; i < 3; i++) await app.TrainedAsync(Tables.Five, "?clusters=2&promote=false");
        (await app.PutAliasAsync("champion", """{"version": 1}""")).Expect(200);

        Assert.Equal(204, (await app.DeleteAsync("/models/default/versions/3")).Status);

        Assert.False(Directory.Exists(app.Folder.At("default", "3")));
        (await app.GetAsync("/models/default/versions/3")).ExpectProblem(404, "unknown-version", "1, 2, champion");
        (await app.PredictAsync("""{"x": 1}""", "?version=3")).ExpectProblem(404, "unknown-version");
        Assert.Equal(4, (await app.TrainedAsync(Tables.Five, "?clusters=2&promote=false")).Int("version"));
        Assert.Equal(204, (await app.DeleteAsync("/models/default/versions/4")).Status);
        await using var restarted = await app.RestartAsync();
        Assert.Equal(5, (await restarted.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
    }

    [Theory]
    [InlineData("1", 409, "version-in-use", "champion")]
    [InlineData("2", 409, "version-in-use", "blue")]
    [InlineData("champion", 409, "version-in-use", "Version 1")]
    [InlineData("3", 404, "unknown-version", "1, 2, blue, champion")]
    [InlineData("0", 404, "unknown-version", "1, 2, blue, champion")]
    [InlineData("01", 404, "unknown-version", "1, 2, blue, champion")]
    [InlineData("latest", 404, "unknown-version", "1, 2, blue, champion")]
    public async Task DeleteVersion_PinnedOrUnknown_IsRefused(string version, int status, string kind, string detail)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=2&promote=false");
        (await app.PutAliasAsync("blue", """{"version": 2}""")).Expect(200);

        (await app.RefusedAsync(HttpMethod.Delete, $"/models/default/versions/{version}", null)).ExpectProblem(status, kind, detail);
    }

    [Fact]
    public async Task DeleteVersion_TheLastOne_LeavesNoModelButCountsOn()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2&promote=false");

        Assert.Equal(204, (await app.DeleteAsync("/models/default/versions/1")).Status);

        Assert.Empty((await app.GetAsync("/models")).Expect(200).Items("models"));
        (await app.PredictAsync("""{"x": 1}""")).ExpectProblem(409, "not-trained");
        Assert.Equal(2, (await app.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
    }

    [Fact]
    public async Task Models_DamagedVersion_IsSetAsideAndTheOthersServe()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        await app.TrainedAsync(Tables.Five, "?clusters=3&promote=false");
        File.AppendAllText(app.Folder.At("default", "2", "model.json"), " ");

        await using var restarted = await app.RestartAsync();

        var list = (await restarted.GetAsync("/models")).Expect(200);
        var left = Assert.Single(list.Items("setAside"));
        Assert.Equal("default/2", left.Text("name"));
        Assert.Contains("model.json", left.Text("reason"), StringComparison.Ordinal);
        Assert.Equal(1, (await restarted.PredictAsync("""{"x": 1}""")).Expect(200).Int("version"));
        Assert.Equal(3, (await restarted.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
    }
}

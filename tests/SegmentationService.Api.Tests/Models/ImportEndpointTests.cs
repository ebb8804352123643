namespace SegmentationService.Api.Tests.Models;

/// <summary>From staging to production: a version as one file, given away and taken in.</summary>
public class ImportEndpointTests
{
    [Fact]
    public async Task Import_OfAnExport_ServesTheSameInAnotherService()
    {
        await using var staging = new SegmentationApp();
        await using var production = new SegmentationApp();
        var trained = await staging.TrainedAsync(Tables.Shop(60), "?maxClusters=3&restarts=1");
        await production.TrainedAsync(Tables.Five, "?clusters=2");

        var answer = await production.ImportAsync("default", await staging.ExportAsync("default", "champion"), "?promote=true");

        var imported = answer.Expect(201);
        Assert.Equal("/models/default/versions/2", answer.Headers.Location?.ToString());
        Assert.Equal(trained.ToString().Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal), imported.ToString());
        Assert.Equal(answer.Text, (await production.GetAsync("/models/default/versions/champion")).Text);
        const string Customer = """{"recency_days": 30, "frequency": 4, "monetary": 120.5, "tenure_days": 300}""";
        Assert.Equal(
            (await staging.PredictAsync(Customer)).Expect(200).ToString().Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal),
            (await production.PredictAsync(Customer)).Expect(200).ToString());
        Assert.Equal(await staging.CustomersAsync(), await production.CustomersAsync());
        Assert.Equal(staging.ModelHash("default", 1), production.ModelHash("default", 2));
    }

    [Fact]
    public async Task Import_IntoANewModelWithoutPromoting_HasNoChampion()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        var imported = (await app.ImportAsync("copy", await app.ExportAsync("default", "1"), "?promote=false")).Expect(201);

        Assert.Equal(("copy", 1), (imported.Text("model"), imported.Int("version")));
        (await app.PredictAsync("""{"x": 1}""", "?model=copy")).ExpectProblem(404, "unknown-version");
        (await app.PredictAsync("""{"x": 1}""", "?model=copy&version=1")).Expect(200);
        Assert.Equal(2, (await app.ImportAsync("copy", await app.ExportAsync("copy", "1"))).Expect(201).Int("version"));
        (await app.PredictAsync("""{"x": 1}""", "?model=copy")).Expect(200);
    }

    [Theory]
    [InlineData("DEFAULT", "", "application/zip", 400, "invalid-parameter")]
    [InlineData("..%2Fother", "", "application/zip", 400, "invalid-parameter")]
    [InlineData("default", "?promote=maybe", "application/zip", 400, "invalid-parameter")]
    [InlineData("default", "?limit=1", "application/zip", 400, "invalid-parameter")]
    [InlineData("default", "", "text/csv", 415, "unsupported-media-type")]
    [InlineData("default", "", null, 415, "unsupported-media-type")]
    [InlineData("default", "", "application/zip", 400, "invalid-archive")]
    [InlineData("default", "", "application/octet-stream", 400, "invalid-archive")]
    public async Task Import_OfSomethingElse_IsRefused(string model, string query, string? type, int status, string kind)
    {
        await using var app = new SegmentationApp();

        var answer = await app.RefusedAsync(HttpMethod.Post, $"/models/{model}/import{query}", new Body("no zip file at all, whatever it is called"u8.ToArray(), type));

        answer.ExpectProblem(status, kind);
    }

    [Fact]
    public async Task Import_EmptyCompressedDamagedOrTooLarge_IsRefused()
    {
        await using var app = SegmentationApp.With(("Reading:MaxBodyBytes", "100000"));
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var archive = await app.ExportAsync("default", "1");
        const string Path = "/models/default/import";

        (await app.RefusedAsync(HttpMethod.Post, Path, new Body([], "application/zip"))).ExpectProblem(400, "empty-body");
        (await app.RefusedAsync(HttpMethod.Post, Path, new Body(archive, "application/zip").Compressed("gzip"))).ExpectProblem(415, "unsupported-media-type", "Content-Encoding");
        (await app.RefusedAsync(HttpMethod.Post, Path, new Body(archive[..^1], "application/zip"))).ExpectProblem(400, "invalid-archive");
        var changed = (byte[])archive.Clone();
        changed[200] ^= 1; // in the compressed manifest
        Assert.InRange((await app.RefusedAsync(HttpMethod.Post, Path, new Body(changed, "application/zip"))).Status, 400, 422);
        (await app.RefusedAsync(HttpMethod.Post, Path, new Body(new byte[100_001], "application/zip"))).ExpectProblem(413, "body-too-large", "100000");
        (await app.ImportAsync("default", archive)).Expect(201);
    }

    [Fact]
    public async Task Export_Version_IsAZipFileWithItsName()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        var answer = await app.GetAsync("/models/default/versions/champion/export");

        Assert.Equal((200, "application/zip"), (answer.Status, answer.ContentType));
        Assert.Equal("default-1.zip", answer.ContentHeaders.ContentDisposition?.FileName);
        (await app.RefusedAsync(HttpMethod.Get, "/models/default/versions/7/export", null)).ExpectProblem(404, "unknown-version", "1, champion");
        (await app.RefusedAsync(HttpMethod.Get, "/models/nope/versions/1/export", null)).ExpectProblem(404, "unknown-model");
        (await app.RefusedAsync(HttpMethod.Get, "/models/default/versions/1/export?limit=1", null)).ExpectProblem(400, "invalid-parameter");
    }
}

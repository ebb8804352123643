using SegmentationService.Api.Tests.Attacks;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Security;

/// <summary>What is too much is refused, by the service with a problem, and by its server before that with a status.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("../etc")]
    [InlineData("..%2fetc")]
    [InlineData("%2e%2e%2fetc")]
    [InlineData("..%5cetc")]
    [InlineData("a%0a")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a.b")]
    [InlineData("con")]
    [InlineData("nul")]
    [InlineData("com1")]
    [InlineData("lpt9")]
    public async Task Name_OfAModel_ThatIsNone_IsRefusedEverywhere(string name)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var before = await app.StateAsync();
        var around = Directory.GetFileSystemEntries(app.Folder.Path, "*", SearchOption.AllDirectories).Order();

        (await app.TrainAsync(Tables.Five, $"?clusters=2&model={name}")).ExpectProblem(400, "invalid-parameter", "lower-case letters");
        (await app.PredictAsync("""{"x": 1}""", $"?model={name}")).ExpectProblem(404, "unknown-model");
        Assert.InRange((await app.GetAsync($"/models/{name}/versions/1")).Status, 400, 404);
        Assert.InRange((await app.GetAsync($"/models/{name}/versions/1/customers")).Status, 400, 404);
        Assert.InRange((await app.GetAsync($"/models/default/versions/{name}")).Status, 400, 404);
        Assert.InRange((await app.DeleteAsync($"/models/{name}/versions/1")).Status, 400, 405);
        Assert.InRange((await app.PutAliasAsync("test", """{"version": 1}""", name)).Status, 400, 405);

        Assert.Equal(before, await app.StateAsync());
        Assert.Equal(around, Directory.GetFileSystemEntries(app.Folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task Cell_LongerThanARowMayBe_IsRefused()
    {
        await using var app = SegmentationApp.With(("Reading:MaxRecordBytes", "100000"));
        var cell = new string('x', 200_000);

        (await app.TrainAsync($"id,x\n{cell},1\n")).ExpectProblem(400, "invalid-csv", "100000");
        (await app.TrainAsync(Body.Json($$"""[{"id": "{{cell}}", "x": 1}]"""))).ExpectProblem(400, "invalid-json", "100000");
    }

    /// <summary>A small compressed body can hold very many customers, whose answers would fill the disk.</summary>
    [Fact]
    public async Task Batch_OfMoreCustomersThanATableMayHave_IsRefused()
    {
        await using var app = SegmentationApp.With(("Reading:MaxCustomers", "5000"));
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        string Rows(int count) => "x\n" + string.Concat(Enumerable.Repeat("1\n", count));

        (await app.PredictBatchAsync(Body.Csv(Rows(5001)))).ExpectProblem(413, "too-many-customers", "5000");
        (await app.PredictBatchAsync(Body.NdJson(string.Concat(Enumerable.Repeat("{\"x\":1}\n", 5001))))).ExpectProblem(413, "too-many-customers", "5000");
        Assert.Equal(5000, (await app.PredictBatchAsync(Body.Csv(Rows(5000)))).Expect(200).GetArrayLength());
    }

    [Fact]
    public async Task Json_NestedTooDeeply_IsRefused()
    {
        await using var app = SegmentationApp.With(("Reading:MaxJsonDepth", "4"));
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var nested = string.Concat(Enumerable.Repeat("[", 100_000));

        (await app.TrainAsync(Body.Json($$"""[{"x": {{nested}}"""))).ExpectProblem(400, "invalid-json");
        (await app.PredictAsync($$"""{"x": {{nested}}""")).ExpectProblem(400, "invalid-json");
        (await app.PredictAsync($$"""{"y": {{nested}}""")).ExpectProblem(400, "invalid-json");
        (await app.PutAliasAsync("test", $$"""{"version": {{nested}}""")).ExpectProblem(400, "invalid-json");
    }

    [Fact]
    public async Task Server_RequestsThatAreTooMuch_AreAnsweredAndClosed()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(
            folder.Path, "--Limits:MaxHeaderBytes=4096", "--Limits:MaxHeaders=20", "--Limits:MaxRequestLineBytes=1000", "--Limits:HeaderSeconds=1", "--Limits:MinBodyBytesPerSecond=100000", "--Limits:BodyGraceSeconds=2", "--Limits:MaxJsonBodyBytes=2000");
        using (running)
        using (client)
        {
            var port = client.BaseAddress!.Port;
            Assert.StartsWith("HTTP/1.1 431", await RawHttp.ExchangeAsync(port, $"GET /models HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('a', 5000)}\r\n\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 431", await RawHttp.ExchangeAsync(port, $"GET /models HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 30).Select(i => $"X-{i}: a\r\n"))}\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 414", await RawHttp.ExchangeAsync(port, $"GET /models?x={new string('a', 2000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 408", await RawHttp.ExchangeAsync(port, "GET /models HTTP/1.1\r\nHost: localhost\r\nX-Slow:"), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 400", await RawHttp.ExchangeAsync(port, "GET /models HTTP/1.1\r\nHost: localhost\r\nX-Nul: a\0b\r\n\r\n"), StringComparison.Ordinal);

            await TrainAsync(client);
            foreach (var name in (string[])["%2e%2e", "a%00b", "..%00", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "con"])
            {
                foreach (var address in (string[])[$"GET /models/{name}/versions/1", $"GET /models/{name}", $"GET /models/default/versions/{name}/customers", $"DELETE /models/{name}/versions/1", $"GET /swagger/{name}"])
                    // A path of dots alone is that of the dashboard.
                    Assert.Matches("^HTTP/1.1 (40[045]|200 OK[\\s\\S]*<title>SegmentationService</title>)", await RawHttp.ExchangeAsync(port, $"{address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
                var trained = await RawHttp.ExchangeAsync(port, $"POST /train?model={name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/csv\r\nContent-Length: {Tables.Five.Length}\r\n\r\n{Tables.Five}");
                Assert.Contains("/problems/invalid-parameter", trained, StringComparison.Ordinal);
            }

            Assert.Equal(["default"], Directory.GetDirectories(folder.Models).Select(Path.GetFileName));

            // A body that stops coming: the endpoint waits for it, and answers with a problem.
            foreach (var (path, type, start) in ((string, string, string)[])[("/train", "text/csv", "id,x\na,1\n"), ("/predict/batch", "text/csv", "x\n1\n"), ("/predict", "application/json", "{\"x\":")])
            {
                var slow = await RawHttp.ExchangeAsync(port, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n{start}");
                Assert.StartsWith("HTTP/1.1 408", slow, StringComparison.Ordinal);
                Assert.Contains("/problems/request-timeout", slow, StringComparison.Ordinal);
            }

            using var large = await client.PutAsync("/models/default/aliases/test", Body.Json($$"""{"version": 1, "x": "{{new string('x', 3000)}}"}""").ToContent());
            (await Answer.OfAsync(large)).ExpectProblem(413, "body-too-large", "2000");
        }
    }

    private static async Task TrainAsync(HttpClient client)
    {
        using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent());
        (await Answer.OfAsync(trained)).Expect(201);
    }
}

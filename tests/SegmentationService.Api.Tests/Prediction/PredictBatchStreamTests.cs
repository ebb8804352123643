using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Large batches over a real connection: no client waits for ever, and no one ever gets half an answer.</summary>
public class PredictBatchStreamTests
{
    private const int Rows = 250_000;

    /// <summary>
    /// A client over HTTP/1.1 reads nothing before it has sent everything. The answer is far larger than what a connection buffers:
    /// a service that sent it meanwhile would wait for the client, and the client for the service.
    /// </summary>
    [Theory]
    [InlineData("text/csv", Rows + 1)]
    [InlineData("application/x-ndjson", Rows)]
    [InlineData("application/json", Rows)]
    public async Task PredictBatch_ClientThatReadsOnlyAfterSending_GetsTheWholeAnswer(string accept, int expectedLines)
    {
        await using var app = await ServedAsync();
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict/batch");
        request.Content = new StringContent(RowsOf(0, Rows), Encoding.UTF8, "text/csv");
        request.Headers.Accept.ParseAdd(accept);

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(accept, response.Content.Headers.ContentType!.MediaType);
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expectedLines, lines.Length);
        Assert.Contains($"c{Rows - 1}", lines[^1], StringComparison.Ordinal);
        if (accept == "application/json") Assert.Equal(Rows, System.Text.Json.JsonDocument.Parse(body).RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    public async Task PredictBatch_BodyThatBreaksAtItsEnd_IsAProblemAndNotHalfAnAnswer(string accept)
    {
        await using var app = await ServedAsync();
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict/batch");
        request.Content = new StringContent(RowsOf(0, 60_000) + "oops,1,2\n", Encoding.UTF8, "text/csv");
        request.Headers.Accept.ParseAdd(accept);

        var answer = await Answer.OfAsync(await client.SendAsync(request));

        Assert.Equal(60_002, answer.ExpectProblem(400, "invalid-csv", "Line 60002 has 3 cells").Int("line"));
        (await app.GetAsync("/healthz/ready")).Expect(200);
    }

    [Fact]
    public async Task PredictBatch_ClientThatBreaksOff_LeavesTheServiceAsItWas()
    {
        await using var app = await ServedAsync();
        using (var client = new TcpClient())
        {
            var address = app.ClientOptions.BaseAddress;
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
                $"POST /predict/batch HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\n{RowsOf(0, 100)}"));
        }

        (await app.PredictAsync("""{"x": 1}""")).Expect(200);
    }

    [Fact]
    public async Task PredictBatch_BodyThatBreaksEarly_IsAProblem()
    {
        await using var app = await ServedAsync();

        var answer = await app.PredictBatchAsync(Body.Csv(RowsOf(0, 1_000) + "oops,1,2\n"));

        Assert.Equal(1_002, answer.ExpectProblem(400, "invalid-csv", "Line 1002 has 3 cells").Int("line"));
    }

    /// <summary>A refused body is no error in the log. The server closes the connection on one that is too large, so the client asks before it sends it.</summary>
    [Fact]
    public async Task Predict_RefusedBodies_AreNoErrorsOfTheServer()
    {
        await using var app = await ServedAsync();

        for (var i = 0; i < 3; i++)
        {
            (await app.PredictAsync("""{"x": """)).ExpectProblem(400, "invalid-json");
            var tooLarge = Body.Json($$"""{"x": 1, "n": "{{new string('n', 1 << 20)}}"}""");
            (await app.SendAsync(HttpMethod.Post, "/predict", tooLarge, ("Expect", "100-continue"))).ExpectProblem(413, "body-too-large");
        }

        Assert.DoesNotContain(app.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    private static async Task<SegmentationApp> ServedAsync()
    {
        // Not UseKestrel(0): that sets the port when the server may already have started.
        var app = SegmentationApp.With(("urls", "http://127.0.0.1:0"));
        app.UseKestrel();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        return app;
    }

    private static string RowsOf(int from, int to)
    {
        var csv = new StringBuilder(from == 0 ? "customer,x\n" : "");
        for (var i = from; i < to; i++) csv.Append(CultureInfo.InvariantCulture, $"c{i},{i % 13}\n");
        return csv.ToString();
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Large batches over a real connection: the answer begins before the body has ended, and half an answer never looks whole.</summary>
public class PredictBatchStreamTests
{
    private const int Rows = 100_000;

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    public async Task PredictBatch_AHundredThousandRows_AreAnsweredWhileTheyCome(string accept)
    {
        await using var app = await ServedAsync();
        using var client = app.CreateClient();
        var answerHasBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var body = new RowsContent(async write =>
        {
            await write(RowsOf(0, 60_000));
            await answerHasBegun.Task.WaitAsync(TimeSpan.FromMinutes(1)); // never, if the service waits for the end of the body
            await write(RowsOf(60_000, Rows));
        });

        using var response = await SendAsync(client, body, accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = 0;
        string? last = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            (lines, last) = (lines + 1, line);
            if (lines == 2) answerHasBegun.SetResult();
        }

        Assert.Equal(accept == "text/csv" ? Rows + 1 : Rows, lines);
        Assert.Contains($"c{Rows - 1}", last, StringComparison.Ordinal);
        if (accept == "application/json") Assert.EndsWith("]", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", "oops\n")]
    [InlineData("application/x-ndjson", "c,1,2\n")]
    [InlineData("application/json", "\"never closed\n")]
    public async Task PredictBatch_BodyThatBreaksAfterTheAnswerHasBegun_BreaksTheConnection(string accept, string broken)
    {
        await using var app = await ServedAsync();
        using var client = app.CreateClient();
        using var body = new RowsContent(async write =>
        {
            await write(RowsOf(0, 60_000));
            await write(broken);
        });

        using var response = await SendAsync(client, body, accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        Assert.Contains(app.Log.Requests, line => line.Text.Contains("broken off", StringComparison.Ordinal));
        (await app.GetAsync("/healthz/ready")).Expect(200);
    }

    [Fact]
    public async Task PredictBatch_BodyThatBreaksBeforeTheAnswerHasBegun_IsAProblem()
    {
        await using var app = await ServedAsync();
        using var client = app.CreateClient();
        using var body = new RowsContent(async write =>
        {
            await write(RowsOf(0, 1_000));
            await write("oops\n");
        });

        var answer = await Answer.OfAsync(await SendAsync(client, body, "application/json"));

        Assert.Equal(1_002, answer.ExpectProblem(400, "invalid-csv", "Line 1002 has 1 cell").Int("line"));
    }

    [Fact]
    public async Task PredictBatch_ClientThatGoesAway_LeavesTheServiceAsItWas()
    {
        await using var app = await ServedAsync();
        using var client = app.CreateClient();
        using var body = new RowsContent(async write =>
        {
            await write(RowsOf(0, 60_000));
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });

        using (var response = await SendAsync(client, body, "text/csv"))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        (await app.PredictAsync("""{"x": 1}""")).Expect(200);
    }

    private static async Task<SegmentationApp> ServedAsync()
    {
        var app = new SegmentationApp();
        app.UseKestrel(0);
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        return app;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpContent body, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict/batch") { Content = body };
        request.Headers.Accept.ParseAdd(accept);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static string RowsOf(int from, int to)
    {
        var csv = new StringBuilder(from == 0 ? "customer,x\n" : "");
        for (var i = from; i < to; i++) csv.Append(CultureInfo.InvariantCulture, $"c{i},{i % 13}\n");
        return csv.ToString();
    }

    /// <summary>CSV that is made while it is sent.</summary>
    private sealed class RowsContent : HttpContent
    {
        private readonly Func<Func<string, Task>, Task> _write;

        public RowsContent(Func<Func<string, Task>, Task> write)
        {
            _write = write;
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _write(async text =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
            await stream.FlushAsync();
        });

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

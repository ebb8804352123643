using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>
/// Large batches over a real connection, written and read at the same time: the answer begins before the body has ended, and half an
/// answer never looks whole.
/// </summary>
public class PredictBatchStreamTests
{
    private const int Rows = 100_000;
    private const int BeforeTheRest = 60_000;

    [Theory]
    [InlineData("text/csv", Rows + 1)]
    [InlineData("application/x-ndjson", Rows)]
    [InlineData("application/json", Rows)]
    public async Task PredictBatch_AHundredThousandRows_AreAnsweredWhileTheyCome(string accept, int expectedLines)
    {
        await using var app = await ServedAsync();
        using var connection = await RawExchange.OpenAsync(app, "text/csv", accept);

        await connection.SendAsync(RowsOf(0, BeforeTheRest));
        await connection.ReceiveAsync(1 << 20); // never, if the service waits for the end of the body
        await connection.SendAsync(RowsOf(BeforeTheRest, Rows));
        await connection.EndBodyAsync();
        var (status, body, isWhole) = await connection.ReceiveAllAsync();

        Assert.Equal(200, status);
        Assert.True(isWhole);
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expectedLines, lines.Length);
        Assert.Contains($"c{Rows - 1}", lines[^1], StringComparison.Ordinal);
        if (accept == "application/json") Assert.Equal(Rows, System.Text.Json.JsonDocument.Parse(body).RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("text/csv", "oops\n")]
    [InlineData("application/x-ndjson", "c,1,2\n")]
    [InlineData("application/json", "\"never closed\n")]
    public async Task PredictBatch_BodyThatBreaksAfterTheAnswerHasBegun_BreaksTheConnection(string accept, string broken)
    {
        await using var app = await ServedAsync();
        using var connection = await RawExchange.OpenAsync(app, "text/csv", accept);

        await connection.SendAsync(RowsOf(0, BeforeTheRest));
        await connection.SendAsync(broken);
        await connection.EndBodyAsync();
        var (status, body, isWhole) = await connection.ReceiveAllAsync();

        Assert.Equal(200, status);
        Assert.False(isWhole);
        Assert.True(body.Length > 1 << 20);
        Assert.False(body.TrimEnd().EndsWith(']'));
        Assert.Contains("broken off", Assert.Single(app.Log.Requests, line => line.Text.Contains("/predict/batch", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        (await app.GetAsync("/healthz/ready")).Expect(200);
    }

    [Fact]
    public async Task PredictBatch_ClientThatBreaksOff_LeavesTheServiceAsItWas()
    {
        await using var app = await ServedAsync();
        using (var connection = await RawExchange.OpenAsync(app, "text/csv", "text/csv"))
        {
            await connection.SendAsync(RowsOf(0, BeforeTheRest));
            await connection.ReceiveAsync(1 << 16);
        }

        (await app.PredictAsync("""{"x": 1}""")).Expect(200);
    }

    [Fact]
    public async Task PredictBatch_BodyThatBreaksBeforeTheAnswerHasBegun_IsAProblem()
    {
        await using var app = await ServedAsync();

        var answer = await app.PredictBatchAsync(Body.Csv(RowsOf(0, 1_000) + "oops\n"));

        Assert.Equal(1_002, answer.ExpectProblem(400, "invalid-csv", "Line 1002 has 1 cell").Int("line"));
    }

    /// <summary>Behind a refused body the connection is as good as new, and there is no error in the log.</summary>
    [Fact]
    public async Task Predict_RefusedBodies_AreNoErrorsOfTheServer()
    {
        await using var app = await ServedAsync();

        for (var i = 0; i < 3; i++)
        {
            (await app.PredictAsync("""{"x": """)).ExpectProblem(400, "invalid-json");
            (await app.PredictAsync($$"""{"x": 1, "n": "{{new string('n', 1 << 20)}}"}""")).ExpectProblem(413, "body-too-large");
        }

        Assert.DoesNotContain(app.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    private static async Task<SegmentationApp> ServedAsync()
    {
        var app = new SegmentationApp();
        app.UseKestrel(0);
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        return app;
    }

    private static string RowsOf(int from, int to)
    {
        var csv = new StringBuilder(from == 0 ? "customer,x\n" : "");
        for (var i = from; i < to; i++) csv.Append(CultureInfo.InvariantCulture, $"c{i},{i % 13}\n");
        return csv.ToString();
    }

    /// <summary>One POST over a socket, with a chunked body; what is received is collected while the body is sent.</summary>
    private sealed class RawExchange : IDisposable
    {
        private readonly TcpClient _client = new();
        private readonly MemoryStream _received = new();
        private readonly SemaphoreSlim _grown = new(0);
        private Task _receiving = Task.CompletedTask;

        public static async Task<RawExchange> OpenAsync(SegmentationApp app, string type, string accept)
        {
            var exchange = new RawExchange();
            var address = app.ClientOptions.BaseAddress;
            await exchange._client.ConnectAsync(address.Host, address.Port);
            exchange._receiving = exchange.CollectAsync();
            await exchange.WriteAsync($"POST /predict/batch HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nContent-Type: {type}\r\nAccept: {accept}\r\nTransfer-Encoding: chunked\r\n\r\n");
            return exchange;
        }

        public Task SendAsync(string text) => WriteAsync($"{text.Length:x}\r\n{text}\r\n");

        public Task EndBodyAsync() => WriteAsync("0\r\n\r\n");

        /// <summary>Waits until so many bytes have come.</summary>
        public async Task ReceiveAsync(int bytes)
        {
            while (Length() < bytes) Assert.True(await _grown.WaitAsync(TimeSpan.FromMinutes(1)), $"Only {Length()} bytes came.");
        }

        /// <summary>Waits for the end of the connection.</summary>
        /// <returns>The status, the body without its chunks, and whether its end was announced.</returns>
        public async Task<(int Status, string Body, bool IsWhole)> ReceiveAllAsync()
        {
            await _receiving.WaitAsync(TimeSpan.FromMinutes(1));
            var text = Encoding.Latin1.GetString(_received.ToArray());
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var body = new StringBuilder();
            var position = head + 4;
            while (text.IndexOf("\r\n", position, StringComparison.Ordinal) is var lineEnd and > 0)
            {
                var size = int.Parse(text[position..lineEnd], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                if (size == 0) return (int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture), body.ToString(), true);
                body.Append(text, lineEnd + 2, Math.Min(size, text.Length - lineEnd - 2));
                position = lineEnd + 2 + size + 2;
                if (position >= text.Length) break;
            }

            return (int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture), body.ToString(), false);
        }

        public void Dispose()
        {
            _client.Dispose();
            _received.Dispose();
            _grown.Dispose();
        }

        private long Length()
        {
            lock (_received) return _received.Length;
        }

        private async Task WriteAsync(string text)
        {
            try
            {
                await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
            }
            catch (IOException)
            {
                // The server has broken the connection off; what was received says so.
            }
        }

        private async Task CollectAsync()
        {
            var buffer = new byte[1 << 16];
            try
            {
                while (await _client.GetStream().ReadAsync(buffer) is var count and > 0)
                {
                    lock (_received) _received.Write(buffer, 0, count);
                    _grown.Release();
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Broken off.
            }
        }
    }
}

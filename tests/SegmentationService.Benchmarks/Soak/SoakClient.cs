using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SegmentationService.Benchmarks.Commands;

namespace SegmentationService.Benchmarks.Soak;

/// <summary>One connection, which asks one thing after the other.</summary>
internal sealed class SoakClient(Uri address, SoakTables tables, SoakLog log, int seed) : IDisposable
{
    private static readonly string[] Aliases = ["champion", "stable"];

    /// <summary>What may be answered without anything being wrong, besides successes: the version was deleted by retention, the queue or the memory is full, this caller has its share of the queue.</summary>
    private static readonly string[] Expected = ["404 unknown-version", "404 unknown-job", "409 job-ended", "429 too-many-requests", "503 busy"];

    private readonly Random _random = new(seed);
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };

    /// <summary>Trains a first version of each model, and points the aliases at it.</summary>
    public static async Task PrepareAsync(Uri address, SoakTables tables, SoakLog log)
    {
        using var client = new SoakClient(address, tables, log, seed: -1);
        foreach (var model in SoakTables.Models)
        {
            await client.TrainAsync(model, 0, asJob: false, CancellationToken.None);
            await client.PointAsync(model, "stable", 1, CancellationToken.None);
        }
    }

    public async Task RunAsync(TimeSpan pause, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await StepAsync(end);
                await Task.Delay(pause * (2 * _random.NextDouble()), end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The end.
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException)
            {
                log.IsWrong($"{e.GetType().Name}: {e.Message}");
                await Task.Delay(1000, CancellationToken.None);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private Task StepAsync(CancellationToken end)
    {
        var model = SoakTables.Models[_random.Next(SoakTables.Models.Length)];
        var table = _random.Next(tables.Tables.Length);
        return _random.Next(1000) switch
        {
            < 860 => PredictAsync(model, end),
            < 910 => BatchAsync(model, table, end),
            < 920 => TrainAsync(model, table, asJob: false, end),
            < 925 => TrainAsync(model, table, asJob: true, end),
            < 950 => PointAsync(model, Aliases[_random.Next(2)], null, end),
            < 970 => ReadAsync(model, end),
            < 990 => MistakeAsync(model, end),
            _ => BreakOffAsync(model, table, end),
        };
    }

    private async Task PredictAsync(string model, CancellationToken end)
    {
        var customer = _random.Next(tables.Customers.Length);
        var version = _random.Next(3) == 0 ? "&version=stable" : "";
        var begin = Stopwatch.GetTimestamp();
        var answer = await SendAsync("predict", HttpMethod.Post, $"/predict?model={model}{version}", Json(tables.Customers[customer]), null, end);
        if (answer.Status != 200) return;
        log.Predicted(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        // {"model":"north","version":12,"customerId":...: the rest is what is said of the customer.
        log.Said(model, answer.Json.GetProperty("version").GetInt32(), $"customer {customer}", answer.Text[answer.Text.IndexOf("\"customerId\"", StringComparison.Ordinal)..]);
    }

    private async Task BatchAsync(string model, int table, CancellationToken end)
    {
        var answer = await SendAsync("batch", HttpMethod.Post, $"/predict/batch?model={model}", ServiceProcess.Csv(tables.Tables[table]), "application/json", end);
        if (answer.Status != 200) return;
        var rows = answer.Json.EnumerateArray().ToArray();
        var versions = rows.Select(row => row.GetProperty("version").GetInt32()).Distinct().ToArray();
        if (rows.Length != tables.Rows(table) || versions.Length != 1)
        {
            log.IsWrong($"A batch of {tables.Rows(table)} rows had {rows.Length} answers of the versions {string.Join(", ", versions)}.");
            return;
        }

        var said = answer.Text.Replace($"\"version\":{versions[0]}", "", StringComparison.Ordinal).Replace($"\"model\":\"{model}\"", "", StringComparison.Ordinal);
        log.Said(model, versions[0], $"batch {table}", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(said))));
    }

    private async Task TrainAsync(string model, int table, bool asJob, CancellationToken end)
    {
        var address = $"/train?model={model}&clusters=5&restarts=2";
        var answer = await SendAsync(asJob ? "train as a job" : "train", HttpMethod.Post, address, ServiceProcess.Csv(tables.Tables[table]), null, end, asJob ? ("Prefer", "respond-async") : null);
        if (answer.Status == 201) log.Trained(model, answer.Json.GetProperty("version").GetInt32(), table);
        if (answer.Status != 202) return;

        var job = answer.Location!;
        if (_random.Next(4) == 0)
        {
            await SendAsync("cancel", HttpMethod.Delete, job, null, null, end);
            return;
        }

        while (true)
        {
            await Task.Delay(100, end);
            answer = await SendAsync("job", HttpMethod.Get, job, null, null, end);
            if (answer.Status != 200) return;
            switch (answer.Json.GetProperty("status").GetString())
            {
                case "succeeded":
                    log.Trained(model, answer.Json.GetProperty("result").GetProperty("version").GetInt32(), table);
                    return;
                case "failed":
                    var type = answer.Json.GetProperty("error").GetProperty("type").GetString();
                    log.Answered("failed job", answer.Json.GetProperty("error").GetProperty("status").GetInt32(), type);
                    if (!log.DiskIsFull) log.IsWrong($"A job failed: {answer.Json.GetProperty("error").GetRawText()}");
                    return;
                case "canceled":
                    log.IsWrong("A job was canceled that nobody had canceled.");
                    return;
            }
        }
    }

    private async Task PointAsync(string model, string alias, int? version, CancellationToken end)
    {
        if (version is null)
        {
            var known = await SendAsync("model", HttpMethod.Get, $"/models/{model}", null, null, end);
            if (known.Status != 200) return;
            var versions = known.Json.GetProperty("versions").EnumerateArray().Select(each => each.GetProperty("version").GetInt32()).ToArray();
            version = versions[_random.Next(versions.Length)];
        }

        await SendAsync("alias", HttpMethod.Put, $"/models/{model}/aliases/{alias}", Json($$"""{"version": {{version}}}"""), null, end);
    }

    private async Task ReadAsync(string model, CancellationToken end)
    {
        var path = _random.Next(6) switch
        {
            0 => "/models",
            1 => $"/models/{model}/versions/stable",
            2 => $"/models/{model}/versions/champion/customers",
            3 => $"/models/{model}/versions/stable/export",
            4 => $"/models/{model}/versions/champion/charts/map",
            _ => "/healthz/ready",
        };
        await SendAsync("read", HttpMethod.Get, path, null, null, end);
    }

    /// <summary>What is refused: each with its status, and nothing else.</summary>
    private async Task MistakeAsync(string model, CancellationToken end)
    {
        var (path, body, status) = _random.Next(8) switch
        {
            0 => ($"/predict?model={model}", Json("{\"recency_days\": "), 400),
            1 => ($"/predict?model={model}", Json("{\"recency_days\": \"often\"}"), 422),
            2 => ("/predict?model=nobody", Json(tables.Customers[0]), 404),
            3 => ($"/predict?model={SoakTables.Models[0]}&version={StoreFaults.Damaged}", Json(tables.Customers[0]), 0),
            4 => ($"/predict/batch?model={model}", ServiceProcess.Csv("recency_days,frequency\n1,2\n3,4,5\n"u8.ToArray()), 400),
            5 => ($"/train?model={model}", ServiceProcess.Csv("id,plan\na,x\nb,y\n"u8.ToArray()), 422),
            6 => ($"/train?model={model}", Compressed([31, 139, 8, 0, 1, 2, 3]), 400),
            _ => ($"/train?model={model}&clusters=many", ServiceProcess.Csv(tables.Tables[0]), 400),
        };
        var answer = await SendAsync("mistake", HttpMethod.Post, path, body, null, end, isMistake: true);
        var isAsExpected = status == 0 ? answer.Status is 404 or 503 : answer.Status == status;
        if (!isAsExpected && answer.Problem is not ("busy" or "too-many-requests") && !log.DiskIsFull) log.IsWrong($"{path} with a mistake was answered with {answer.Status}: {answer.Text}");
    }

    /// <summary>A client that goes away in the middle of a training, or of its body.</summary>
    private async Task BreakOffAsync(string model, int table, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(_random.Next(1, 40));
        try
        {
            await SendAsync("broken off", HttpMethod.Post, $"/train?model={model}&promote=false", _random.Next(2) == 0 ? ServiceProcess.Csv(tables.Tables[table]) : new StreamContent(new EndlessRows(patience.Token)), null, patience.Token, isMistake: true);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !end.IsCancellationRequested)
        {
            log.Answered("broken off", 0, null);
        }
    }

    private async Task<SoakAnswer> SendAsync(string call, HttpMethod method, string path, HttpContent? body, string? accept, CancellationToken end, (string Name, string Value)? header = null, bool isMistake = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (header is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, end);
        var answer = new SoakAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(end), response.Headers.Location?.OriginalString);
        var problem = response.IsSuccessStatusCode ? null : answer.Problem;
        log.Answered(call, answer.Status, problem);
        var isFull = answer.Status == 507 || path == "/healthz/ready" || problem == "storage-unavailable";
        var isExpected = response.IsSuccessStatusCode || isMistake || Expected.Contains($"{answer.Status} {problem}") || (isFull && log.DiskIsFull);
        if (!isExpected || (answer.Status >= 500 && problem is null && path != "/healthz/ready")) log.IsWrong($"{method} {path} was answered with {answer.Status}: {answer.Text}");
        return answer;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Compressed(byte[] table) => new(table) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "gzip" } } };

    private sealed record SoakAnswer(int Status, string Text, string? Location)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        /// <summary>The name of the problem; null where the answer is none.</summary>
        public string? Problem => Text.StartsWith("{\"type\":\"/problems/", StringComparison.Ordinal) ? Json.GetProperty("type").GetString()!["/problems/".Length..] : null;
    }

    /// <summary>Rows that come until the client gives up.</summary>
    private sealed class EndlessRows(CancellationToken end) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(5, end);
            return Encoding.ASCII.GetBytes("1,2\n", buffer.Span);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
            // Nothing to flush.
        }
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>infer [--rows 1000] [--pairs 500] [--port 8083]</c>: how long <c>POST /v2/models/default/infer</c> takes beside <c>POST /predict/batch</c> of the same customers as JSON, in turn on one connection
/// over loopback, as one JSON line.
/// </summary>
/// <remarks>The service is started as a process of its own on a temporary store.</remarks>
internal static class InferCommand
{
    private const int WarmUp = 200;

    private static readonly string[] Columns = ["recency_days", "frequency", "monetary", "tenure_days"];

    public static async Task RunAsync(CommandArguments command)
    {
        var (rows, pairs) = (command.Number("rows", 1_000), command.Number("pairs", 500));
        await using var service = await ServiceProcess.StartAsync(command.Number("port", 8083), store: null);
        using var http = new HttpClient { BaseAddress = service.Address };
        using (var trained = await http.PostAsync("/train", ServiceProcess.Csv(await http.GetByteArrayAsync("/samples/customers")))) trained.EnsureSuccessStatusCode();
        var lines = (await http.GetStringAsync($"/samples/customers?count={rows}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToArray();
        int[] places = [.. Columns.Select(column => Array.IndexOf(lines[0], column))];
        var cells = lines[1..].Select(line => places.Select(place => line[place].Length == 0 ? "null" : line[place]).ToArray()).ToArray();
        var batch = Encoding.UTF8.GetBytes($"[{string.Join(",", cells.Select(row => $"{{{string.Join(",", row.Select((cell, column) => $"\"{Columns[column]}\":{cell}"))}}}"))}]");
        var infer = Encoding.UTF8.GetBytes($"{{\"inputs\":[{string.Join(",", Columns.Select((name, column) => $"{{\"name\":\"{name}\",\"shape\":[{cells.Length}],\"datatype\":\"FP64\",\"data\":[{string.Join(",", cells.Select(row => row[column]))}]}}"))}]}}");

        var (batches, infers) = (new List<double>(), new List<double>());
        for (var pair = -WarmUp; pair < pairs; pair++)
        {
            var (first, second) = (await TimeAsync(http, "/predict/batch", batch), await TimeAsync(http, "/v2/models/default/infer", infer));
            if (pair < 0) continue;
            batches.Add(first);
            infers.Add(second);
        }

        var (batchMs, inferMs) = (Median(batches), Median(infers));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "infer",
            ["rows"] = cells.Length,
            ["pairs"] = pairs,
            ["processors"] = Environment.ProcessorCount,
            ["predict_batch_ms"] = Math.Round(batchMs, 3),
            ["infer_ms"] = Math.Round(inferMs, 3),
            ["ratio"] = Math.Round(inferMs / batchMs, 3),
        }));
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static async Task<double> TimeAsync(HttpClient http, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        var begin = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(path, content);
        _ = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }
}

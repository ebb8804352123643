using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>predict-under-training [--customers 1000000] [--connections 32] [--pause-ms 10] [--seconds 10] [--port 8082]</c>: how long <c>POST /predict</c>
/// takes over loopback while nothing else goes on, and while the service trains one table after the other on all processors, as one JSON line.
/// </summary>
/// <remarks>The service is started as a process of its own on a temporary store. Without a pause the predictions alone take all processors, and trainings get what they leave: about a tenth.</remarks>
internal static class PredictUnderTrainingCommand
{
    private const string Customer = """{"customer_id": "C42", "recency_days": 4, "frequency": 35, "monetary": 4100, "tenure_days": 900}""";

    public static async Task RunAsync(CommandArguments command)
    {
        var (customers, connections, pause) = (command.Number("customers", 1_000_000), command.Number("connections", 32), command.Number("pause-ms", 10));
        var duration = TimeSpan.FromSeconds(command.Number("seconds", 10));
        await using var service = await ServiceProcess.StartAsync(command.Number("port", 8082), store: null);
        using var http = new HttpClient { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(5) };
        using (var trained = await http.PostAsync("/train", ServiceProcess.Csv(await http.GetByteArrayAsync("/samples/customers")))) trained.EnsureSuccessStatusCode();
        var table = await http.GetByteArrayAsync($"/samples/customers?count={customers}");

        await LoadAsync(TimeSpan.FromSeconds(3));
        var alone = await LoadAsync(duration);
        using var end = new CancellationTokenSource();
        var training = TrainAsync(http, table, end.Token);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var beside = await LoadAsync(duration);
        await end.CancelAsync();
        var trainings = await training;

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "predict-under-training",
            ["customers"] = customers,
            ["connections"] = connections,
            ["pause_ms"] = pause,
            ["processors"] = Environment.ProcessorCount,
            ["alone"] = Figures(alone),
            ["training"] = Figures(beside),
            ["p99_ratio"] = Math.Round(beside.Percentile(0.99) / alone.Percentile(0.99), 2),
            ["trainings"] = trainings.Count,
            ["training_s"] = trainings.Select(time => Math.Round(time, 2)),
        }));

        Task<PredictLoad> LoadAsync(TimeSpan time) => PredictLoad.RunAsync(service.Address, Customer, connections, TimeSpan.FromMilliseconds(pause), time);
    }

    private static async Task<List<double>> TrainAsync(HttpClient http, byte[] table, CancellationToken end)
    {
        var times = new List<double>();
        while (!end.IsCancellationRequested)
        {
            var begin = Stopwatch.GetTimestamp();
            try
            {
                using var trained = await http.PostAsync("/train?model=large", ServiceProcess.Csv(table), end);
                if (trained.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException(await trained.Content.ReadAsStringAsync(end));
                times.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                break;
            }
        }

        return times;
    }

    private static Dictionary<string, double> Figures(PredictLoad load) => new()
    {
        ["requests_per_s"] = Math.Round(load.RequestsPerSecond),
        ["p50_ms"] = Math.Round(load.Percentile(0.5), 3),
        ["p99_ms"] = Math.Round(load.Percentile(0.99), 3),
        ["p999_ms"] = Math.Round(load.Percentile(0.999), 3),
        ["max_ms"] = Math.Round(load.Percentile(1), 3),
    };
}

using System.Text.Json;
using SegmentationService.Benchmarks.Soak;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>soak [--minutes 10] [--connections 64] [--strangers 4] [--pause-ms 5] [--port 8083] [--store FOLDER]</c>: predictions, batches, trainings, jobs and changes of aliases, all at
/// once and with faults and those who mean no good among them, for as long as that; one JSON line of what was seen. Ends with 1 when an answer was not as it must be.
/// </summary>
/// <remarks>
/// A folder that is given must be empty and on a file system of its own, such as a tmpfs: it is filled to the last byte for three seconds in every twenty.
/// Without it the store is temporary, and its disk never full.
/// </remarks>
internal static class SoakCommand
{
    public static async Task<int> RunAsync(CommandArguments command)
    {
        var (connections, pause, strange) = (command.Number("connections", 64), command.Number("pause-ms", 5), command.Number("strangers", 4));
        var duration = TimeSpan.FromMinutes(command.Number("minutes", 10));
        await using var service = await ServiceProcess.StartAsync(command.Number("port", 8083), command.Text("store"), "--Storage:KeepVersions=12", "--Jobs:KeepEnded=200");
        var log = new SoakLog();
        var tables = await SoakTables.FetchAsync(service.Address);
        await SoakClient.PrepareAsync(service.Address, tables, log);
        var strangers = new SoakStrangers(service.Address);
        await strangers.PrepareAsync(tables);

        using var end = new CancellationTokenSource(duration);
        var memory = ProcessWatch.RunAsync(service.Id, end.Token);
        var faults = new StoreFaults(service.Store, fills: command.Text("store") is not null, log);
        var disk = faults.RunAsync(end.Token);
        var siege = Task.WhenAll(Enumerable.Range(0, strange).Select(i => Task.Run(() => strangers.RunAsync(i, end.Token))));
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => ConnectAsync(i))));
        await siege;
        await disk;
        var watched = await memory;
        log.CheckTables();
        foreach (var wrong in strangers.Wrong) log.IsWrong(wrong);

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "soak",
            ["minutes"] = duration.TotalMinutes,
            ["connections"] = connections,
            ["answers"] = log.Answers,
            ["predict_p50_ms"] = log.PredictPercentile(0.5),
            ["predict_p99_ms"] = log.PredictPercentile(0.99),
            ["versions_checked"] = log.Versions,
            ["answers_checked"] = log.Checked,
            ["store_faults"] = faults.Count,
            ["strangers"] = strangers.Figures,
            ["rss_mb_by_quarter"] = watched.ByQuarter(sample => sample.ResidentMegabytes),
            ["handles_by_quarter"] = watched.ByQuarter(sample => sample.Handles),
            ["threads_by_quarter"] = watched.ByQuarter(sample => sample.Threads),
            ["still_runs"] = !service.HasExited,
            ["wrong"] = log.Wrong,
        }));
        return log.Wrong.Count == 0 && !service.HasExited ? 0 : 1;

        async Task ConnectAsync(int seed)
        {
            using var client = new SoakClient(service.Address, tables, log, seed);
            await client.RunAsync(TimeSpan.FromMilliseconds(pause), end.Token);
        }
    }
}

using System.Text.Json;
using SegmentationService.Api.Security;
using SegmentationService.Benchmarks.Siege;
using SegmentationService.Benchmarks.Soak;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>siege [--minutes 10] [--scope predict] [--attackers 6] [--memory-mb 4096] [--percent 100] [--connections 8] [--pause-ms 10] [--port 8084]</c>: what a key of scope
/// predict can do to a service that has so much memory, or with <c>--scope train</c> one of the scopes predict and train. It sends the bodies of <see cref="SiegeBodies"/> in any order, while another key asks for single
/// predictions; one JSON line of what was tried, what it cost, and how much longer the other one waited. Ends with 1 when the service has ended.
/// </summary>
/// <remarks>
/// The limit of memory is a control group, where the process may make one; else there is none, and the line says so. Who attacks is on another machine; here it is a process that gives way.
/// </remarks>
internal static class SiegeCommand
{
    private const int WarmUpPercent = 1;

    private const string Customer = """{"customer_id": "C42", "recency_days": 4, "frequency": 35, "monetary": 4100, "tenure_days": 900}""";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(CommandArguments command)
    {
        var (attackers, megabytes) = (command.Number("attackers", 6), command.Number("memory-mb", 4096));
        var (connections, pause) = (command.Number("connections", 8), TimeSpan.FromMilliseconds(command.Number("pause-ms", 10)));
        var duration = TimeSpan.FromMinutes(command.Number("minutes", 10));
        var (admin, attacker, other) = (NewKey.Make(), NewKey.Make(), NewKey.Make());
        var trains = command.Text("scope") == Scope.Train;
        using var group = MemoryGroup.TryMake(megabytes);
        await using var service = await ServiceProcess.StartAsync(
            command.Number("port", 8084), store: null, group, [.. Key(0, "admin", admin, Scope.Train, Scope.Predict, Scope.Admin), .. Key(1, "attacker", attacker, trains ? [Scope.Predict, Scope.Train] : [Scope.Predict]), .. Key(2, "other", other, Scope.Predict)]);
        await PrepareAsync(service.Address, admin);

        // What is compiled when it is first asked for is not what is measured.
        await AttackAsync(WarmUpPercent, WarmUp);
        await LoadAsync(TimeSpan.FromSeconds(5));
        var alone = await LoadAsync(TimeSpan.FromSeconds(20));
        using var end = new CancellationTokenSource(duration);
        var watch = ProcessWatch.RunAsync(service.Id, end.Token);
        var siege = AttackAsync(command.Number("percent", 100), duration);
        var (beside, failure) = await TryAsync(duration);
        await end.CancelAsync();
        using var log = JsonDocument.Parse(await siege);
        var watched = await watch;

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["suite"] = "siege",
            ["minutes"] = duration.TotalMinutes,
            ["scope"] = trains ? Scope.Train : Scope.Predict,
            ["attackers"] = attackers,
            ["limit_mb"] = group is null ? null : megabytes,
            ["peak_mb"] = group?.PeakMegabytes,
            ["rss_mb_by_quarter"] = watched.ByQuarter(sample => sample.ResidentMegabytes),
            ["requests"] = log.RootElement.GetProperty("requests"),
            ["kinds"] = log.RootElement.GetProperty("kinds"),
            ["alone_p50_ms"] = Math.Round(alone.Percentile(0.5), 3),
            ["alone_p99_ms"] = Math.Round(alone.Percentile(0.99), 3),
            ["besieged_p50_ms"] = beside is null ? null : Math.Round(beside.Percentile(0.5), 3),
            ["besieged_p99_ms"] = beside is null ? null : Math.Round(beside.Percentile(0.99), 3),
            ["p99_ratio"] = beside is null ? null : Math.Round(beside.Percentile(0.99) / alone.Percentile(0.99), 2),
            ["others_failed"] = failure,
            ["still_runs"] = !service.HasExited,
        }));
        return service.HasExited || failure is not null ? 1 : 0;

        async Task<string> AttackAsync(int percent, TimeSpan time)
        {
            using var process = SiegeAttackersCommand.Start(service.Address, attacker, trains ? Scope.Train : Scope.Predict, percent, attackers, time);
            var figures = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return figures;
        }

        Task<PredictLoad> LoadAsync(TimeSpan time) => PredictLoad.RunAsync(service.Address, Customer, connections, pause, time, other);

        async Task<(PredictLoad? Load, string? Failure)> TryAsync(TimeSpan time)
        {
            try
            {
                return (await LoadAsync(time), null);
            }
            catch (Exception e) when (e is InvalidOperationException or System.Net.Sockets.SocketException)
            {
                return (null, e.Message);
            }
        }
    }

    private static IEnumerable<string> Key(int index, string name, string key, params string[] scopes) =>
    [
        $"--Security:ApiKeys:{index}:Name={name}",
        $"--Security:ApiKeys:{index}:Sha256={NewKey.Hash(key)}",
        .. scopes.Select((scope, number) => $"--Security:ApiKeys:{index}:Scopes:{number}={scope}"),
    ];

    private static async Task PrepareAsync(Uri address, string key)
    {
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "X-Api-Key", key } } };
        foreach (var (path, table) in ((string, byte[])[])[("/train", await http.GetByteArrayAsync("/samples/customers")), ($"/train?model={SiegeBodies.WideModel}&clusters=5&restarts=1", SiegeBodies.WideTable())])
        {
            using var trained = await http.PostAsync(path, ServiceProcess.Csv(table));
            if (!trained.IsSuccessStatusCode) throw new InvalidOperationException(await trained.Content.ReadAsStringAsync());
        }
    }
}

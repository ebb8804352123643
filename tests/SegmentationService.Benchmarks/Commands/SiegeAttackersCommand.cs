using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SegmentationService.Api.Security;
using SegmentationService.Benchmarks.Siege;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>siege-attackers ADDRESS SCOPE PERCENT ATTACKERS SECONDS</c>, with the key in SIEGE_KEY: those who attack in <see cref="SiegeCommand"/>. One JSON line of what they sent, and what became of it.
/// </summary>
internal static class SiegeAttackersCommand
{
    public const string Name = "siege-attackers";

    private const string KeyVariable = "SIEGE_KEY";

    /// <summary>Has them attack in a process of their own, which gets a processor when neither the service nor who measures it wants one.</summary>
    public static Process Start(Uri address, string key, string scope, int percent, int attackers, TimeSpan duration)
    {
        string[] words = [typeof(SiegeAttackersCommand).Assembly.Location, Name, $"{address}", scope, Text(percent), Text(attackers), Text((int)duration.TotalSeconds)];
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("dotnet", words) : new ProcessStartInfo("nice", ["-n", "19", "dotnet", .. words]);
        start.RedirectStandardOutput = true;
        start.Environment[KeyVariable] = key;
        return Process.Start(start)!;
    }

    public static async Task RunAsync(CommandArguments command)
    {
        var (address, key) = (new Uri(command.Word(1, "The address")), Environment.GetEnvironmentVariable(KeyVariable) ?? throw new ArgumentException($"{KeyVariable} is missing."));
        var scale = Number(3, "The percent") / 100.0;
        IReadOnlyList<SiegeBody> bodies = [.. SiegeBodies.OfPredictions(scale), .. command.Word(2, "The scope") == Scope.Train ? SiegeBodies.OfTrainings(scale) : []];
        var log = new SiegeLog();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(Number(5, "The seconds")));
        await Task.WhenAll(Enumerable.Range(0, Number(4, "The attackers")).Select(seed => Task.Run(() => new SiegeClient(address, key, bodies, log, seed).RunAsync(end.Token))));
        Console.WriteLine(JsonSerializer.Serialize(new { requests = log.Count, kinds = log.Figures }));

        int Number(int word, string what) => int.Parse(command.Word(word, what), CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

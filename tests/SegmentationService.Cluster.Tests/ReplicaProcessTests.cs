using System.Diagnostics;
using SegmentationService.Core.Tests.Exports;
using Xunit.Abstractions;

namespace SegmentationService.Cluster.Tests;

/// <summary>
/// Protects what a job survives where replicas are processes of their own that find each other by the service's settings: kills and hangs of one of three change no bit. The variable CLUSTER_KILLS says
/// how many kills there are; the suite makes one, and one hang where there are several.
/// </summary>
public sealed class ReplicaProcessTests(ITestOutputHelper output)
{
    private const int Replicas = 3;

    private const int Parts = 12;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("CLUSTER_KILLS"), out var kills) ? kills : 1;

    [RedisFact]
    public async Task Fit_ReplicasAreKilledInTheMiddle_HasTheBitsOfOneArray()
    {
        using var redis = await RedisServer.StartAsync();
        await FitThroughLossesAsync(Kills, "--Cluster:Membership=redis", $"--Cluster:Redis=127.0.0.1:{redis.Port}");
    }

    [PostgresFact]
    public async Task Fit_AReplicaIsKilledWithTheMembershipInPostgres_HasTheBitsOfOneArray()
    {
        // The replicas make its tables themselves, all at the same time; the second and third find them.
        using var postgres = new PostgresServer();
        await FitThroughLossesAsync(losses: 1, "--Cluster:Membership=postgresql", $"--Cluster:Postgres=Host={postgres.Host};Database=postgres;Username=test");
    }

    /// <summary>Without a bound a replica asks for a minute who has gone away; half of it is more than a busy machine needs.</summary>
    [RedisFact]
    public async Task Stop_WhileRedisIsAway_DoesNotWaitForIt()
    {
        using var redis = await RedisServer.StartAsync();
        string[] settings = ["--Cluster:Membership=redis", $"--Cluster:Redis=127.0.0.1:{redis.Port}"];
        using var first = await ReplicaProcess.StartAsync(settings);
        using var second = await ReplicaProcess.StartAsync(settings);
        redis.Dispose();

        var begin = Stopwatch.GetTimestamp();
        Assert.Equal(0, await first.StopAsync(TimeSpan.FromSeconds(30)));
        output.WriteLine($"It took {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s");
    }

    private async Task FitThroughLossesAsync(int losses, params string[] settings)
    {
        var (random, expected) = (new Random(Kills), Clusterings.FitInMemory());
        using var asking = await ReplicaProcess.StartAsync(settings);
        var others = await Task.WhenAll(Enumerable.Range(1, Replicas - 1).Select(_ => ReplicaProcess.StartAsync(settings)));
        try
        {
            for (var loss = 0; loss < losses; loss++)
            {
                // The first clustering opens the parts; the loss comes in the middle of those that follow, and lasts until a replica has come in its place.
                var signal = loss % 5 == 1 ? "STOP" : "KILL";
                asking.BeginFit(Parts, 3);
                Assert.Equal(expected, (await asking.ReadResultAsync()).Result);
                await Task.Delay(random.Next(600));
                var lost = random.Next(others.Length);
                await others[lost].SignalAsync(signal);
                var (longest, result) = await asking.ReadResultAsync();
                Assert.Equal(expected, result);
                var (then, last) = await asking.ReadResultAsync();
                Assert.Equal(expected, last);
                output.WriteLine($"{signal}: the longest answer took {longest} s, in the clustering after it {then} s");
                others[lost].Dispose();
                if (loss + 1 < losses) others[lost] = await ReplicaProcess.StartAsync(settings);
            }
        }
        finally
        {
            foreach (var other in others) other.Dispose();
        }
    }
}

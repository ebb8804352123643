using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>bounds [SET.f32] [--n N] [--d D] [--kinds G] [--sigmas 2,2.5,3] [--clusters 8,16,...] [--iterations I] [--repeats R] [--threads T]</c>: Lloyd
/// with bounds and without, in turn, from the same points spread over the set; one JSON line for each k. Without a file the sets are G unit
/// Gaussians whose centres are drawn from N(0, sigma^2). Beside the ratio of wall times that of processor times, which says more on a busy machine.
/// </summary>
internal static class BoundsCommand
{
    public static void Run(CommandArguments command)
    {
        var (n, d, kinds) = (command.Number("n", 2_000_000), command.Number("d", 8), command.Number("kinds", 40));
        int[] clusters = command.Numbers("clusters") is { Length: > 0 } given ? given : [8, 16, 32, 48, 64, 96, 128];
        var sets = command.WordOrNull(1) is { } path
            ? [(Path.GetFileNameWithoutExtension(path), (Func<FeatureMatrix>)(() => PeerData.Read(path)))]
            : (command.Text("sigmas") ?? "2,2.5,3").Split(',')
                .Select(sigma => ($"sigma {sigma}", (Func<FeatureMatrix>)(() => PeerData.Overlapping(n, d, kinds, double.Parse(sigma, CultureInfo.InvariantCulture), seed: 1))));
        foreach (var (name, read) in sets)
        {
            var points = read();
            foreach (var k in clusters) Compare(name, points, k, command);
        }
    }

    private static void Compare(string name, FeatureMatrix points, int k, CommandArguments command)
    {
        var (iterations, repeats, threads) = (command.Number("iterations", 100), command.Number("repeats", 5), command.Number("threads", Environment.ProcessorCount));
        var start = new float[k * points.Features];
        for (var c = 0; c < k; c++) points.CopyPoint((int)((long)c * points.Count / k), start.AsSpan(c * points.Features, points.Features));

        // The first round only warms up.
        var rounds = new List<(Timing With, Timing Without)>();
        for (var repeat = -1; repeat < repeats; repeat++)
        {
            var (with, bounded) = Time(usesBounds: true);
            var (without, plain) = Time(usesBounds: false);
            if (!bounded.Centroids.AsSpan().SequenceEqual(plain.Centroids) || bounded.Inertia != plain.Inertia) throw new InvalidOperationException("Bounds have changed the result.");
            if (repeat >= 0) rounds.Add((with, without));
        }

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "bounds",
            ["set"] = name,
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["k"] = k,
            ["threads"] = threads,
            ["passes"] = rounds[0].With.Passes,
            ["with_ms"] = Math.Round(Median(round => round.With.Milliseconds), 1),
            ["without_ms"] = Math.Round(Median(round => round.Without.Milliseconds), 1),
            ["ratio"] = Math.Round(Median(round => round.With.Milliseconds / round.Without.Milliseconds), 3),
            ["processor_ratio"] = Math.Round(Median(round => round.With.ProcessorMilliseconds / round.Without.ProcessorMilliseconds), 3),
            ["comparisons_ratio"] = Math.Round(rounds[0].With.Work.Comparisons / (double)rounds[0].Without.Work.Comparisons, 3),
        }));

        (Timing Timing, ClusterSet Result) Time(bool usesBounds)
        {
            var (lloyd, processor, begin) = (new Lloyd(new PointsInMemory(points, new Parallelism(threads, default)) { UsesBounds = usesBounds }, k, new Parallelism(threads, default)), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            var result = lloyd.Run(start, iterations);
            return (new Timing(Stopwatch.GetElapsedTime(begin).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds, result.Iterations, lloyd.Work), result);
        }

        double Median(Func<(Timing With, Timing Without), double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
    }

    private readonly record struct Timing(double Milliseconds, double ProcessorMilliseconds, int Passes, PassWork Work);
}

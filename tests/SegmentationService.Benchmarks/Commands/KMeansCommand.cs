using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>kmeans DIR/NAME.f32 --clusters K --iterations N --threads T</c>: Lloyd from rows 0 .. K-1, tolerance 0, as one JSON line. The limit
/// beside it is the least that an iteration takes which reads every point, from a buffer as large as the set, and compares it with every
/// centroid. One that does without some of that may be faster: <c>of_limit</c> is then below 1.
/// </summary>
internal static class KMeansCommand
{
    private const double SecondsPerLimit = 0.15;

    public static void Run(CommandArguments command)
    {
        var path = command.Word(1, "The .f32 file");
        var points = PeerData.Read(path);
        var (k, iterations) = (command.Number("clusters", 8), command.Number("iterations", 20));
        var (threads, repeats) = (command.Number("threads", Environment.ProcessorCount), command.Number("repeats", 5));
        var start = new float[k * points.Features];
        for (var c = 0; c < k; c++) points.CopyPoint(c, start.AsSpan(c * points.Features, points.Features));

        var (milliseconds, passesMilliseconds) = (new double[repeats], new List<double>());
        ClusterSet result = null!;
        for (var repeat = -1; repeat < repeats; repeat++)
        {
            // One more pass than iterations: the last one only assigns, so that labels belong to the centroids.
            var begin = Stopwatch.GetTimestamp();
            passesMilliseconds.Clear();
            result = new Lloyd(points, k, new Parallelism(threads, default)).Run(start, iterations + 1, (_, _) => passesMilliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds));
            if (repeat >= 0) milliseconds[repeat] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        var passes = result.Converged ? result.Iterations - 1 : iterations;
        var median = milliseconds.Order().ElementAt(repeats / 2);
        var nanoseconds = 1e6 * median / passes / points.Count;
        var limit = new PointCost(points.Features * sizeof(float), (double)k * points.Features)
            .LeastNanoseconds(MachineLimits.Measure(threads, SecondsPerLimit, (long)points.Count * points.Features * sizeof(float)));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "kmeans",
            ["peer"] = "SegmentationService",
            ["impl"] = "lloyd-f32",
            ["case"] = Path.GetFileNameWithoutExtension(path),
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["k"] = k,
            ["threads"] = threads,
            ["iters"] = passes,
            ["fit_ms"] = median,
            ["fit_ms_all"] = milliseconds,
            ["pass_ends_ms"] = passesMilliseconds.Select(time => Math.Round(time, 2)),
            ["ms_per_iter"] = median / passes,
            ["ns_per_point_iter"] = nanoseconds,
            ["limit_ns_per_point_iter"] = limit,
            ["of_limit"] = nanoseconds / limit,
            ["inertia"] = Inertia(points, result.WithLabels(points, new Parallelism(threads, default))),
        }));
    }

    private static double Inertia(FeatureMatrix points, KMeansResult result)
    {
        var total = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            for (var f = 0; f < points.Features; f++)
            {
                var difference = (double)points[i, f] - result.Centroids[(result.Labels[i] * points.Features) + f];
                total += difference * difference;
            }
        }

        return total;
    }
}

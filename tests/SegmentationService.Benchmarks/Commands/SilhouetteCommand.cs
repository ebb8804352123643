using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Scores;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>silhouette DIR/NAME.f32 --clusters K --threads T [--repeats R]</c>: the exact silhouette of one clustering over all pairs of points,
/// as one JSON line. The clustering is not timed.
/// </summary>
internal static class SilhouetteCommand
{
    public static void Run(CommandArguments command)
    {
        var path = command.Word(1, "The .f32 file");
        var points = PeerData.Read(path);
        var (k, repeats) = (command.Number("clusters", 5), command.Number("repeats", 3));
        var parallelism = new Parallelism(command.Number("threads", Environment.ProcessorCount), default);
        var clustering = KMeans.Fit(points, new KMeansOptions { Clusters = k, Restarts = 1 }, parallelism);

        var seconds = new double[repeats];
        SilhouetteScore score = null!;
        for (var repeat = -1; repeat < repeats; repeat++)
        {
            var begin = Stopwatch.GetTimestamp();
            score = Silhouette.Exact(points, [clustering], parallelism)[0];
            if (repeat >= 0) seconds[repeat] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        var median = seconds.Order().ElementAt(repeats / 2);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["suite"] = "silhouette",
            ["peer"] = "SegmentationService",
            ["set"] = Path.GetFileNameWithoutExtension(path),
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["k"] = k,
            ["threads"] = parallelism.Threads,
            ["seconds"] = median,
            ["seconds_all"] = seconds,
            ["ns_per_pair"] = 1e9 * median / ((double)points.Count * points.Count),
            ["silhouette"] = score.Mean,
        }));
    }
}

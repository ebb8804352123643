using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Hierarchy;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>tree DIR/NAME.f32 --clusters K --threads T [--repeats R]</c>: the tree of one clustering, and the scores of its cuts beside k-means of 2 to 10 clusters, as one JSON line. The
/// clusterings are not timed.
/// </summary>
internal static class TreeCommand
{
    public static void Run(CommandArguments command)
    {
        var path = command.Word(1, "The .f32 file");
        var points = PeerData.Read(path);
        var (k, repeats) = (command.Number("clusters", 5), command.Number("repeats", 5));
        var parallelism = new Parallelism(command.Number("threads", Environment.ProcessorCount), default);
        KMeansResult Fit(int clusters) => KMeans.Fit(points, new KMeansOptions { Clusters = clusters, Restarts = 1 }, parallelism);
        var clustering = Fit(k);
        KMeansResult[] kMeans = [.. Enumerable.Range(2, 9).Select(Fit)];
        var centroids = new FeatureMatrix(k, points.Features);
        for (var c = 0; c < k; c++) centroids.SetPoint(c, clustering.Centroids.AsSpan(c * points.Features, points.Features));

        var runs = new List<(double Grow, double Score)>();
        GrownTree grown = null!;
        for (var repeat = -1; repeat < repeats; repeat++)
        {
            var begin = Stopwatch.GetTimestamp();
            grown = GrownTree.Of(new PointsInMemory(points, parallelism), centroids, clustering.Sizes, seed: 42, parallelism);
            var made = Stopwatch.GetTimestamp();
            grown.Score(kMeans, parallelism);
            if (repeat >= 0) runs.Add((Stopwatch.GetElapsedTime(begin, made).TotalSeconds, Stopwatch.GetElapsedTime(made).TotalSeconds));
        }

        var (grow, score) = runs.OrderBy(run => run.Grow + run.Score).ElementAt(repeats / 2);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "tree",
            ["peer"] = "SegmentationService",
            ["set"] = Path.GetFileNameWithoutExtension(path),
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["k"] = k,
            ["threads"] = parallelism.Threads,
            ["sampled"] = grown.Sample.Length,
            ["leaves"] = grown.Tree.Leaves,
            ["grow_s"] = grow,
            ["score_s"] = score,
            ["total_s"] = grow + score,
            ["total_s_all"] = runs.Select(run => run.Grow + run.Score),
            ["inertia_over_kmeans"] = kMeans.Select(fit => grown.Tree.InertiaOf(fit.Clusters, clustering.Inertia) / fit.Inertia),
        }));
    }
}

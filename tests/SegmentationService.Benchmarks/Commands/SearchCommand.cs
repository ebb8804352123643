using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>search DIR/NAME.f32 --min 2 --max 10 --restarts 10 --threads T [--log1p 1,2,4]</c>: log1p of some columns, z-scores, the search
/// over k with its other scores (both in <c>fit_s</c>), and its silhouettes, as one JSON line. The first run is not counted.
/// </summary>
internal static class SearchCommand
{
    public static void Run(CommandArguments command)
    {
        var path = command.Word(1, "The .f32 file");
        var points = PeerData.Read(path);
        var parallelism = new Parallelism(command.Number("threads", Environment.ProcessorCount), default);
        var options = new ChooseKOptions
        {
            MinClusters = command.Number("min", 2),
            MaxClusters = command.Number("max", 10),
            Restarts = command.Number("restarts", 10),
        };

        var runs = new List<(double Total, double Scale, double Fit, double Score)>();
        ClusterChoice choice = null!;
        for (var repeat = -1; repeat < command.Number("repeats", 3); repeat++)
        {
            var begin = Stopwatch.GetTimestamp();
            var scaled = Scale(points, command.Numbers("log1p"), parallelism);
            var prepared = Stopwatch.GetTimestamp();
            var inMemory = new PointsInMemory(scaled, parallelism);
            var clusterings = ChooseK.Cluster(inMemory, options, parallelism);
            var clustered = Stopwatch.GetTimestamp();
            choice = ChooseK.ScoreAndChoose(inMemory, clusterings, options, parallelism);
            var end = Stopwatch.GetTimestamp();
            if (repeat >= 0) runs.Add((Seconds(begin, end), Seconds(begin, prepared), Seconds(prepared, clustered), Seconds(clustered, end)));
        }

        var median = runs.OrderBy(run => run.Total).ElementAt(runs.Count / 2);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "choosek",
            ["peer"] = "SegmentationService",
            ["set"] = Path.GetFileNameWithoutExtension(path),
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["ks"] = $"{options.MinClusters}-{options.MaxClusters}",
            ["threads"] = parallelism.Threads,
            ["total_s"] = median.Total,
            ["total_s_all"] = runs.Select(run => run.Total),
            ["scale_s"] = median.Scale,
            ["fit_s"] = median.Fit,
            ["silhouette_s"] = median.Score,
            ["best_k"] = choice.Candidates.MaxBy(candidate => candidate.Silhouette.Mean)!.Clustering.Clusters,
            ["inertia"] = choice.Candidates.ToDictionary(candidate => candidate.Clustering.Clusters, candidate => candidate.Clustering.Inertia),
            ["silhouette"] = choice.Candidates.ToDictionary(candidate => candidate.Clustering.Clusters, candidate => candidate.Silhouette.Mean),
        }));
    }

    private static double Seconds(long begin, long end) => Stopwatch.GetElapsedTime(begin, end).TotalSeconds;

    private static FeatureMatrix Scale(FeatureMatrix points, int[] logged, Parallelism parallelism)
    {
        var scaled = new FeatureMatrix(points.Count, points.Features);
        parallelism.For(points.Features, f =>
        {
            var values = new double[points.Count];
            for (var i = 0; i < values.Length; i++) values[i] = points[i, f];
            var method = logged.Contains(f) ? TransformMethod.Log1p : TransformMethod.None;
            var feature = FeatureScaler.Fit(new Feature { Name = $"{f}", Source = $"{f}" }, values, method, ScalerMethod.Standard, OutlierHandling.Keep)!;
            for (var i = 0; i < values.Length; i++) scaled[i, f] = feature.Prepare(values[i]);
        });
        return scaled;
    }
}

using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>search DIR/NAME.f32 --min 2 --max 10 --restarts 10 --threads T [--log1p 1,2,4]</c>: log1p of some columns, z-scores, the search
/// over k and its silhouettes, as one JSON line.
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

        var (total, scale, search) = (0.0, 0.0, 0.0);
        ClusterChoice choice = null!;
        for (var repeat = 0; repeat < 2; repeat++)
        {
            var begin = Stopwatch.GetTimestamp();
            var scaled = Scale(points, command.Numbers("log1p"), parallelism);
            var prepared = Stopwatch.GetTimestamp();
            choice = ChooseK.Search(scaled, options, parallelism);
            search = Stopwatch.GetElapsedTime(prepared).TotalSeconds;
            scale = Stopwatch.GetElapsedTime(begin, prepared).TotalSeconds;
            total = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "choosek",
            ["peer"] = "SegmentationService",
            ["case"] = Path.GetFileNameWithoutExtension(path),
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["threads"] = parallelism.Threads,
            ["total_s"] = total,
            ["scale_s"] = scale,
            ["search_s"] = search,
            ["best_k"] = choice.Chosen.Clustering.Clusters,
            ["inertia"] = choice.Candidates.ToDictionary(candidate => candidate.Clustering.Clusters, candidate => candidate.Clustering.Inertia),
        }));
    }

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

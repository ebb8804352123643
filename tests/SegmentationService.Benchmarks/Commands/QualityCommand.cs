using System.Text.Json;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>quality FILE.csv ... --min 2 --max 12 --seeds 12 [--threads 1]</c>: k-means of each table, prepared as the service does it, for each k and
/// seed. Told for each table and for all, as a JSON line: how many inertias lie more than 0.1 % and 0.3 % above the best of the seeds, the worst,
/// and the processor time. Sets in <c>.f32</c> are taken as they are. The first run of each table and k is not counted.
/// </summary>
internal static class QualityCommand
{
    public static async Task RunAsync(CommandArguments command)
    {
        var all = new List<Excess>();
        var (tables, seconds) = (0, 0.0);
        foreach (var path in command.Words(from: 1))
        {
            var points = await ReadAsync(path);
            var (excesses, took) = Measure(points, command);
            Write(Path.GetFileNameWithoutExtension(path), excesses, took);
            all.AddRange(excesses);
            seconds += took;
            tables++;
        }

        if (tables > 1) Write("all", all, seconds);
    }

    private static (List<Excess> Excesses, double Seconds) Measure(FeatureMatrix points, CommandArguments command)
    {
        var parallelism = new Parallelism(command.Number("threads", 1), default);
        var shared = new PointSample(new PointsInMemory(points, parallelism));
        var excesses = new List<Excess>();
        var seconds = 0.0;
        for (var k = command.Number("min", 2); k <= command.Number("max", 12); k++)
        {
            var inertias = new double[command.Number("seeds", 12)];
            KMeans.Fit(shared, new KMeansOptions { Clusters = k, Seed = 0 }, parallelism);
            var before = Environment.CpuUsage.TotalTime;
            for (var seed = 0; seed < inertias.Length; seed++) inertias[seed] = KMeans.Fit(shared, new KMeansOptions { Clusters = k, Seed = seed + 1 }, parallelism).Inertia;
            seconds += (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            var least = inertias.Min();
            excesses.AddRange(inertias.Select(inertia => new Excess(k, least > 0 ? (inertia / least) - 1 : 0)));
        }

        return (excesses, seconds);
    }

    private static void Write(string set, List<Excess> excesses, double seconds) =>
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "quality",
            ["set"] = set,
            ["runs"] = excesses.Count,
            ["above_0.1_percent"] = excesses.Count(excess => excess.Share > 1e-3),
            ["above_0.3_percent"] = excesses.Count(excess => excess.Share > 3e-3),
            ["worst_percent"] = Math.Round(100 * excesses.Max(excess => excess.Share), 4),
            ["ks_above_0.1_percent"] = excesses.Where(excess => excess.Share > 1e-3).Select(excess => excess.Clusters).Distinct(),
            ["cpu_s"] = Math.Round(seconds, 3),
        }));

    private static async Task<FeatureMatrix> ReadAsync(string path) =>
        Path.GetExtension(path) == ".f32" ? PeerData.Read(path) : SegmentTrainer.Prepare(await ReadCommand.ReadAsync(path), new TrainingOptions(), Parallelism.None).Points;

    /// <summary>By what share of it an inertia lies above the best of the seeds.</summary>
    private readonly record struct Excess(int Clusters, double Share);
}

using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>calibration FILE.csv ... [--resamples 100] [--threads 2]</c>: whether the confidence is the frequency that it says. Each table is trained as the service does it; then k-means is
/// found anew on resampled customers, aligned by the customers shared, and what was stated of each customer is held against how often it kept its segment. Four made sets of
/// overlapping groups come after the tables. Told of each, as a JSON line: the expected calibration error of 15 bins, of the jury and of the distances alone; the largest difference of a
/// stability from the mean Jaccard index of the refits; and the milliseconds of the jury.
/// </summary>
internal static class CalibrationCommand
{
    private const int Bins = 15;

    public static async Task RunAsync(CommandArguments command)
    {
        var parallelism = new Parallelism(command.Number("threads", 2), default);
        foreach (var path in command.Words(from: 1))
        {
            var options = new TrainingOptions();
            var customers = SegmentTrainer.Prepare(await ReadCommand.ReadAsync(path), options, parallelism);
            Report(command, Path.GetFileNameWithoutExtension(path), customers.Points, SegmentTrainer.Search(customers, options, parallelism).Chosen.Clustering, parallelism);
        }

        (int Customers, int Features, int Groups, double Sigma)[] sets = [(600, 4, 4, 1.2), (2_000, 3, 5, 1.5), (6_000, 6, 6, 1.2), (20_000, 8, 5, 0.8)];
        foreach (var set in sets)
        {
            var points = PeerData.Overlapping(set.Customers, set.Features, set.Groups, set.Sigma, seed: 5);
            Report(command, $"overlap-{set.Customers}x{set.Features}", points, KMeans.Fit(points, new KMeansOptions { Clusters = set.Groups }, parallelism), parallelism);
        }
    }

    private static void Report(CommandArguments command, string name, FeatureMatrix points, ClusterSet clustering, Parallelism parallelism)
    {
        var segmented = SegmentedCustomers.Of(points, clustering, parallelism);
        var (k, d) = (clustering.Clusters, points.Features);
        var centroids = new float[k * d];
        for (var c = 0; c < k; c++) segmented.Centroids.CopyPoint(c, centroids.AsSpan(c * d, d));
        var begin = Stopwatch.GetTimestamp();
        var verdict = JurySelection.Of(points, centroids, new JuryOptions { Jurors = Jurors.CountFor(k, d) }, parallelism)!;
        var juryMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;

        var (kept, jaccard) = Refit(points, segmented.Labels, k, command.Number("resamples", 100), parallelism);
        var temperature = 2 * clustering.Inertia / ((double)points.Count * d);
        double[] stability = [.. verdict.Stability.Select(index => index ?? double.NaN)];
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "calibration",
            ["set"] = name,
            ["customers"] = points.Count,
            ["clusters"] = k,
            ["ece"] = Math.Round(CalibrationError(Stated(segmented, temperature, verdict.Jurors, points), kept), 4),
            ["ece_of_distances"] = Math.Round(CalibrationError(Stated(segmented, temperature, null, points), kept), 4),
            ["stability"] = stability.Select(index => Math.Round(index, 3)),
            ["jaccard_of_refits"] = jaccard.Select(index => Math.Round(index, 3)),
            ["stability_off_by"] = Math.Round(stability.Zip(jaccard, (stated, found) => Math.Abs(stated - found)).Max(), 3),
            ["jury_ms"] = Math.Round(juryMs, 1),
        }));
    }

    /// <summary>For each customer the share of refits in which it kept its segment, and for each segment the mean Jaccard index with that of the refits.</summary>
    private static (double[] Kept, double[] Jaccard) Refit(FeatureMatrix points, int[] labels, int clusters, int resamples, Parallelism parallelism)
    {
        var others = new int[resamples][];
        parallelism.For(resamples, resample =>
        {
            var random = new SeededRandom(resample, 77);
            var drawn = new int[points.Count];
            for (var i = 0; i < drawn.Length; i++) drawn[i] = random.NextInt(points.Count);
            var found = KMeans.Fit(points.Select(drawn), new KMeansOptions { Clusters = clusters, Seed = 1_000 + resample }, parallelism.Single);
            var of = Assignment.Of(points, found.Centroids, parallelism.Single).Labels;
            var shared = new int[clusters, clusters];
            for (var i = 0; i < of.Length; i++) shared[of[i], labels[i]]++;
            var match = HungarianAlignment.Match(shared);
            others[resample] = Array.ConvertAll(of, label => match[label]);
        });

        var (kept, jaccard) = (new double[points.Count], new double[clusters]);
        foreach (var of in others)
        {
            var (both, either) = (new int[clusters], new int[clusters]);
            for (var i = 0; i < of.Length; i++)
            {
                either[labels[i]]++;
                if (of[i] == labels[i])
                {
                    both[labels[i]]++;
                    kept[i] += 1.0 / resamples;
                }
                else either[of[i]]++;
            }

            for (var c = 0; c < clusters; c++) jaccard[c] += (double)both[c] / either[c] / resamples;
        }

        return (kept, jaccard);
    }

    private static double[] Stated(SegmentedCustomers segmented, double temperature, Jurors? jury, FeatureMatrix points)
    {
        var model = new SegmentationModel
        {
            FeatureSet = new FeatureSet([], [], new ColumnParts()),
            Centroids = segmented.Centroids,
            Temperature = temperature,
            Segments = [.. Enumerable.Range(1, segmented.Centroids.Count).Select(id => new Segment(id, $"Segment {id}", 0))],
            Jury = jury,
        };
        var (assigner, nearest, point, stated) = (new SegmentAssigner(model), new SegmentDistance[1], new float[points.Features], new double[points.Count]);
        for (var i = 0; i < stated.Length; i++)
        {
            points.CopyPoint(i, point);
            assigner.AssignPoint(point, nearest);
            stated[i] = nearest[0].Confidence;
        }

        return stated;
    }

    /// <summary>The expected calibration error (Naeini, Cooper and Hauskrecht 2015, AAAI): over bins of what was stated, the mean difference of what was stated and what came true.</summary>
    private static double CalibrationError(double[] stated, double[] kept)
    {
        var gaps = new double[Bins];
        for (var i = 0; i < stated.Length; i++) gaps[Math.Min(Bins - 1, (int)(stated[i] * Bins))] += stated[i] - kept[i];
        return gaps.Sum(Math.Abs) / stated.Length;
    }
}

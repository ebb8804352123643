using System.Globalization;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>
/// The entry point of this assembly: trains on fixed tables and prints what came out. What a processor can do is settled when a
/// process starts, so that <see cref="VectorWidthTests"/> starts one for each width.
/// </summary>
internal static class FingerprintProgram
{
    /// <summary>A few more than are searched as they are: what comes first is a sample. Several chunks, so that threads share each pass.</summary>
    private const int ManyCustomers = 25_000;

    /// <summary>So many that points are sorted, blocks rest, and centroids are chosen among.</summary>
    private const int ManySegments = 50;

    public static void Main() => Console.WriteLine(Fingerprints(threads: 2));

    /// <summary>The SHA-256 of three models with what is told of them, and the axes of a map.</summary>
    public static string Fingerprints(int threads) => string.Join(
        ' ',
        Fingerprint(FewCustomers(), new TrainingOptions { MaxClusters = 6, Restarts = 3 }, threads),
        Fingerprint(Crowd(), new TrainingOptions { Clusters = ManySegments, Restarts = 2 }, threads),
        Fingerprint(Cloud(), new TrainingOptions { MaxClusters = 6, Restarts = 2 }, threads),
        Axes(threads));

    private static string Fingerprint(CustomerTable table, TrainingOptions options, int threads)
    {
        var (model, report) = SegmentTrainer.Train(table, options, new Parallelism(threads, CancellationToken.None));
        var (structure, tree) = (report.Structure!, report.Tree!);
        var ofTree = tree.Tree.Merges.Sum(merge => merge.Height) + tree.Leaves.Sum(leaf => leaf?.Means.Sum() ?? 0) + tree.Cuts.Sum(cut => cut.Silhouette + cut.AriToKMeans ?? 0);
        return string.Join(
            ' ',
            [
                model.Fingerprint(), Exactly(report.Quality.Silhouette), Exactly(report.Quality.Inertia), $"{structure.Verdict} {structure.SeparateSegments}", Exactly(ofTree),
                .. model.Segments.Select(segment => segment.Name), .. report.Profiles.Select(profile => Exactly(profile.Stability)),
                .. report.Selection.Candidates.Select(candidate => $"{candidate.Groups} {Exactly(candidate.Stability)}"),
                .. structure.Neighbours.Select(pair => $"{pair.Valley} {Exactly(pair.Depth)} {Exactly(pair.P)} {pair.Customers}"),
            ]);
    }

    private static string Exactly(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "-";

    private static string Axes(int threads)
    {
        var (random, points) = (new Random(19), new FeatureMatrix(9_000, 12));
        for (var i = 0; i < points.Count; i++)
            for (var f = 0; f < points.Features; f++) points[i, f] = random.NextSingle() * (f + 1);
        var map = CustomerMap.Of(points, [.. Enumerable.Range(0, points.Features).Select(f => $"f{f}")], new Parallelism(threads, CancellationToken.None));
        return string.Join(' ', map.First.Weights.Concat(map.Second.Weights).Append(map.First.Share).Select(weight => Exactly(weight)));
    }

    private static CustomerTable FewCustomers() => CsvTable.Blobs(13, 60, 2, [0, 5, 9, 400], [7, 1, 3, 20], [3, 3, 3, 60], [20, 0, 1, 3000]);

    /// <summary>No groups: the stability of candidates is asked for.</summary>
    private static CustomerTable Cloud() => CsvTable.Blobs(23, 3_000, 2, [10, 10, 10]);

    private static CustomerTable Crowd()
    {
        var random = new Random(17);
        double[][] centres = [.. Enumerable.Range(0, ManySegments).Select(_ => (double[])[random.Next(20), random.Next(20), random.Next(20)])];
        return CsvTable.Blobs(18, ManyCustomers / ManySegments, 1, centres);
    }
}

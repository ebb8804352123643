using SegmentationService.Core.Clustering;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>
/// The entry point of this assembly: trains on a fixed table and prints what came out. What a processor can do is settled when a
/// process starts, so that <see cref="VectorWidthTests"/> starts one for each width.
/// </summary>
internal static class FingerprintProgram
{
    public static void Main() => Console.WriteLine(Fingerprint());

    public static string Fingerprint()
    {
        var table = CsvTable.Blobs(13, 60, 2, [0, 5, 9, 400], [7, 1, 3, 20], [3, 3, 3, 60], [20, 0, 1, 3000]);
        var model = SegmentTrainer.Train(table, new TrainingOptions { MaxClusters = 6, Restarts = 3 }, new Parallelism(2, CancellationToken.None));
        return $"{model.Fingerprint()} {model.Quality.Silhouette:R} {model.Quality.Inertia:R}";
    }
}

using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects what the confidence says: of customers with a confidence of 0.8 eight in ten keep their segment when the segments are found anew on resampled customers.</summary>
public sealed class CalibrationTests
{
    private const int Resamples = 40;
    private const int Bins = 15;

    /// <summary>Groups that overlap, as many as there are segments: the distances alone are wrong by about three times as much.</summary>
    [Fact]
    public void Confidence_GroupsThatOverlap_IsHowOftenCustomersKeepTheirSegment() =>
        AtMost(0.03, CsvTable.Blobs(21, 150, 1.6, [0, 0], [4, 0], [0, 4], [4, 4]), clusters: 4);

    /// <summary>A continuum has several cuts that are as good: customers change their segment although they lie far from its border.</summary>
    [Fact]
    public void Confidence_OneGroupCutIntoFive_IsHowOftenCustomersKeepTheirSegment() =>
        AtMost(0.05, CsvTable.Blobs(22, 600, 1, [0.0, 0]), clusters: 5);

    private static void AtMost(double limit, CustomerTable table, int clusters)
    {
        var options = new TrainingOptions { Clusters = clusters, Restarts = 5 };
        var parallelism = new Parallelism(2, CancellationToken.None);
        var points = SegmentTrainer.Prepare(table, options, parallelism).Points;
        var model = SegmentTrainer.Train(table, options, parallelism).Model;
        var (assigner, nearest, point) = (new SegmentAssigner(model), new SegmentDistance[1], new float[points.Features]);
        var assigned = Enumerable.Range(0, points.Count).Select(i =>
        {
            points.CopyPoint(i, point);
            assigner.AssignPoint(point, nearest);
            return nearest[0];
        }).ToArray();

        var kept = new double[points.Count];
        var random = new Random(5);
        for (var resample = 0; resample < Resamples; resample++)
        {
            int[] drawn = [.. Enumerable.Range(0, points.Count).Select(_ => random.Next(points.Count))];
            var refit = KMeans.Fit(points.Select(drawn), new KMeansOptions { Clusters = clusters, Restarts = 5, Seed = 100 + resample }, parallelism);
            var labels = Assignment.Of(points, refit.Centroids, parallelism).Labels;
            var match = BestMatch(assigned, labels, clusters);
            for (var i = 0; i < kept.Length; i++)
                if (match[labels[i]] == assigned[i].Segment) kept[i] += 1.0 / Resamples;
        }

        var gaps = new double[Bins];
        for (var i = 0; i < kept.Length; i++) gaps[Math.Min(Bins - 1, (int)(assigned[i].Confidence * Bins))] += assigned[i].Confidence - kept[i];
        Assert.InRange(gaps.Sum(Math.Abs) / kept.Length, 0, limit);
    }

    /// <summary>Of all orders of the segments the one in which most customers keep theirs.</summary>
    private static int[] BestMatch(SegmentDistance[] assigned, int[] labels, int clusters)
    {
        var shared = new int[clusters, clusters];
        for (var i = 0; i < labels.Length; i++) shared[labels[i], assigned[i].Segment]++;
        return Orders([.. Enumerable.Range(0, clusters)]).MaxBy(order => Enumerable.Range(0, clusters).Sum(c => shared[c, order[c]]))!;
    }

    private static IEnumerable<int[]> Orders(int[] items) =>
        items.Length == 0 ? [[]] : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}

using System.Globalization;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Charts;

/// <summary>Makes the charts of a model from the customers that it was trained on.</summary>
public static class ChartPainter
{
    /// <summary>The most customers shown one by one.</summary>
    public const int MostShown = 2_000;

    /// <summary>The bins of a histogram; a feature of fewer distinct values has one for each.</summary>
    public const int Bins = 24;

    /// <summary>So many multiplications go into the distances of the sampled; of very many features fewer are sampled.</summary>
    private const double MostWork = 4e10;

    /// <summary>O(n) for the draw, and O(m^2 d) for the silhouettes of the m sampled, at most <see cref="MostWork"/> but for two of each segment.</summary>
    /// <param name="customers">The customers, prepared.</param>
    /// <param name="segmented">The same customers in their segments.</param>
    /// <param name="seed">The seed of the training; the draws begin with it.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public static SegmentCharts Paint(PreparedCustomers customers, SegmentedCustomers segmented, long seed, Parallelism parallelism)
    {
        var (labels, sizes) = (segmented.Labels, segmented.Sizes);
        var most = (int)Math.Sqrt(MostWork / customers.Points.Features);
        var sample = Sample(labels, sizes, Math.Min(Silhouette.ExactUpTo, most), Math.Min(Silhouette.SampleSize, most), leastOfSegment: 2, seed);
        var points = sample.Length == labels.Length ? customers.Points : customers.Points.Select(sample);
        int[] segments = [.. sample.Select(customer => labels[customer])];
        parallelism.Cancellation.ThrowIfCancellationRequested();

        var map = CustomerMap.Of(points, [.. customers.FeatureSet.Features.Select(feature => feature.Name)], parallelism);
        var silhouettes = Silhouette.OfEach(points, segments, sizes.Length, parallelism);
        var shown = Sample(segments, CountOf(segments, sizes.Length), MostShown, MostShown, leastOfSegment: sizes.Length * 4 > MostShown ? 0 : 2, seed);
        var histograms = new FeatureHistogram[points.Features];
        parallelism.For(histograms.Length, f => histograms[f] = Count(points, f, customers.FeatureSet.Features[f], segments, sizes.Length));
        return new SegmentCharts(
            map,
            [.. shown.Select(i => new ShownCustomer(customers.Id(sample[i]), segments[i], Locate(i), silhouettes?[i]))],
            histograms,
            segmented.Effects,
            silhouettes is null ? [] : Means(silhouettes, segments, sizes.Length),
            sample.Length);

        MapPlace Locate(int i)
        {
            parallelism.Cancellation.ThrowIfCancellationRequested();
            Span<float> point = new float[points.Features];
            points.CopyPoint(i, point);
            return map.Locate(point);
        }
    }

    /// <summary>All customers up to a number, and above it a sample of another, in ascending order.</summary>
    private static int[] Sample(int[] labels, int[] sizes, int allUpTo, int size, int leastOfSegment, long seed)
    {
        if (labels.Length <= allUpTo) return [.. Enumerable.Range(0, labels.Length)];
        var share = (double)size / labels.Length;
        return ClusterMembers.Of(labels, ClusterSample.Ranks(sizes, seed, count => Math.Max(leastOfSegment, (int)Math.Floor(count * share))));
    }

    private static FeatureHistogram Count(FeatureMatrix points, int f, Feature feature, int[] segments, int segmentCount)
    {
        var values = new float[points.Count];
        for (var i = 0; i < values.Length; i++) values[i] = points[i, f];
        var distinct = values.Distinct().Take(Bins + 1).Order().ToArray();
        var (least, largest) = (values.Min(), values.Max());
        var single = distinct.Length <= Bins;

        HistogramBin[] bins = single
            ? [.. distinct.Select(value => new HistogramBin(Restore(value), Restore(value)))]
            : [.. Enumerable.Range(0, Bins).Select(bin => new HistogramBin(Restore(Edge(bin)), Restore(Edge(bin + 1))))];
        var counts = new int[Math.Min(segmentCount, FeatureHistogram.MostSegments)][];
        for (var c = 0; c < counts.Length; c++) counts[c] = new int[bins.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (segments[i] >= counts.Length) continue;
            var bin = single ? Array.BinarySearch(distinct, values[i]) : Math.Min(Bins - 1, (int)(((double)values[i] - least) / ((double)largest - least) * Bins));
            counts[segments[i]][bin]++;
        }

        return new FeatureHistogram(feature.Name, bins, counts);

        // A coordinate is a float; more digits than it has would only look exact, and its rounding is not beside a 0.
        double Restore(double coordinate)
        {
            var value = feature.Restore(coordinate);
            return Math.Abs(value) < 1e-7 * (feature.Max - feature.Min) ? 0 : double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        double Edge(int edge) => least + (((double)largest - least) * edge / Bins);
    }

    private static double[] Means(double[] silhouettes, int[] segments, int segmentCount)
    {
        var (sums, counts) = (new double[segmentCount], CountOf(segments, segmentCount));
        for (var i = 0; i < silhouettes.Length; i++) sums[segments[i]] += silhouettes[i];
        return [.. sums.Select((sum, c) => sum / Math.Max(1, counts[c]))];
    }

    private static int[] CountOf(int[] labels, int clusters)
    {
        var sizes = new int[clusters];
        foreach (var label in labels) sizes[label]++;
        return sizes;
    }
}

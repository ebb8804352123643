namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Textbook definitions in double precision, as plain as they can be written: what the fast forms are held against.</summary>
internal static class NaiveClustering
{
    public static double SquaredDistance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    public static int Nearest(double[] point, double[][] centroids) =>
        Enumerable.Range(0, centroids.Length).MinBy(c => SquaredDistance(point, centroids[c]));

    public static double[] Mean(IReadOnlyCollection<double[]> points, int features) =>
        [.. Enumerable.Range(0, features).Select(f => points.Average(point => point[f]))];

    public static double Inertia(double[][] points, int[] labels, double[][] centroids) =>
        points.Select((point, i) => SquaredDistance(point, centroids[labels[i]])).Sum();

    /// <summary>Lloyd's algorithm from given centroids, for starts that leave no cluster empty.</summary>
    public static (double[][] Centroids, int[] Labels, int Iterations) Lloyd(double[][] points, double[][] start)
    {
        var centroids = start;
        int[] labels = [.. points.Select(_ => -1)];
        for (var iteration = 1; ; iteration++)
        {
            int[] next = [.. points.Select(point => Nearest(point, centroids))];
            if (next.SequenceEqual(labels)) return (centroids, labels, iteration);
            labels = next;
            centroids = [.. centroids.Select((_, c) => Mean([.. points.Where((_, i) => next[i] == c)], points[0].Length))];
        }
    }

    /// <summary>The mean over the points of (b - a) / max(a, b): a to the own cluster, b to the nearest other one; 0 for singletons.</summary>
    public static double Silhouette(double[][] points, int[] labels)
    {
        var clusters = labels.Distinct().ToArray();
        return points.Select((point, i) =>
        {
            if (labels.Count(label => label == labels[i]) == 1) return 0;
            var a = points.Where((_, j) => j != i && labels[j] == labels[i]).Average(other => Math.Sqrt(SquaredDistance(point, other)));
            var b = clusters.Where(c => c != labels[i])
                .Min(c => points.Where((_, j) => labels[j] == c).Average(other => Math.Sqrt(SquaredDistance(point, other))));
            return Math.Max(a, b) == 0 ? 0 : (b - a) / Math.Max(a, b);
        }).Average();
    }

    /// <summary>Dispersion between clusters over dispersion within, each by its degrees of freedom.</summary>
    public static double CalinskiHarabasz(double[][] points, int[] labels)
    {
        var d = points[0].Length;
        var clusters = points.Zip(labels).GroupBy(pair => pair.Second, pair => pair.First).Select(group => group.ToArray()).ToArray();
        var middle = Mean(points, d);
        var between = clusters.Sum(members => members.Length * SquaredDistance(Mean(members, d), middle));
        var within = clusters.Sum(members => members.Sum(point => SquaredDistance(point, Mean(members, d))));
        return between / (clusters.Length - 1) / (within / (points.Length - clusters.Length));
    }

    /// <summary>For each cluster the worst ratio of the spreads of two to their distance, averaged.</summary>
    public static double DaviesBouldin(double[][] points, int[] labels)
    {
        var d = points[0].Length;
        var clusters = points.Zip(labels).GroupBy(pair => pair.Second, pair => pair.First).Select(group => group.ToArray()).ToArray();
        var means = clusters.Select(members => Mean(members, d)).ToArray();
        var spreads = clusters.Select((members, c) => members.Average(point => Math.Sqrt(SquaredDistance(point, means[c])))).ToArray();
        return Enumerable.Range(0, clusters.Length).Average(a => Enumerable.Range(0, clusters.Length).Where(b => b != a)
            .Max(b => (spreads[a] + spreads[b]) / Math.Sqrt(SquaredDistance(means[a], means[b]))));
    }
}

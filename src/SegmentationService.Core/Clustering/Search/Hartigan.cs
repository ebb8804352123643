using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// Hartigan's method (Hartigan 1975, "Clustering Algorithms"; Telgarsky and Vattani 2010, PMLR 9): moves single points as long
/// as a move lowers the inertia. Its optima are a subset of Lloyd's, so it leaves many of those that Lloyd is caught in.
/// </summary>
internal static class Hartigan
{
    private const int MaxPasses = 20;
    private const double LeastGain = 1e-9;

    /// <summary>Improves a clustering by moves of single points, in the order of the points. O(n k d) a pass.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="result">A result of Lloyd's algorithm; not changed.</param>
    /// <param name="cancellation">Cancels between two points.</param>
    /// <returns>The centroids after the moves, k x d; null when no move lowers the inertia.</returns>
    public static float[]? Improve(FeatureMatrix points, KMeansResult result, CancellationToken cancellation)
    {
        var d = points.Features;
        var counts = (int[])result.Sizes.Clone();
        var labels = (int[])result.Labels.Clone();
        var point = new float[d];
        var sums = new double[counts.Length * d];
        for (var i = 0; i < labels.Length; i++)
        {
            points.CopyPoint(i, point);
            Add(sums.AsSpan(labels[i] * d, d), point, +1);
        }

        var moved = 0;
        for (int pass = 0, moves = -1; pass < MaxPasses && moves != 0; pass++)
        {
            moves = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (counts[labels[i]] <= 1) continue;
                points.CopyPoint(i, point);
                var target = BetterCluster(point, labels[i], sums, counts);
                if (target < 0) continue;
                Add(sums.AsSpan(labels[i] * d, d), point, -1);
                Add(sums.AsSpan(target * d, d), point, +1);
                counts[labels[i]]--;
                counts[target]++;
                labels[i] = target;
                moves++;
            }

            moved += moves;
        }

        return moved == 0 ? null : Centroids(sums, counts, result.Centroids, d);
    }

    /// <summary>The cluster in which the point costs least, or -1 when that is its own.</summary>
    private static int BetterCluster(float[] point, int own, double[] sums, int[] counts)
    {
        var d = point.Length;
        var cost = SquaredDistance(point, sums.AsSpan(own * d, d), counts[own]) * counts[own] / (counts[own] - 1.0) * (1 - LeastGain);
        var best = -1;
        for (var c = 0; c < counts.Length; c++)
        {
            if (c == own) continue;
            var costThere = SquaredDistance(point, sums.AsSpan(c * d, d), counts[c]) * counts[c] / (counts[c] + 1.0);
            if (costThere < cost) (cost, best) = (costThere, c);
        }

        return best;
    }

    private static double SquaredDistance(ReadOnlySpan<float> point, ReadOnlySpan<double> sum, int count)
    {
        var inverse = 1.0 / Math.Max(count, 1);
        var total = 0.0;
        for (var f = 0; f < point.Length; f++)
        {
            var difference = point[f] - (sum[f] * inverse);
            total += difference * difference;
        }

        return total;
    }

    private static void Add(Span<double> sum, ReadOnlySpan<float> point, int sign)
    {
        for (var f = 0; f < point.Length; f++) sum[f] += sign * point[f];
    }

    private static float[] Centroids(double[] sums, int[] counts, float[] before, int d)
    {
        var centroids = (float[])before.Clone();
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] == 0) continue;
            for (var j = c * d; j < (c + 1) * d; j++) centroids[j] = (float)(sums[j] / counts[c]);
        }

        return centroids;
    }
}

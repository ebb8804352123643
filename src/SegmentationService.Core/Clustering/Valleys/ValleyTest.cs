using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>
/// Asks whether fewer customers lie between two neighbouring clusters than in either. Where the valley is deepest is looked for among one half of the customers, and how deep it is among
/// the other: who looks where it is deepest would find one anywhere. For one clustering; thread-safe.
/// </summary>
/// <param name="sample">The customers.</param>
/// <param name="clustering">The clusters.</param>
/// <param name="parallelism">How many threads may work on the labels; the result does not depend on it.</param>
internal sealed class ValleyTest(StructureSample sample, ClusterSet clustering, Parallelism parallelism)
{
    private readonly int[] _labels = Assignment.Of(sample.Points, clustering.Centroids, parallelism).Labels;

    /// <summary>The valley between two clusters, the median of five splits into halves. O(m (d + log m)).</summary>
    /// <param name="a">The one cluster.</param>
    /// <param name="b">The other.</param>
    /// <param name="tube">Of the thread.</param>
    /// <param name="isForShow">Whether its probability is shown: then the dip is asked too where the depth alone says that there is no valley.</param>
    public Valley Between(int a, int b, Tube tube, bool isForShow)
    {
        tube.Lay(_labels, clustering.Centroids, a, b);
        var (tails, depths, customers) = (new double[StructureSample.Splits], new double[StructureSample.Splits], new int[StructureSample.Splits]);
        for (var split = 0; split < StructureSample.Splits; split++)
        {
            var (left, middle, right) = CountOf(tube.UpTo(split, 0), tube.UpTo(split, 1));
            tails[split] = Math.Max(BinomialTail.AtMost(middle, left), BinomialTail.AtMost(middle, right));
            customers[split] = Math.Min(left, right);
            depths[split] = customers[split] > 0 ? 1 - ((double)middle / customers[split]) : 0;
        }

        var valley = new Valley(a, b, Math.Min(1, 2 * MedianOf(tails)), MedianOf(depths), MedianOf(customers));
        if (2 * MedianOf(tails) <= Valley.Level(clustering.Clusters)) return valley;
        if (!isForShow && valley.Depth < Valley.LeastDepth && !valley.IsTooSmall(clustering.Clusters)) return valley;
        return valley with { P = Math.Min(valley.P, Math.Min(1, 2 * DipStatistic.PValue(tube.SortedPlaces()))) };
    }

    /// <summary>The customers in the windows, those of the one half in the windows of the other and the other way round.</summary>
    private static (int Left, int Middle, int Right) CountOf(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first[^1] == 0 || second[^1] == 0) return default;
        var (one, other) = (ValleyWindows.Deepest(first).CountIn(second), ValleyWindows.Deepest(second).CountIn(first));
        return (one.Left + other.Left, one.Middle + other.Middle, one.Right + other.Right);
    }

    private static T MedianOf<T>(T[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}

using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Which cluster each point belongs to, told without a label: the nearest centroid, by one of two arithmetics. Labels are a function of a point and
/// of this alone, so that whoever holds points works them out, anywhere and as often as they are wanted.
/// </summary>
/// <param name="Centroids">k x d, row-major.</param>
/// <param name="IsExact">Whether centroids are compared by exact differences, the arithmetic of prediction, and not by the scores of Lloyd's passes.</param>
internal sealed record Labelling(float[] Centroids, bool IsExact)
{
    /// <summary>Points that were put into another cluster than the nearest, by their 0-based numbers.</summary>
    public IReadOnlyList<(int Point, int Cluster)> Moved { get; init; } = [];

    /// <summary>Whether another one gives every point the same label, since it says the same.</summary>
    public bool IsSameAs(Labelling? other) => ReferenceEquals(this, other)
        || (other is not null
            && IsExact == other.IsExact
            && (Centroids == other.Centroids || Centroids.AsSpan().SequenceEqual(other.Centroids))
            && Moved.SequenceEqual(other.Moved));

    /// <summary>The same for some of the points, numbered from 0 on.</summary>
    /// <param name="first">The number of the first of them.</param>
    /// <param name="count">How many there are.</param>
    public Labelling Within(int first, int count) => Moved.Count == 0
        ? this
        : this with { Moved = [.. Moved.Where(moved => moved.Point >= first && moved.Point - first < count).Select(moved => (moved.Point - first, moved.Cluster))] };

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static Labelling ReadFrom(BinaryReader reader)
    {
        var (isExact, centroids) = (reader.ReadBoolean(), reader.ReadArray<float>());
        return new Labelling(centroids, isExact) { Moved = [.. reader.ReadArray<int>().Zip(reader.ReadArray<int>())] };
    }

    /// <summary>Writes all that it says.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(IsExact);
        writer.WriteArray<float>(Centroids);
        writer.WriteArray<int>([.. Moved.Select(moved => moved.Point)]);
        writer.WriteArray<int>([.. Moved.Select(moved => moved.Cluster)]);
    }

    /// <summary>The labels of points. O(n k d).</summary>
    /// <param name="points">n x d.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public int[] LabelsOf(FeatureMatrix points, Parallelism parallelism)
    {
        var labels = IsExact ? Assignment.Of(points, Centroids, parallelism).Labels : ByScores(points, parallelism);
        foreach (var (point, cluster) in Moved) labels[point] = cluster;
        return labels;
    }

    private int[] ByScores(FeatureMatrix points, Parallelism parallelism)
    {
        var packed = new float[Centroids.Length / points.Features * CentroidScores.Stride(points.Features)];
        CentroidScores.Pack(Centroids, points.Features, packed);
        var labels = GC.AllocateUninitializedArray<int>(points.Count);
        new FixedChunks(points).Run(parallelism, (_, first, end) => WidestLane.Run<Scoring, int>(new Scoring(points, packed, labels, first, end, parallelism.Cancellation)));
        return labels;
    }

    private readonly struct Scoring(FeatureMatrix points, float[] packed, int[] labels, int first, int end, CancellationToken cancellation) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Span<int> nearest = stackalloc int[FeatureMatrix.BlockSize];
            for (var block = first; block < end; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                CentroidScores.Assign<TLane>(points.Block(block), packed, nearest);
                nearest[..points.PointsIn(block)].CopyTo(labels.AsSpan(block * FeatureMatrix.BlockSize));
            }

            return end - first;
        }
    }
}

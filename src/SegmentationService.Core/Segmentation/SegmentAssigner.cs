using System.Buffers;
using System.Runtime.InteropServices;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation;

/// <summary>One segment as seen from a customer.</summary>
/// <param name="Segment">0-based.</param>
/// <param name="Confidence">0 to 1; over all segments it sums to 1.</param>
/// <param name="Distance">Euclidean, in the feature space.</param>
public readonly record struct SegmentDistance(int Segment, double Confidence, double Distance)
{
    /// <summary>Whether less than half speaks for the segment.</summary>
    public bool IsUncertain => Confidence < 0.5;
}

/// <summary>Assigns customers to the segments of a model. Thread-safe; one instance serves all requests.</summary>
/// <param name="model">The model.</param>
public sealed class SegmentAssigner(SegmentationModel model)
{
    private const int MostOnStack = 4 * FeatureMatrix.BlockSize;

    private readonly int _segments = model.Segments.Count;
    private readonly int _padded = model.Centroids.Blocks * FeatureMatrix.BlockSize;
    private readonly double _temperature = model.Temperature;
    private readonly Jurors? _jury = model.Jury;
    private readonly JuryReach? _reach = model.Jury is null ? null : new JuryReach(model.Jury, model.Centroids);

    /// <summary>The model.</summary>
    public SegmentationModel Model { get; } = model;

    /// <summary>
    /// Assigns one customer to the nearest segment. The confidence of a segment is (votes + w) / (B + 1): the share of the B jurors to whom it is the nearest one, and w as one more
    /// vote, the softmax of the negative squared distances over T, which tells segments apart that all jurors or none vote for. Without a jury it is w. O(k d) where the jurors are surely of one
    /// mind, else O(B k d).
    /// </summary>
    /// <param name="inputs">in: a value for each input of the model, NaN where it is missing.</param>
    /// <param name="nearest">out: the nearest segments, nearest first, as many as fit (of equally near ones the first).</param>
    /// <returns>Whether the customer lies farther out than 99.5 % of the training customers of its segment, or a value of it farther than that of any.</returns>
    public bool Assign(ReadOnlySpan<double> inputs, Span<SegmentDistance> nearest)
    {
        Span<float> point = stackalloc float[Model.Centroids.Features];
        return Assign(inputs, point, nearest);
    }

    /// <summary>The same for who wants to know the point, too.</summary>
    /// <param name="inputs">in: a value for each input of the model, NaN where it is missing.</param>
    /// <param name="point">out: d coordinates.</param>
    /// <param name="nearest">out: the nearest segments.</param>
    /// <inheritdoc cref="Assign(ReadOnlySpan{double}, Span{SegmentDistance})" path="/returns"/>
    public bool Assign(ReadOnlySpan<double> inputs, Span<float> point, Span<SegmentDistance> nearest)
    {
        var outside = Model.FeatureSet.Prepare(inputs, point);
        AssignPoint(point, nearest);
        return outside || nearest[0].Distance > Model.Segments[nearest[0].Segment].Radius;
    }

    /// <summary>Assigns a customer that is a point already.</summary>
    /// <param name="point">in: d coordinates.</param>
    /// <param name="nearest">out: the nearest segments, nearest first, as many as fit; at most k.</param>
    public void AssignPoint(ReadOnlySpan<float> point, Span<SegmentDistance> nearest)
    {
        if (_padded > MostOnStack)
        {
            var buffer = ArrayPool<float>.Shared.Rent(_padded);
            AssignPoint(point, nearest, buffer.AsSpan(0, _padded));
            ArrayPool<float>.Shared.Return(buffer);
            return;
        }

        Span<float> distances = stackalloc float[_padded];
        AssignPoint(point, nearest, distances);
    }

    /// <summary>The segment that <see cref="AssignPoint(ReadOnlySpan{float}, Span{SegmentDistance})"/> finds nearest, without its confidence. O(k d).</summary>
    /// <param name="point">in: d coordinates.</param>
    public int Nearest(ReadOnlySpan<float> point)
    {
        float[]? rented = null;
        var distances = _padded > MostOnStack ? (rented = ArrayPool<float>.Shared.Rent(_padded)).AsSpan(0, _padded) : stackalloc float[_padded];
        MatrixDistances.Squared(Model.Centroids, point, distances);
        var (nearest, smallest) = (0, float.MaxValue);
        for (var c = 0; c < _segments; c++)
            if (distances[c] < smallest) (nearest, smallest) = (c, distances[c]);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
        return nearest;
    }

    private void AssignPoint(ReadOnlySpan<float> point, Span<SegmentDistance> nearest, Span<float> distances)
    {
        MatrixDistances.Squared(Model.Centroids, point, distances);
        distances[_segments..].Fill(float.PositiveInfinity);
        FindNearest(distances[.._segments], nearest);
        if (double.IsInfinity(nearest[^1].Distance)) FindFar(distances[.._segments], nearest);

        var smallest = (float)nearest[0].Distance;
        var sum = SoftmaxWeights.Sum(distances, smallest, _temperature);

        // Where all jurors surely vote for the nearest segment none is asked.
        Span<float> room = stackalloc float[Jurors.Usual];
        var votes = room[..0];
        var (jurors, unanimous) = (_jury?.Count ?? 0, 0);
        if (_jury is not null && _reach!.IsUnanimous(distances, nearest[0].Segment)) unanimous = jurors;
        else if (_jury is not null)
        {
            votes = room[..jurors];
            JurorVotes.Cast(_jury.Centroids, point, votes);
        }

        for (var i = 0; i < nearest.Length; i++)
        {
            var found = nearest[i];
            var weight = SoftmaxWeights.Of((float)found.Distance, smallest, _temperature) / sum;
            var ownVotes = (i == 0 ? unanimous : 0) + CountOf(votes, found.Segment);
            nearest[i] = new SegmentDistance(found.Segment, (ownVotes + weight) / (jurors + 1), Math.Sqrt(found.Distance));
        }
    }

    private static int CountOf(ReadOnlySpan<float> votes, int segment) =>
        MemoryMarshal.Cast<float, int>(votes).Count(BitConverter.SingleToInt32Bits(segment));

    /// <summary>Of models stored before coordinates were bounded: what is farther than a float can tell counts as that far, so that no answer is infinite.</summary>
    private static void FindFar(Span<float> distances, Span<SegmentDistance> nearest)
    {
        foreach (ref var distance in distances) distance = Math.Min(distance, float.MaxValue);
        FindNearest(distances, nearest);
    }

    /// <summary>One pass over all distances that keeps the smallest so far in their order.</summary>
    /// <param name="distances">in: squared distances, at least as many as are looked for.</param>
    /// <param name="nearest">out: the smallest, without their confidences.</param>
    private static void FindNearest(ReadOnlySpan<float> distances, Span<SegmentDistance> nearest)
    {
        var found = 0;
        var farthest = float.PositiveInfinity;
        for (var c = 0; c < distances.Length; c++)
        {
            // Of equally near ones the first stays before.
            if (found == nearest.Length && distances[c] >= farthest) continue;
            var rank = found < nearest.Length ? found++ : found - 1;
            for (; rank > 0 && nearest[rank - 1].Distance > distances[c]; rank--) nearest[rank] = nearest[rank - 1];
            nearest[rank] = new SegmentDistance(c, 0, distances[c]);
            farthest = (float)nearest[found - 1].Distance;
        }
    }
}

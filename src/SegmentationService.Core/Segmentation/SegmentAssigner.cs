using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation;

/// <summary>One segment as seen from a customer.</summary>
/// <param name="Segment">0-based.</param>
/// <param name="Confidence">0 to 1; over all segments it sums to 1.</param>
/// <param name="Distance">Euclidean, in the feature space.</param>
public readonly record struct SegmentDistance(int Segment, double Confidence, double Distance);

/// <summary>Assigns customers to the segments of a model. Thread-safe; one instance serves all requests.</summary>
/// <param name="model">The model.</param>
public sealed class SegmentAssigner(SegmentationModel model)
{
    private readonly int _padded = model.Centroids.Blocks * FeatureMatrix.BlockSize;

    /// <summary>The model.</summary>
    public SegmentationModel Model { get; } = model;

    /// <summary>
    /// Assigns one customer: softmax of the negative squared distances over T, so equally near segments get equal confidence.
    /// O(k d).
    /// </summary>
    /// <param name="inputs">in: a value for each input of the model, NaN where it is missing.</param>
    /// <param name="nearest">out: the nearest segments, nearest first, as many as fit (of equally near ones the first).</param>
    /// <returns>Whether the customer is unlike every training customer of its segment.</returns>
    public bool Assign(ReadOnlySpan<double> inputs, Span<SegmentDistance> nearest)
    {
        Span<float> point = stackalloc float[Model.Centroids.Features];
        var outside = Model.FeatureSet.Prepare(inputs, point);
        AssignPoint(point, nearest);
        return outside || nearest[0].Distance > Model.Segments[nearest[0].Segment].Radius;
    }

    /// <summary>Assigns a customer that is a point already.</summary>
    /// <param name="point">in: d coordinates.</param>
    /// <param name="nearest">out: the nearest segments, nearest first, as many as fit.</param>
    public void AssignPoint(ReadOnlySpan<float> point, Span<SegmentDistance> nearest)
    {
        var buffer = System.Buffers.ArrayPool<float>.Shared.Rent(_padded);
        var distances = buffer.AsSpan(0, _padded);
        WidestLane.Run<DistancesWork, int>(new DistancesWork(Model.Centroids, point, distances));
        distances = distances[..Model.Segments.Count];

        var smallest = float.PositiveInfinity;
        foreach (var distance in distances) smallest = Math.Min(smallest, distance);
        var sum = 0.0;
        foreach (var distance in distances) sum += Weight(distance, smallest);
        for (var rank = 0; rank < nearest.Length; rank++)
        {
            var segment = Nearest(distances);
            nearest[rank] = new SegmentDistance(segment, Weight(distances[segment], smallest) / sum, Math.Sqrt(distances[segment]));
            distances[segment] = float.NaN;
        }

        System.Buffers.ArrayPool<float>.Shared.Return(buffer);
    }

    private double Weight(float squaredDistance, float smallest) => Math.Exp(((double)smallest - squaredDistance) / Model.Temperature);

    private static int Nearest(ReadOnlySpan<float> distances)
    {
        var nearest = -1;
        for (var c = 0; c < distances.Length; c++)
            if (!float.IsNaN(distances[c]) && (nearest < 0 || distances[c] < distances[nearest])) nearest = c;
        return nearest;
    }

    private readonly ref struct DistancesWork(FeatureMatrix centroids, ReadOnlySpan<float> point, Span<float> distances) : ILaneWork<int>
    {
        private readonly ReadOnlySpan<float> _point = point;
        private readonly Span<float> _distances = distances;

        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            for (var block = 0; block < centroids.Blocks; block++)
                PointDistances.Squared<TLane>(centroids.Block(block), _point, _distances[(block * FeatureMatrix.BlockSize)..]);
            return centroids.Blocks;
        }
    }
}

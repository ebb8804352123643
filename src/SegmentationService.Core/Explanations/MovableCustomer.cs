using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Explanations;

/// <summary>
/// A customer in the feature space, and the segment that it would be in with other coordinates, by the very arithmetic of prediction.
/// Reused from customer to customer; not for several threads at once.
/// </summary>
/// <param name="assigner">The arithmetic of prediction.</param>
internal sealed class MovableCustomer(SegmentAssigner assigner)
{
    private readonly FeatureSet _set = assigner.Model.FeatureSet;
    private readonly int _segments = assigner.Model.Segments.Count;
    private readonly double[] _centroids = ByFeature(assigner.Model);
    private readonly double[] _inputs = new double[assigner.Model.FeatureSet.Inputs.Count];
    private readonly float[] _point = new float[assigner.Model.Centroids.Features];
    private readonly float[] _moved = new float[assigner.Model.Centroids.Features];
    private readonly double[] _gaps = new double[assigner.Model.Segments.Count];
    private readonly double[] _apart = new double[assigner.Model.Segments.Count];

    /// <summary>Its segment, 0-based.</summary>
    public int Segment { get; private set; }

    /// <summary>Its values: NaN where one is missing.</summary>
    public ReadOnlySpan<double> Inputs => _inputs;

    /// <summary>Whether it has no value of an input.</summary>
    public bool IsMissing(int input) => double.IsNaN(_inputs[input]);

    /// <summary>Its coordinates.</summary>
    public ReadOnlySpan<float> Point => _point;

    /// <summary>For each segment how much larger the squared distance to it is than that to the customer's own.</summary>
    public ReadOnlySpan<double> Gaps => _gaps;

    /// <summary>The squared distance to the customer's own segment.</summary>
    public double Square { get; private set; }

    /// <summary>The coordinates of all centroids in one feature.</summary>
    /// <param name="feature">0-based feature.</param>
    public ReadOnlySpan<double> Centroids(int feature) => _centroids.AsSpan(feature * _segments, _segments);

    /// <summary>Puts a customer in its place. O(k d).</summary>
    /// <param name="inputs">in: a value for each input, NaN where it is missing.</param>
    public void Place(ReadOnlySpan<double> inputs)
    {
        inputs.CopyTo(_inputs);
        _set.Prepare(inputs, _point);
        _point.CopyTo(_moved, 0);
        Segment = assigner.Nearest(_point);
        Array.Clear(_gaps);
        Array.Clear(_apart);
        for (var f = 0; f < _point.Length; f++)
        {
            var centroids = Centroids(f);
            var (x, own) = ((double)_point[f], centroids[Segment]);
            for (var c = 0; c < centroids.Length; c++)
            {
                _gaps[c] += (x - centroids[c]) * (x - centroids[c]);
                _apart[c] += (own - centroids[c]) * (own - centroids[c]);
            }
        }

        Square = _gaps[Segment];
        foreach (ref var gap in _gaps.AsSpan()) gap -= Square;
    }

    /// <summary>The nearest boundary: the least (d_b^2 - d_a^2) / (2 |b - a|) of all b. O(k).</summary>
    public NearestBoundary? Boundary()
    {
        NearestBoundary? nearest = null;
        for (var c = 0; c < _gaps.Length; c++)
        {
            // Rounding may put a customer that lies on a boundary to the wrong side of it.
            if (_apart[c] == 0) continue;
            var distance = Math.Max(0, _gaps[c]) / (2 * Math.Sqrt(_apart[c]));
            if (nearest is not { } known || distance < known.Distance) nearest = new NearestBoundary(distance, c);
        }

        return nearest;
    }

    /// <summary>The segment with one coordinate another. O(k d).</summary>
    public int SegmentAt(int feature, float coordinate)
    {
        _moved[feature] = coordinate;
        var segment = assigner.Nearest(_moved);
        _moved[feature] = _point[feature];
        return segment;
    }

    /// <summary>The segment with two coordinates others. A feature of -1 does not exist. O(k d).</summary>
    public int SegmentAt(int first, float ofFirst, int second, float ofSecond)
    {
        if (first < 0) return second < 0 ? Segment : SegmentAt(second, ofSecond);
        _moved[first] = ofFirst;
        var segment = second < 0 ? assigner.Nearest(_moved) : SegmentAt(second, ofSecond);
        _moved[first] = _point[first];
        return segment;
    }

    /// <summary>The segment with some coordinates others. O(k d).</summary>
    public int SegmentAt(ReadOnlySpan<int> features, ReadOnlySpan<float> coordinates)
    {
        for (var i = 0; i < features.Length; i++) _moved[features[i]] = coordinates[i];
        var segment = assigner.Nearest(_moved);
        foreach (var feature in features) _moved[feature] = _point[feature];
        return segment;
    }

    /// <summary>The coordinates of some features with another value of an input.</summary>
    /// <param name="input">0-based input.</param>
    /// <param name="value">Its other value.</param>
    /// <param name="features">in: the features.</param>
    /// <param name="coordinates">out: a coordinate for each.</param>
    public void Prepare(int input, double value, ReadOnlySpan<int> features, Span<float> coordinates)
    {
        var own = _inputs[input];
        _inputs[input] = value;
        for (var i = 0; i < features.Length; i++) coordinates[i] = _set.Features[features[i]].Prepare(_set.Compute(features[i], _inputs));
        _inputs[input] = own;
    }

    private static double[] ByFeature(SegmentationModel model)
    {
        var (k, d) = (model.Segments.Count, model.Centroids.Features);
        var centroids = new double[k * d];
        for (var f = 0; f < d; f++)
            for (var c = 0; c < k; c++) centroids[(f * k) + c] = model.Centroids[c, f];
        return centroids;
    }
}

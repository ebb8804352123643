namespace SegmentationService.Core.Features;

/// <summary>
/// One feature of a model: where it comes from, and how a value of it becomes a coordinate: missing takes the median, then the
/// transform, then the fences, then (x - center) / scale.
/// </summary>
public sealed record Feature
{
    /// <summary>No coordinate is larger than this, so that squared distances stay finite floats.</summary>
    public const double MaxCoordinate = 1e15;

    /// <summary>The name: that of its column, or of the behavioural feature, or for a value of an encoded column <c>column=value</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The column, or the formula that a behavioural feature is computed by.</summary>
    public required string Source { get; init; }

    /// <summary>The value of the encoded column <see cref="Source"/> that the feature stands for: it is 1 for customers with it, else 0. Null for every other feature.</summary>
    public string? Value { get; init; }

    /// <summary>The transform.</summary>
    public Transform Transform { get; init; }

    /// <summary>Training customers without a value of their own.</summary>
    public int Missing { get; init; }

    /// <summary>The training median in original units, of customers with a value of their own.</summary>
    public double Median { get; init; }

    /// <summary>The smallest training value in original units.</summary>
    public double Min { get; init; }

    /// <summary>The largest training value in original units.</summary>
    public double Max { get; init; }

    /// <summary>Transformed values below it are raised to it; null when nothing is clipped.</summary>
    public double? LowerFence { get; init; }

    /// <summary>Transformed values above it are lowered to it; null when nothing is clipped.</summary>
    public double? UpperFence { get; init; }

    /// <summary>Training customers with a value of their own that was clipped.</summary>
    public int Clipped { get; init; }

    /// <summary>What is subtracted from the transformed value.</summary>
    public double Center { get; init; }

    /// <summary>What the difference is divided by; above 0.</summary>
    public double Scale { get; init; }

    /// <summary>A value in original units as a coordinate.</summary>
    /// <param name="value">A finite value.</param>
    public float Prepare(double value) => Place(Clip(Transform.Apply(value)));

    /// <summary>A coordinate in original units.</summary>
    /// <param name="coordinate">Such as a centroid's.</param>
    public double Restore(double coordinate) => Transform.Invert((coordinate * Scale) + Center);

    /// <summary>Whether a value lies outside the fences and also outside the range seen in training.</summary>
    /// <param name="value">A finite value in original units.</param>
    public bool IsOutlier(double value)
    {
        if (value >= Min && value <= Max) return false;
        return IsClipped(value);
    }

    /// <summary>Whether a value lies outside the fences.</summary>
    /// <param name="value">A finite value in original units.</param>
    public bool IsClipped(double value) => Transform.Apply(value) is var transformed && (transformed < LowerFence || transformed > UpperFence);

    /// <summary>A value that has been transformed and clipped as a coordinate.</summary>
    internal float Place(double clipped) => (float)Math.Clamp((clipped - Center) / Scale, -MaxCoordinate, MaxCoordinate);

    /// <summary>Adds all that a value goes through to a fingerprint.</summary>
    /// <param name="hash">The fingerprint.</param>
    internal void AddTo(FingerprintHash hash)
    {
        hash.Add(Name);
        foreach (var number in (double[])[(double)Transform, Min, Max, LowerFence ?? double.NaN, UpperFence ?? double.NaN, Center, Scale]) hash.Add(number);
    }

    internal double Clip(double transformed)
    {
        if (transformed < LowerFence) return LowerFence.Value;
        return transformed > UpperFence ? UpperFence.Value : transformed;
    }
}

namespace SegmentationService.Core.Features;

/// <summary>A column that a model reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Median">What a customer without a value takes, in original units.</param>
public sealed record InputColumn(string Name, double Median);

/// <summary>
/// All that turns the values of a customer into a point: the columns read, and the features made of them. Training and
/// prediction both go through <see cref="Compute"/> and <see cref="Feature.Prepare"/>, so they cannot differ.
/// </summary>
public sealed class FeatureSet
{
    private readonly int[] _inputOf;
    private readonly int _recency, _frequency, _monetary, _tenure;

    /// <summary>Puts a set together.</summary>
    /// <param name="inputs">The columns read.</param>
    /// <param name="features">The features: each has the name of an input, or of a behavioural feature.</param>
    /// <param name="parts">Which input plays which part.</param>
    /// <exception cref="ArgumentException">A feature has neither an input nor a formula.</exception>
    public FeatureSet(IReadOnlyList<InputColumn> inputs, IReadOnlyList<Feature> features, ColumnParts parts)
    {
        Inputs = inputs;
        Features = features;
        Parts = parts;
        (_recency, _frequency, _monetary, _tenure) = (IndexOf(parts.Recency), IndexOf(parts.Frequency), IndexOf(parts.Monetary), IndexOf(parts.Tenure));
        _inputOf = [.. features.Select(feature => IndexOf(feature.Name))];
        for (var f = 0; f < _inputOf.Length; f++)
        {
            if (_inputOf[f] < 0 && !(parts.HasBehaviour && BehaviouralFeatures.Names.Contains(features[f].Name)))
                throw new ArgumentException($"The feature '{features[f].Name}' has neither a column nor a formula.", nameof(features));
        }
    }

    /// <summary>The columns read.</summary>
    public IReadOnlyList<InputColumn> Inputs { get; }

    /// <summary>The features, d of them.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>Which column plays which part.</summary>
    public ColumnParts Parts { get; }

    /// <summary>The index of an input by its exact name, or -1.</summary>
    /// <param name="name">The name of a column.</param>
    public int IndexOf(string? name)
    {
        for (var i = 0; i < Inputs.Count; i++)
            if (Inputs[i].Name == name) return i;
        return -1;
    }

    /// <summary>The value of one feature in original units.</summary>
    /// <param name="feature">0-based feature.</param>
    /// <param name="inputs">in: a value for each input, NaN where it is missing.</param>
    public double Compute(int feature, ReadOnlySpan<double> inputs) =>
        _inputOf[feature] >= 0
            ? Input(inputs, _inputOf[feature])
            : BehaviouralFeatures.Compute(
                Features[feature].Name,
                Input(inputs, _recency),
                Input(inputs, _frequency),
                Input(inputs, _monetary),
                _tenure < 0 ? null : Input(inputs, _tenure));

    /// <summary>The inputs that a feature is made of.</summary>
    /// <param name="feature">0-based feature.</param>
    public IEnumerable<int> InputsOf(int feature)
    {
        if (_inputOf[feature] >= 0) return [_inputOf[feature]];
        return Features[feature].Name switch
        {
            BehaviouralFeatures.ValueScore => [_frequency, _monetary],
            BehaviouralFeatures.EngagementLevel => [_recency, _frequency],
            _ when _tenure < 0 => [_recency, _monetary],
            _ => [_recency, _monetary, _tenure],
        };
    }

    /// <summary>A customer as a point.</summary>
    /// <param name="inputs">in: a value for each input, NaN where it is missing.</param>
    /// <param name="point">out: d coordinates.</param>
    /// <returns>Whether a value lies outside both the fences and the range seen in training.</returns>
    public bool Prepare(ReadOnlySpan<double> inputs, Span<float> point)
    {
        var outlier = false;
        for (var f = 0; f < point.Length; f++)
        {
            var value = Compute(f, inputs);
            point[f] = Features[f].Prepare(value);
            outlier |= Features[f].IsOutlier(value);
        }

        return outlier;
    }

    private double Input(ReadOnlySpan<double> inputs, int input) => double.IsNaN(inputs[input]) ? Inputs[input].Median : inputs[input];
}

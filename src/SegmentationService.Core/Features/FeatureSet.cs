using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>A column that a model reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Median">What a customer without a value takes, in original units; 0 for an encoded column, where such a customer has none of the values.</param>
/// <param name="Values">The values of an encoded column; null for a column of numbers.</param>
public sealed record InputColumn(string Name, double Median, CategoryValues? Values = null)
{
    /// <summary>How dates become the days that the column counts; null for a column that is read as it is.</summary>
    public DaysReading? Days { get; init; }

    /// <summary>How the numbers of the column were written; null where they were plain. Texts of customers are read in the same way. No part of the fingerprint: the numbers are.</summary>
    public NumberNotation? Notation { get; init; }
}

/// <summary>
/// All that turns the values of a customer into a point: the columns read, and the features made of them. Training and
/// prediction both go through <see cref="Compute"/> and <see cref="Feature.Prepare"/>, so they cannot differ.
/// </summary>
public sealed class FeatureSet
{
    private readonly int[] _inputOf;
    private readonly int[] _valueOf;
    private readonly BehaviouralFeature?[] _behaviourOf;
    private readonly ExpressionProgram?[] _programs;

    /// <summary>Puts a set together.</summary>
    /// <param name="inputs">The columns read.</param>
    /// <param name="features">The features: each has the name of a numeric input, or of a behavioural feature, or stands for a value of an encoded input.</param>
    /// <param name="parts">Which input plays which part.</param>
    /// <exception cref="ArgumentException">A feature has neither an input nor a formula.</exception>
    public FeatureSet(IReadOnlyList<InputColumn> inputs, IReadOnlyList<Feature> features, ColumnParts parts)
    {
        Inputs = inputs;
        Features = features;
        Parts = parts;
        _inputOf = [.. features.Select(feature => IndexOf(feature.Value is null ? feature.Name : feature.Source))];
        _valueOf = [.. features.Select((feature, f) => ValueOf(feature, _inputOf[f]))];
        // A tenure that is not read is not known of any customer.
        var behaviour = BehaviouralFeatures.Of(IndexOf(parts.Tenure) < 0 ? parts with { Tenure = null } : parts);
        _behaviourOf = [.. features.Select((feature, f) => _inputOf[f] < 0 && feature.Value is null ? behaviour.FirstOrDefault(made => made.Name == feature.Name) : null)];
        for (var f = 0; f < _inputOf.Length; f++)
        {
            if (_inputOf[f] >= 0 && (Inputs[_inputOf[f]].Values is null ? features[f].Value is not null : _valueOf[f] < 0))
                throw new ArgumentException($"The feature '{features[f].Name}' stands for no value of its column.", nameof(features));
            if (_inputOf[f] < 0 && _behaviourOf[f] is null)
                throw new ArgumentException($"The feature '{features[f].Name}' has neither a column nor a formula.", nameof(features));
        }

        _programs = Array.ConvertAll(_behaviourOf, made => made is null ? null : ExpressionProgram.Of(made.Expression, inputs));
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
    /// <param name="inputs">in: a value for each input, NaN where it is missing; for an encoded one what <see cref="CategoryValues.Read"/> gives.</param>
    public double Compute(int feature, ReadOnlySpan<double> inputs)
    {
        var input = _inputOf[feature];
        if (input >= 0 && _valueOf[feature] is >= 0 and var value) return inputs[input] == value ? 1 : 0;
        return input >= 0
            ? double.IsNaN(inputs[input]) ? Inputs[input].Median : inputs[input]
            : Math.Clamp(_programs[feature]!.Run(inputs), -Cell.MaxMagnitude, Cell.MaxMagnitude);
    }

    /// <summary>The encoded input that a feature is made of, and the index of the value that it stands for; null for every other feature.</summary>
    /// <param name="feature">0-based feature.</param>
    public (int Input, int Value)? EncodedValue(int feature) => _valueOf[feature] >= 0 ? (_inputOf[feature], _valueOf[feature]) : null;

    /// <summary>The input that a feature is, value for value; -1 for one that is computed of inputs.</summary>
    /// <param name="feature">0-based feature.</param>
    public int OwnInput(int feature) => _valueOf[feature] >= 0 ? -1 : _inputOf[feature];

    /// <summary>The formula that a behavioural feature is computed by; null for every other feature.</summary>
    /// <param name="feature">0-based feature.</param>
    public Expression? FormulaOf(int feature) => _behaviourOf[feature]?.Expression;

    /// <summary>The inputs that a feature is made of, in ascending order.</summary>
    /// <param name="feature">0-based feature.</param>
    public IEnumerable<int> InputsOf(int feature) => _behaviourOf[feature] is { } made ? made.Inputs.Select(IndexOf).Order() : [_inputOf[feature]];

    /// <summary>Whether a feature jumps where an input is 0; in any other place all are monotone in it.</summary>
    /// <param name="input">0-based input, not encoded.</param>
    public bool JumpsAtZero(int input) => _behaviourOf.Any(made => made?.Expression.Divisors.Contains(Inputs[input].Name) == true);

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

    /// <summary>Adds all that numbers of customers go through to a fingerprint, but for the values of encoded columns.</summary>
    /// <param name="hash">The fingerprint.</param>
    internal void AddTo(FingerprintHash hash)
    {
        foreach (var part in (string?[])[Parts.Recency, Parts.Frequency, Parts.Monetary, Parts.Tenure]) hash.Add(part);
        hash.Add(Inputs.Count);
        foreach (var input in Inputs)
        {
            hash.Add(input.Name);
            hash.Add(input.Median);
        }

        hash.Add(Features.Count);
        foreach (var feature in Features) feature.AddTo(hash);
    }

    /// <summary>Adds how dates become days to a fingerprint; nothing where no column holds dates.</summary>
    /// <param name="hash">The fingerprint.</param>
    internal void AddDaysTo(FingerprintHash hash)
    {
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i].Days is not { } days) continue;
            hash.Add("days");
            hash.Add(i);
            hash.Add(days.AsOf.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Adds the values of encoded columns, and which feature stands for which, to a fingerprint; nothing where no column is encoded.</summary>
    /// <param name="hash">The fingerprint.</param>
    internal void AddEncodingTo(FingerprintHash hash)
    {
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i].Values is not { } values) continue;
            hash.Add(i);
            hash.Add(values.Names.Count);
            foreach (var name in values.Names) hash.Add(name);
        }

        for (var f = 0; f < Features.Count; f++)
        {
            if (EncodedValue(f) is not var (input, value)) continue;
            hash.Add(f);
            hash.Add(input);
            hash.Add(value);
        }
    }

    private int ValueOf(Feature feature, int input)
    {
        if (feature.Value is null || input < 0 || Inputs[input].Values is not { } values) return -1;
        for (var value = 0; value < values.Names.Count; value++)
            if (values.Names[value] == feature.Value) return value;
        return -1;
    }
}

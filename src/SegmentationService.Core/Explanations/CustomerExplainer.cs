using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Explanations;

/// <summary>
/// Explains customers to people: which features speak for their segment, how near the next one is, and which value of a column would put them there. All of it is about the model, and nothing about causes.
/// Keeps what it works with: reuse it from customer to customer, and not on several threads at once.
/// </summary>
public sealed class CustomerExplainer
{
    private readonly SegmentationModel _model;
    private readonly SegmentAssigner _assigner;
    private readonly MovableCustomer _customer;
    private readonly ColumnFlipSearch _search;
    private readonly ExplainedColumn[] _columns;
    private readonly (string Name, string[] Columns, int[] Inputs, int[] Features)[] _told;

    /// <summary>Makes ready to explain customers of a model. O(d (k + inputs)).</summary>
    /// <param name="assigner">Assigns to the segments of the model.</param>
    /// <param name="profiles">Its segments as training found them: the ranges of columns come from there.</param>
    public CustomerExplainer(SegmentAssigner assigner, IReadOnlyList<SegmentProfile> profiles)
    {
        (_model, _assigner) = (assigner.Model, assigner);
        _customer = new MovableCustomer(assigner);
        _search = new ColumnFlipSearch(_customer);
        _columns = ExplainedColumn.Of(_model.FeatureSet, profiles);
        var set = _model.FeatureSet;
        _told =
        [
            .. Enumerable.Range(0, set.Features.Count).GroupBy(f => set.EncodedValue(f) is var (input, _) ? set.Inputs[input].Name : set.Features[f].Name).Select(told =>
            {
                int[] inputs = [.. set.InputsOf(told.First())];
                return (told.Key, Array.ConvertAll(inputs, input => set.Inputs[input].Name), inputs, told.ToArray());
            }),
        ];
    }

    /// <summary>
    /// Explains one customer. O(k d) and, for each column, O(k d) for each of about ten steps, or of an encoded one for each of its values.
    /// </summary>
    /// <param name="inputs">in: a value for each input of the model, NaN where it is missing.</param>
    /// <param name="rival">The segment to compare with, 0-based; null for the runner-up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rival is no segment of the model, or the customer's own.</exception>
    public Explanation Explain(ReadOnlySpan<double> inputs, int? rival = null)
    {
        _customer.Place(inputs);
        if (rival is { } named)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)named, (uint)_model.Segments.Count, nameof(rival));
            ArgumentOutOfRangeException.ThrowIfEqual(named, _customer.Segment, nameof(rival));
        }
        else if (_model.Segments.Count > 1)
        {
            Span<SegmentDistance> nearest = stackalloc SegmentDistance[2];
            _assigner.AssignPoint(_customer.Point, nearest);
            rival = nearest[1].Segment;
        }

        return new Explanation
        {
            Segment = _customer.Segment,
            Rival = rival,
            Why = rival is { } other ? Why(other) : [],
            Radius = _customer.Boundary(),
            Flips = Array.ConvertAll(_columns, Flips),
        };
    }

    /// <summary>
    /// What each feature adds to the two squared distances, rounded as prediction rounds them, so that the sum is that of the weights which prediction tells. Features of one told name are neighbours.
    /// </summary>
    private FeatureContribution[] Why(int rival)
    {
        var set = _model.FeatureSet;
        var (own, other) = (0f, 0f);
        var told = new FeatureContribution[_told.Length];
        for (var i = 0; i < told.Length; i++)
        {
            var (name, columns, inputs, features) = _told[i];
            var (before, beforeOther) = (own, other);
            foreach (var f in features)
            {
                own = Added(own, f, _customer.Segment);
                other = Added(other, f, rival);
            }

            var contribution = Math.Clamp((((double)other - beforeOther) - ((double)own - before)) / _model.Temperature, double.MinValue, double.MaxValue);
            var isClipped = set.Features[features[0]].IsClipped(set.Compute(features[0], _customer.Inputs));
            told[i] = new FeatureContribution(name, columns, contribution, Array.Exists(inputs, _customer.IsMissing), isClipped);
        }

        Array.Sort(told, static (left, right) => Math.Abs(right.Contribution).CompareTo(Math.Abs(left.Contribution)));
        return told;
    }

    private float Added(float sum, int feature, int segment)
    {
        var difference = _model.Centroids[segment, feature] - _customer.Point[feature];
        return Math.Min(MathF.FusedMultiplyAdd(difference, difference, sum), float.MaxValue);
    }

    private ColumnFlips Flips(ExplainedColumn column)
    {
        var input = _customer.Inputs[column.Index];
        var isMissing = double.IsNaN(input);
        if (column.Column.Values is not null) return EncodedFlips(column, isMissing ? CategoryValues.Unknown : (int)input, isMissing);

        var value = isMissing ? column.Column.Median : input;
        return new ColumnFlips(column.Column, value, isMissing, Nearest(column, value, -1), Nearest(column, value, 1), null);
    }

    private ValueFlip? Nearest(ExplainedColumn column, double value, int direction) => column.IsOneFeature
        ? new FeatureFlips(_customer).Nearest(column, _model.FeatureSet.Features[column.Own], value, direction)
        : _search.Nearest(column, value, direction);

    private ColumnFlips EncodedFlips(ExplainedColumn column, int value, bool isMissing)
    {
        var (features, own) = (_model.FeatureSet.Features, value < 0 ? -1 : column.FeatureOfValue[value]);
        var others = new List<ValueFlip>();
        for (var other = 0; other < column.FeatureOfValue.Length; other++)
        {
            if (other == value) continue;
            var feature = column.FeatureOfValue[other];
            var segment = _customer.SegmentAt(own, own < 0 ? 0 : features[own].Prepare(0), feature, feature < 0 ? 0 : features[feature].Prepare(1));
            if (segment != _customer.Segment) others.Add(new ValueFlip(other, segment));
        }

        return new ColumnFlips(column.Column, value, isMissing, null, null, others);
    }
}

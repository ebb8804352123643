namespace SegmentationService.Core.Features;

/// <summary>The values of a feature in memory, with room for the form that was asked for last: each is made once.</summary>
internal ref struct FeatureSpan
{
    private readonly ReadOnlySpan<double> _values;
    private readonly ReadOnlySpan<double> _present;
    private readonly Span<double> _made;

    /// <summary>The form that stands in the room; null where there is none yet.</summary>
    private Feature? _form;
    private bool _isOfAll;

    /// <summary>Looks at values; they are not changed.</summary>
    /// <param name="values">in: n finite values in original units, missing ones filled in.</param>
    /// <param name="present">in: those of the values that were not filled in.</param>
    /// <param name="room">out: n values.</param>
    public FeatureSpan(ReadOnlySpan<double> values, ReadOnlySpan<double> present, Span<double> room)
    {
        _values = values;
        _present = present;
        _made = room;
    }

    /// <summary>The number of values that were not filled in.</summary>
    public readonly int Present => _present.Length;

    /// <summary>Whether some values were filled in.</summary>
    public readonly bool HasFilled => _present.Length < _values.Length;

    /// <summary>The order statistics of the values as they are. O(n) for any usual data.</summary>
    /// <param name="ofAll">Whether of all, and not only of those present.</param>
    public readonly OrderStatistics Order(bool ofAll) => OrderStatistics.Of(Source(ofAll));

    /// <summary>Number and sum of the values in a form. O(n).</summary>
    /// <param name="form">Transform and fences.</param>
    /// <param name="ofAll">Whether of all, and not only of those present.</param>
    public MeanSum SumOf(Feature form, bool ofAll)
    {
        var sum = new MeanSum();
        sum.Add(Made(form, ofAll));
        return sum;
    }

    /// <summary>The squares about the mean, and the cubes where they are wanted. O(n).</summary>
    /// <param name="form">Transform and fences.</param>
    /// <param name="ofAll">Whether of all, and not only of those present.</param>
    /// <param name="sum">The sum of the values in this form.</param>
    /// <param name="withCubes">Whether the skewness is wanted, and not only the deviation.</param>
    public Moments MomentsOf(Feature form, bool ofAll, MeanSum sum, bool withCubes)
    {
        var values = Made(form, ofAll);
        var moments = new Moments(sum);
        if (withCubes) moments.AddSquaresAndCubes(values);
        else moments.AddSquares(values);
        return moments;
    }

    /// <summary>The number of values present that the fences clip. O(n).</summary>
    /// <param name="form">Transform and fences.</param>
    public int CountClipped(Feature form)
    {
        var unclipped = Made(form with { LowerFence = null, UpperFence = null }, ofAll: false);
        var (lower, upper) = (form.LowerFence ?? double.NegativeInfinity, form.UpperFence ?? double.PositiveInfinity);
        var clipped = 0;
        for (var i = 0; i < unclipped.Length; i++)
        {
            var value = unclipped[i];
            _made[i] = value < lower ? lower : value > upper ? upper : value;
            clipped += value >= lower && value <= upper ? 0 : 1;
        }

        (_form, _isOfAll) = (form, false);
        return clipped;
    }

    /// <summary>Leaves all values in the room, in a form.</summary>
    public void Write(Feature form)
    {
        var made = Made(form, ofAll: true);
        if (made != _made) made.CopyTo(_made);
    }

    private readonly ReadOnlySpan<double> Source(bool ofAll) => ofAll ? _values : _present;

    private ReadOnlySpan<double> Made(Feature form, bool ofAll)
    {
        var source = Source(ofAll);
        if (form is { Transform: Transform.None, LowerFence: null, UpperFence: null }) return source;
        var made = _made[..source.Length];
        if (_form is { } held && IsSame(held, form) && (_isOfAll == ofAll || !HasFilled)) return made;
        for (var i = 0; i < made.Length; i++) made[i] = form.Clip(form.Transform.Apply(source[i]));
        (_form, _isOfAll) = (form, ofAll);
        return made;
    }

    private static bool IsSame(Feature form, Feature other) =>
        (form.Transform, form.LowerFence, form.UpperFence) == (other.Transform, other.LowerFence, other.UpperFence);
}

namespace SegmentationService.Core.Explanations;

/// <summary>
/// What flips of a column that several features are made of. Between the value of the customer and each end of what training had lie 256 steps: the first of them in another segment is looked for, and then
/// where the segment changes on the way to it. A change to and fro within one step is not seen. Steps that cannot be in another segment are passed over many at once: the features are monotone in the column, so
/// their coordinates at the two ends of a stretch bound those within, and the squared distance to each segment, less that to the own, is linear in them.
/// </summary>
/// <param name="customer">The customer; in its place when it is searched for.</param>
internal sealed class ColumnFlipSearch(MovableCustomer customer)
{
    private const int Steps = 256;

    /// <summary>How far a change is narrowed down, as a share of what it must be exact to.</summary>
    private const double Narrowness = 0.25;

    /// <summary>Larger squared distances come near to what a float can tell.</summary>
    private const double LargestSquare = 1e37;

    /// <summary>
    /// Squared distances of d features are wrong by at most d + 2 roundings of 2^-24, here of two of them that are compared. Twice as much is left, so that only who is nearer than that to a boundary must be put to
    /// prediction itself.
    /// </summary>
    private readonly double _doubtOfSquare = Math.ScaleB(4.0 * (customer.Point.Length + 4), -24);

    private readonly double[] _rest = new double[customer.Gaps.Length];
    private readonly double[] _gaps = new double[customer.Gaps.Length];
    private double _ownRest;
    private double _leastDoubt;
    private ExplainedColumn _column = null!;
    private double _value;
    private double _end;
    private int _steps;

    /// <summary>The nearest value in a direction that changes the segment; null where no step does.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The value of the customer.</param>
    /// <param name="direction">1 above, -1 below.</param>
    public ValueFlip? Nearest(ExplainedColumn column, double value, int direction)
    {
        var (way, isWhole) = (direction * ((direction > 0 ? column.Range.Max : column.Range.Min) - value), column.Range.IsWhole);
        if (!(way > 0)) return null;
        (_column, _value, _end) = (column, value, value + (direction * way));
        _steps = isWhole ? (int)Math.Min(Steps, Math.Ceiling(way)) : Steps;
        FindRest();

        Span<float> from = stackalloc float[column.Features.Length];
        Span<float> to = stackalloc float[column.Features.Length];
        for (var i = 0; i < from.Length; i++) from[i] = customer.Point[column.Features[i]];
        Prepare(_end, to);
        return Find(0, _steps, from, to) is { } step ? isWhole ? Whole(step, direction) : Narrowed(step, direction) : null;
    }

    /// <summary>For each segment what of its gap the column has no part in, and what of the squared distance to the own.</summary>
    private void FindRest()
    {
        customer.Gaps.CopyTo(_rest);
        _ownRest = customer.Square;

        // What the roundings of doubles may add up to, and more than is lost of squares that are no normal floats any more.
        var largest = 0.0;
        foreach (var gap in _rest) largest = Math.Max(largest, gap);
        _leastDoubt = Math.ScaleB((customer.Point.Length + 8) * ((2 * _ownRest) + largest), -52) + 1e-40;
        foreach (var feature in _column.Features)
        {
            var centroids = customer.Centroids(feature);
            var (x, own) = ((double)customer.Point[feature], centroids[customer.Segment]);
            _ownRest -= (x - own) * (x - own);
            for (var c = 0; c < _rest.Length; c++) _rest[c] -= (own - centroids[c]) * ((2 * x) - own - centroids[c]);
        }
    }

    /// <summary>The first step after one, and up to another, that is in another segment.</summary>
    private int? Find(int after, int last, ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        if (!MayChange(after, last, from, to)) return null;
        if (last - after == 1) return IsChanged(to) ? last : null;
        var middle = (after + last) / 2;
        Span<float> between = stackalloc float[from.Length];
        Prepare(At(middle), between);
        return Find(after, middle, from, between) ?? Find(middle, last, between, to);
    }

    private bool MayChange(int after, int last, ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        if (_column.JumpsAtZero && At(after) * At(last) <= 0) return true;

        // Of the coordinates between the two ends those at which a segment is nearest.
        _rest.CopyTo(_gaps, 0);
        for (var i = 0; i < from.Length; i++)
        {
            var centroids = customer.Centroids(_column.Features[i]);
            var (own, low, high) = (centroids[customer.Segment], (double)Math.Min(from[i], to[i]), (double)Math.Max(from[i], to[i]));
            for (var c = 0; c < centroids.Length; c++)
            {
                var slope = own - centroids[c];
                _gaps[c] += slope * ((2 * (slope > 0 ? low : high)) - own - centroids[c]);
            }
        }

        return LeastGap() <= 0;
    }

    private ValueFlip Whole(int step, int direction)
    {
        var (from, to) = (step == 1 ? direction > 0 ? Math.Floor(_value) : Math.Ceiling(_value) : At(step - 1), At(step));
        var found = FirstChange.Between(0, (long)((to - from) * direction), steps => IsChanged(from + (direction * (double)steps)));
        var value = from + (direction * (double)found);
        return new ValueFlip(value, SegmentAt(value));
    }

    private ValueFlip Narrowed(int step, int direction)
    {
        var (before, after) = (At(step - 1), At(step));
        while (true)
        {
            after = Narrow(before, after);

            // At a boundary rounding makes the segment change to and fro; short of the flip it must not.
            var shortOf = after - (direction * Shortness.Of(after));
            if ((shortOf - before) * direction <= 0 || !IsChanged(shortOf)) return new ValueFlip(after, SegmentAt(after));
            after = shortOf;
        }
    }

    /// <summary>Narrows a change down to what is exact enough: in units where the value is small, as a share of it where it is large.</summary>
    private double Narrow(double before, double after)
    {
        while (Math.Abs(after - before) > Narrowness * Shortness.Of(after))
        {
            var middle = before + ((after - before) / 2);
            if (IsChanged(middle)) after = middle;
            else before = middle;
        }

        return after;
    }

    /// <summary>The value of a step.</summary>
    private double At(int step)
    {
        if (step == 0) return _value;
        if (step == _steps) return _end;
        var value = _value + ((_end - _value) * step / _steps);
        return _column.Range.IsWhole ? Math.Round(value) : value;
    }

    private bool IsChanged(double value)
    {
        Span<float> coordinates = stackalloc float[_column.Features.Length];
        Prepare(value, coordinates);
        return IsChanged(coordinates);
    }

    /// <summary>Whether prediction puts the customer into another segment: by the gaps where they tell it in spite of all rounding, else by prediction itself. O(k) for each feature of the column, seldom O(k d).</summary>
    private bool IsChanged(ReadOnlySpan<float> coordinates)
    {
        var square = _ownRest;
        _rest.CopyTo(_gaps, 0);
        for (var i = 0; i < coordinates.Length; i++)
        {
            var centroids = customer.Centroids(_column.Features[i]);
            var (own, x) = (centroids[customer.Segment], (double)coordinates[i]);
            square += (x - own) * (x - own);
            for (var c = 0; c < centroids.Length; c++) _gaps[c] += (own - centroids[c]) * ((2 * x) - own - centroids[c]);
        }

        var (gap, doubt) = (LeastGap(), (_doubtOfSquare * square) + _leastDoubt);
        if (square < LargestSquare && Math.Abs(gap) > doubt) return gap < 0;
        return customer.SegmentAt(_column.Features, coordinates) != customer.Segment;
    }

    /// <summary>The least of the gaps to other segments.</summary>
    private double LeastGap()
    {
        _gaps[customer.Segment] = double.PositiveInfinity;
        var least = double.PositiveInfinity;
        foreach (var gap in _gaps)
            if (gap < least) least = gap;
        return least;
    }

    private int SegmentAt(double value)
    {
        Span<float> coordinates = stackalloc float[_column.Features.Length];
        Prepare(value, coordinates);
        return customer.SegmentAt(_column.Features, coordinates);
    }

    private void Prepare(double value, Span<float> coordinates) => customer.Prepare(_column.Index, value, _column.Features, coordinates);
}

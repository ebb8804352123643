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

    private readonly double[] _rest = new double[customer.Gaps.Length];
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

    /// <summary>For each segment what of its gap the column has no part in.</summary>
    private void FindRest()
    {
        customer.Gaps.CopyTo(_rest);
        foreach (var feature in _column.Features)
        {
            var centroids = customer.Centroids(feature);
            var (x, own) = ((double)customer.Point[feature], centroids[customer.Segment]);
            for (var c = 0; c < _rest.Length; c++) _rest[c] -= (own - centroids[c]) * ((2 * x) - own - centroids[c]);
        }
    }

    /// <summary>The first step after one, and up to another, that is in another segment.</summary>
    private int? Find(int after, int last, ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        if (!MayChange(after, last, from, to)) return null;
        if (last - after == 1) return customer.SegmentAt(_column.Features, to) != customer.Segment ? last : null;
        var middle = (after + last) / 2;
        Span<float> between = stackalloc float[from.Length];
        Prepare(At(middle), between);
        return Find(after, middle, from, between) ?? Find(middle, last, between, to);
    }

    private bool MayChange(int after, int last, ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        if (_column.JumpsAtZero && At(after) * At(last) <= 0) return true;
        var own = customer.Segment;
        for (var c = 0; c < _rest.Length; c++)
        {
            if (c == own) continue;
            var least = _rest[c];
            for (var i = 0; i < from.Length; i++)
            {
                var centroids = customer.Centroids(_column.Features[i]);
                var slope = centroids[own] - centroids[c];
                double x = slope > 0 == from[i] < to[i] ? from[i] : to[i];
                least += slope * ((2 * x) - centroids[own] - centroids[c]);
            }

            if (least <= 0) return true;
        }

        return false;
    }

    private ValueFlip Whole(int step, int direction)
    {
        var (from, to) = (step == 1 ? direction > 0 ? Math.Floor(_value) : Math.Ceiling(_value) : At(step - 1), At(step));
        var found = FirstChange.Between(0, (long)((to - from) * direction), steps => SegmentAt(from + (direction * (double)steps)) != customer.Segment);
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
            if ((shortOf - before) * direction <= 0 || SegmentAt(shortOf) == customer.Segment) return new ValueFlip(after, SegmentAt(after));
            after = shortOf;
        }
    }

    /// <summary>Narrows a change down to what is exact enough: in units where the value is small, as a share of it where it is large.</summary>
    private double Narrow(double before, double after)
    {
        while (Math.Abs(after - before) > Narrowness * Shortness.Of(after))
        {
            var middle = before + ((after - before) / 2);
            if (SegmentAt(middle) == customer.Segment) before = middle;
            else after = middle;
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

    private int SegmentAt(double value)
    {
        Span<float> coordinates = stackalloc float[_column.Features.Length];
        Prepare(value, coordinates);
        return customer.SegmentAt(_column.Features, coordinates);
    }

    private void Prepare(double value, Span<float> coordinates) => customer.Prepare(_column.Index, value, _column.Features, coordinates);
}

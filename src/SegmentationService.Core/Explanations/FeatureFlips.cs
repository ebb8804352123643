using SegmentationService.Core.Features;

namespace SegmentationService.Core.Explanations;

/// <summary>
/// What flips of a column that is one feature. Along one coordinate the boundary to segment b lies at x + (d_b^2 - d_a^2) / (2 (b - a)), so the nearest in each direction is known at once;
/// from there the first float of the coordinate, or the first whole number of the column, is found that prediction itself puts into another segment.
/// </summary>
/// <param name="customer">The customer in its place.</param>
internal readonly struct FeatureFlips(MovableCustomer customer)
{
    /// <summary>Centroids that differ by less are equal up to rounding: the feature does not tell them apart.</summary>
    private const double LeastDifference = 1e-9;

    /// <summary>No number of steps between a customer and a limit that matters is larger.</summary>
    private const double MostSteps = 1L << 52;

    /// <summary>The nearest value in a direction that changes the segment; null where none does. O(k d) for each of a few steps.</summary>
    /// <param name="column">The column: one feature.</param>
    /// <param name="feature">That feature.</param>
    /// <param name="value">The value of the customer.</param>
    /// <param name="direction">1 above, -1 below.</param>
    public ValueFlip? Nearest(ExplainedColumn column, Feature feature, double value, int direction)
    {
        var limit = direction > 0 ? column.Most : column.Least;
        if ((limit - value) * direction <= 0) return null;
        var (place, farthest) = (customer.Point[column.Own], feature.Prepare(limit));
        var boundary = Boundary(column.Own, direction);
        if ((farthest - place) * direction <= 0 || (boundary - farthest) * direction > 1e-5 * (1 + Math.Abs((double)farthest))) return null;
        return column.Range.IsWhole
            ? NearestWhole(column, feature, value, Math.Clamp(feature.Restore(boundary), column.Least, column.Most), direction)
            : Nearest(column, feature, value, (float)boundary, farthest, direction);
    }

    /// <summary>Where the nearest boundary crosses the coordinate; infinite where none does.</summary>
    private double Boundary(int feature, int direction)
    {
        var gaps = customer.Gaps;
        var centroids = customer.Centroids(feature);
        var (own, nearest) = (centroids[customer.Segment], double.PositiveInfinity);
        for (var c = 0; c < gaps.Length; c++)
        {
            var difference = (centroids[c] - own) * direction;
            if (difference >= LeastDifference) nearest = Math.Min(nearest, Math.Max(0, gaps[c]) / (2 * difference));
        }

        return customer.Point[feature] + (direction * nearest);
    }

    private ValueFlip? Nearest(ExplainedColumn column, Feature feature, double value, float boundary, float farthest, int direction)
    {
        var (moved, own) = (customer, column.Own);
        var place = Order(moved.Point[own]);
        var last = Math.Abs(Order(farthest) - place);
        var guess = Math.Clamp((Order(boundary) - place) * direction, 1, last);
        var step = FirstChange.Near(guess, last, IsChanged);
        while (step is { } found)
        {
            var flip = Value(feature, At(found - 1), At(found), direction);
            if ((flip - value) * direction <= 0 || (flip - column.Least) * (column.Most - flip) < 0) return null;

            // At a boundary rounding makes the segment change to and fro; short of the flip it must not.
            var shortOf = flip - (direction * Shortness.Of(flip));
            var before = (Order(feature.Prepare(shortOf)) - place) * direction;
            if ((shortOf - value) * direction <= 0 || before <= 0 || !IsChanged(before)) return new ValueFlip(flip, moved.SegmentAt(own, feature.Prepare(flip)));
            step = FirstChange.Between(0, before, IsChanged);
        }

        return null;

        float At(long steps) => Place(place + (direction * steps));

        bool IsChanged(long steps) => moved.SegmentAt(own, At(steps)) != moved.Segment;
    }

    /// <summary>A value that becomes a given coordinate, as near to those that become the one before as can be told.</summary>
    private static double Value(Feature feature, float before, float coordinate, int direction)
    {
        var value = feature.Restore((before + (double)coordinate) / 2);
        for (var step = Math.BitIncrement(Math.Abs(value)) - Math.Abs(value); (feature.Prepare(value) - coordinate) * direction < 0; step *= 2) value += direction * step;
        return value;
    }

    private ValueFlip? NearestWhole(ExplainedColumn column, Feature feature, double value, double boundary, int direction)
    {
        var (moved, own) = (customer, column.Own);
        var start = direction > 0 ? Math.Floor(value) : Math.Ceiling(value);
        var last = Math.Min(MostSteps, Math.Floor(((direction > 0 ? column.Most : column.Least) - start) * direction));
        if (last < 1) return null;
        var guess = Math.Clamp(Math.Ceiling((boundary - start) * direction), 1, last);
        return FirstChange.Near((long)guess, (long)last, steps => moved.SegmentAt(own, feature.Prepare(At(steps))) != moved.Segment) is { } step
            ? new ValueFlip(At(step), moved.SegmentAt(own, feature.Prepare(At(step))))
            : null;

        double At(long steps) => start + (direction * (double)steps);
    }

    /// <summary>The place of a float among all floats in their order.</summary>
    private static long Order(float number) => BitConverter.SingleToInt32Bits(number) is >= 0 and var bits ? bits : -(long)(BitConverter.SingleToInt32Bits(number) & int.MaxValue);

    private static float Place(long order) => BitConverter.Int32BitsToSingle((int)Math.Abs(order)) * (order < 0 ? -1 : 1);
}

namespace SegmentationService.Core.Features;

/// <summary>
/// The values of a column, wherever they lie, for who looks for their order statistics and moments. Answers about parts of a column add up to those about all of it, in the order of the parts.
/// </summary>
internal interface IColumnValues
{
    /// <summary>The number of values, n.</summary>
    int Count { get; }

    /// <summary>The values at some places. O(m).</summary>
    /// <param name="places">in: m 0-based places, ascending.</param>
    /// <param name="values">out: m values.</param>
    void Take(ReadOnlySpan<int> places, Span<double> values);

    /// <summary>The smallest and the largest value. O(n).</summary>
    (double Min, double Max) Extremes();

    /// <summary>The number of values &lt; low, &lt;= low, &lt; high and &lt;= high. O(n).</summary>
    /// <param name="low">The lower end of a bracket.</param>
    /// <param name="high">The upper end.</param>
    (int Low, int UpToLow, int High, int UpToHigh) CountAround(double low, double high);

    /// <summary>Collects the values inside a bracket, in their order. O(n).</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="inside">out: the values &gt; low and &lt; high, of which there must be as many as it has places.</param>
    void Between(double low, double high, Span<double> inside);

    /// <summary>Number and sum of the values. O(n).</summary>
    MeanSum Sum();

    /// <summary>The squares about the mean. O(n).</summary>
    /// <param name="sum">The sum of all values, be it more than these.</param>
    Moments SquaresAbout(MeanSum sum);

    /// <summary>All values in their order. O(n).</summary>
    /// <param name="values">out: n values.</param>
    void CopyTo(Span<double> values);
}

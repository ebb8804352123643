using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Features;

/// <summary>A column in memory.</summary>
internal readonly ref struct ColumnSpan : IColumnValues
{
    private readonly ReadOnlySpan<double> _values;

    /// <summary>Looks at values; nothing is copied.</summary>
    /// <param name="values">in: no NaN.</param>
    public ColumnSpan(ReadOnlySpan<double> values) => _values = values;

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<int> places, Span<double> values)
    {
        for (var i = 0; i < places.Length; i++) values[i] = _values[places[i]];
    }

    /// <inheritdoc/>
    public (double Min, double Max) Extremes() => Selection.Extremes(_values);

    /// <inheritdoc/>
    public (int Low, int UpToLow, int High, int UpToHigh) CountAround(double low, double high) => Selection.Count(_values, low, high);

    /// <inheritdoc/>
    public void Between(double low, double high, Span<double> inside) => Selection.Between(_values, low, high, inside);

    /// <inheritdoc/>
    public MeanSum Sum()
    {
        var sum = new MeanSum();
        sum.Add(_values);
        return sum;
    }

    /// <inheritdoc/>
    public Moments SquaresAbout(MeanSum sum)
    {
        var moments = new Moments(sum);
        moments.AddSquares(_values);
        return moments;
    }

    /// <inheritdoc/>
    public void CopyTo(Span<double> values) => _values.CopyTo(values);
}

using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>A part of a column, whoever holds it.</summary>
/// <param name="values">Its values.</param>
internal sealed class ColumnArray(double[] values) : IColumnValues
{
    public int Count => values.Length;

    public void Take(ReadOnlySpan<int> places, Span<double> taken) => new ColumnSpan(values).Take(places, taken);

    public (double Min, double Max) Extremes() => new ColumnSpan(values).Extremes();

    public (int Low, int UpToLow, int High, int UpToHigh) CountAround(double low, double high) => new ColumnSpan(values).CountAround(low, high);

    public void Between(double low, double high, Span<double> inside) => new ColumnSpan(values).Between(low, high, inside);

    public MeanSum Sum() => new ColumnSpan(values).Sum();

    public Moments SquaresAbout(MeanSum sum) => new ColumnSpan(values).SquaresAbout(sum);

    public void CopyTo(Span<double> all) => new ColumnSpan(values).CopyTo(all);
}

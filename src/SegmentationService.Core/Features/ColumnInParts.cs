namespace SegmentationService.Core.Features;

/// <summary>A column that lies in several parts, one after the other. Its order statistics and moments are those of the column in one place, bit for bit.</summary>
/// <param name="parts">The parts; none has more than a part of the values in memory here.</param>
internal sealed class ColumnInParts(params IColumnValues[] parts) : IColumnValues
{
    /// <inheritdoc/>
    public int Count => parts.Sum(part => part.Count);

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<int> places, Span<double> values)
    {
        var first = 0;
        foreach (var part in parts)
        {
            var own = 0;
            while (own < places.Length && places[own] - first < part.Count) own++;
            var shifted = new int[own];
            for (var i = 0; i < own; i++) shifted[i] = places[i] - first;
            part.Take(shifted, values[..own]);
            places = places[own..];
            values = values[own..];
            first += part.Count;
        }
    }

    /// <inheritdoc/>
    public (double Min, double Max) Extremes()
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var part in parts)
        {
            if (part.Count == 0) continue;
            var (least, most) = part.Extremes();
            (min, max) = (Math.Min(min, least), Math.Max(max, most));
        }

        return (min, max);
    }

    /// <inheritdoc/>
    public (int Low, int UpToLow, int High, int UpToHigh) CountAround(double low, double high)
    {
        var sum = (Low: 0, UpToLow: 0, High: 0, UpToHigh: 0);
        foreach (var part in parts)
        {
            var counts = part.CountAround(low, high);
            sum = (sum.Low + counts.Low, sum.UpToLow + counts.UpToLow, sum.High + counts.High, sum.UpToHigh + counts.UpToHigh);
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Between(double low, double high, Span<double> inside)
    {
        foreach (var part in parts)
        {
            var counts = part.CountAround(low, high);
            part.Between(low, high, inside[..(counts.High - counts.UpToLow)]);
            inside = inside[(counts.High - counts.UpToLow)..];
        }
    }

    /// <inheritdoc/>
    public MeanSum Sum()
    {
        var sum = new MeanSum();
        foreach (var part in parts) sum.Add(part.Sum());
        return sum;
    }

    /// <inheritdoc/>
    public Moments SquaresAbout(MeanSum sum)
    {
        var moments = new Moments(sum);
        foreach (var part in parts) moments.Add(part.SquaresAbout(sum));
        return moments;
    }

    /// <inheritdoc/>
    public void CopyTo(Span<double> values)
    {
        foreach (var part in parts)
        {
            part.CopyTo(values[..part.Count]);
            values = values[part.Count..];
        }
    }
}

namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>What a column says of some customers. Of the other properties there is the one of the column's kind; <see cref="Number"/> and <see cref="Dates"/> only where a customer has a value.</summary>
/// <param name="Missing">The customers without a value.</param>
public sealed record ColumnFigures(int Missing)
{
    /// <summary>What their numbers come to; null for other kinds, and where none has a value.</summary>
    public NumberFigures? Number { get; init; }

    /// <summary>How many customers have each of the listed values, in their order; null for other kinds. All others with a value have one that is not listed.</summary>
    public IReadOnlyList<int>? Counts { get; init; }

    /// <summary>Where their dates lie; null for other kinds, and where none has a value.</summary>
    public DateFigures? Dates { get; init; }

    /// <summary>How many customers have a value that is not listed: none of a column of other than values.</summary>
    /// <param name="customers">The number of these customers.</param>
    public int Others(int customers) => Counts is { } counts ? customers - Missing - counts.Sum() : 0;
}

/// <summary>What numbers come to, in the units of their column.</summary>
/// <param name="Sum">Their sum, rounded once.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Median">The median.</param>
public sealed record NumberFigures(double Sum, double Mean, double Median);

/// <summary>Where dates lie, to the millisecond, in the time that they are written in.</summary>
/// <param name="From">The first.</param>
/// <param name="Median">The earliest date that at least half of them do not exceed.</param>
/// <param name="To">The last.</param>
public sealed record DateFigures(DateTime From, DateTime Median, DateTime To);

namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>What a column says of all customers and of each segment.</summary>
public sealed record ColumnProfile
{
    /// <summary>The most values that are listed.</summary>
    public const int MostListed = Data.CategoryColumn.MostValues;

    /// <summary>The name of the column.</summary>
    public required string Column { get; init; }

    /// <summary>What is told of its values.</summary>
    public required ProfileKind Kind { get; init; }

    /// <summary>Whether features are made of it.</summary>
    public required bool IsUsed { get; init; }

    /// <summary>Whether its numbers are the days from its dates to the moment of the training.</summary>
    public bool IsDays { get; init; }

    /// <summary>The values that are listed, the most frequent first, at most <see cref="MostListed"/>; empty unless <see cref="Kind"/> is <see cref="ProfileKind.Values"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>How many customers have a value that is not listed: none of a column of other than values.</summary>
    /// <param name="figures">Those of all customers or of a segment.</param>
    /// <param name="customers">The number of these customers.</param>
    public int Others(ColumnFigures figures, int customers) => figures.Counts is { } counts ? customers - figures.Missing - counts.Sum() : 0;

    /// <summary>What it says of all customers.</summary>
    public required ColumnFigures All { get; init; }

    /// <summary>What it says of each segment, in the order of the model's.</summary>
    public required IReadOnlyList<ColumnFigures> Segments { get; init; }
}

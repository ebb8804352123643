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

    /// <summary>What it says of all customers.</summary>
    public required ColumnFigures All { get; init; }

    /// <summary>What it says of each segment, in the order of the model's.</summary>
    public required IReadOnlyList<ColumnFigures> Segments { get; init; }
}

using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>A table made ready for clustering: its features are fitted, its customers are points.</summary>
public sealed class PreparedCustomers
{
    /// <summary>The table that it was made of.</summary>
    public required CustomerTable Table { get; init; }

    /// <summary>The column of the ids, or null when customers are numbered by their row.</summary>
    public required TextColumn? Ids { get; init; }

    /// <summary>The rows of the table that take part; the others have no value at all.</summary>
    public required CustomerRows Rows { get; init; }

    /// <summary>The fitted features.</summary>
    public required FeatureSet FeatureSet { get; init; }

    /// <summary>The customers in the feature space, one point for each of <see cref="Rows"/>.</summary>
    public required FeatureMatrix Points { get; init; }

    /// <summary>The values of each input of <see cref="FeatureSet"/>, a value for each row of the table, NaN where it is missing: of an encoded one the places of its texts.</summary>
    public required IReadOnlyList<TableColumn> Inputs { get; init; }

    /// <summary>What every column of the table was taken for, in their order.</summary>
    public required IReadOnlyList<ColumnReport> Columns { get; init; }

    /// <summary>What people call the columns.</summary>
    public ColumnLabels Labels { get; init; } = ColumnLabels.Made;

    /// <summary>Which columns count in statistics: the numeric ones, the id aside.</summary>
    public required IReadOnlyList<TableColumn> NumericColumns { get; init; }

    /// <summary>What the analyst should know.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>The id of a customer; its 1-based row where there is no id column.</summary>
    /// <param name="customer">0-based index into <see cref="Rows"/>.</param>
    public string Id(int customer) =>
        Ids?[Rows[customer]] ?? Table.Locations.NumberOf(Rows[customer]).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

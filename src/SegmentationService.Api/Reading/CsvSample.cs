namespace SegmentationService.Api.Reading;

/// <summary>The first rows of CSV, split by one separator.</summary>
/// <param name="Separator">What stands between cells.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Problems">What is wrong with the quotes of each, or null.</param>
internal sealed record CsvSample(char Separator, IReadOnlyList<SampleRow> Rows, IReadOnlyList<string?> Problems)
{
    /// <summary>Whether every row is one cell.</summary>
    public bool IsOneColumn => Rows.All(row => row.Cells.Length == 1);

    /// <summary>Whether all rows have the same number of cells, and more than one.</summary>
    public bool IsRegular => Rows.Count > 1 && Rows[0].Cells.Length > 1 && Rows.All(row => row.Cells.Length == Rows[0].Cells.Length);
}

namespace SegmentationService.Api.Http;

/// <summary>The query parameter that names the sheet of a workbook.</summary>
internal static class SheetQuery
{
    public const string Name = "sheet";

    /// <summary>For the lists of endpoints.</summary>
    public static QueryParameter Parameter { get; } = new(Name, ParameterKind.Text, "The sheet of a workbook (.xlsx) to read. Default: the first visible one with a table.");
}

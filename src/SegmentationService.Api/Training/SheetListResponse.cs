using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Training;

/// <summary>The sheets of a table that is kept.</summary>
/// <param name="Sheets">In the order of the workbook; empty where the table is none.</param>
internal sealed record SheetListResponse(IReadOnlyList<SheetResponse> Sheets);

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">Its name, which POST /train takes as <c>sheet</c>.</param>
/// <param name="Hidden">Whether spreadsheet programs hide it; it is read only where it is named.</param>
internal sealed record SheetResponse(string Name, bool Hidden)
{
    public static SheetResponse Of(WorkbookSheet sheet) => new(sheet.Name, sheet.IsHidden);
}

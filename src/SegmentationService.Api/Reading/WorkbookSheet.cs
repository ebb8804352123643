namespace SegmentationService.Api.Reading;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsHidden">Whether spreadsheet programs hide it; it is read only where it is named.</param>
internal sealed record WorkbookSheet(string Name, bool IsHidden);

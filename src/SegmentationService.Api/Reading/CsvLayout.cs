namespace SegmentationService.Api.Reading;

/// <summary>How the rows of a body of CSV are written.</summary>
/// <param name="Separator">What stands between cells.</param>
/// <param name="Columns">The cells of a row.</param>
/// <param name="HeaderLine">The line of the header.</param>
/// <param name="KeepsEmptyRows">Whether rows of nothing but separators are customers: see <see cref="ICustomerSink.KeepsEmptyRows"/>.</param>
internal sealed record CsvLayout(char Separator, int Columns, long HeaderLine, bool KeepsEmptyRows);

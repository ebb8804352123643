namespace SegmentationService.Api.Sources;

/// <summary>A table of a database of the configuration.</summary>
/// <param name="Database">The name of the database there.</param>
/// <param name="Table">The name of the table, such as <c>public.customers</c>.</param>
/// <param name="Columns">The columns that are read, in this order; null for all.</param>
/// <param name="OrderBy">The column that orders the rows; null for the order in which they lie.</param>
internal sealed record SourceTable(string Database, string Table, IReadOnlyList<string>? Columns, string? OrderBy);

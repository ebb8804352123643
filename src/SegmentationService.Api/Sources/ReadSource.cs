using SegmentationService.Api.Sources.Postgres;

namespace SegmentationService.Api.Sources;

/// <summary>Where the rows of a source lay: one of the two.</summary>
/// <param name="Files">The files.</param>
/// <param name="Table">The table of a database, and how it was read.</param>
internal sealed record ReadSource(IReadOnlyList<SourceFile>? Files, PostgresReading? Table);

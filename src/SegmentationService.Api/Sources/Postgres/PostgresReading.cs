namespace SegmentationService.Api.Sources.Postgres;

/// <summary>How a table was read.</summary>
/// <param name="Database">The name of the database in the configuration.</param>
/// <param name="Query">What was read.</param>
/// <param name="Connections">By how many connections.</param>
internal sealed record PostgresReading(string Database, PostgresQuery Query, int Connections);

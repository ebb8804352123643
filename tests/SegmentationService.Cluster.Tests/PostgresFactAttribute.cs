using SegmentationService.Core.Tests.Exports;

namespace SegmentationService.Cluster.Tests;

/// <summary>A test that needs a PostgreSQL server; skipped with the reason where it cannot be started.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

using SegmentationService.Core.Tests.Exports;

namespace SegmentationService.Api.Tests.Sources;

/// <summary>A test that needs a PostgreSQL; skipped where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

using SegmentationService.Core.Tests.Exports;

namespace SegmentationService.Api.Tests.Sources;

/// <summary>A theory that needs a PostgreSQL; skipped where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}

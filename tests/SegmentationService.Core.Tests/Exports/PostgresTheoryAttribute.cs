namespace SegmentationService.Core.Tests.Exports;

/// <summary>A theory that PostgreSQL runs; skipped where it cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}

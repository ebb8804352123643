namespace SegmentationService.Cluster.Tests;

/// <summary>A test that needs a Redis server; skipped with the reason where there is none.</summary>
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.Missing;
}

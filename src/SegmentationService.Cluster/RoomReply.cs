namespace SegmentationService.Cluster;

/// <summary>What a replica may hold of parts.</summary>
[GenerateSerializer]
[Immutable]
[Alias("segmentation.room-reply")]
internal sealed class RoomReply
{
    /// <summary>The replica, as <c>address:port</c> of its silo.</summary>
    [Id(0)]
    public required string Replica { get; init; }

    /// <summary>The bytes that nobody holds now.</summary>
    [Id(1)]
    public required long FreeBytes { get; init; }

    /// <summary>The bytes that it may hold when all other work has ended.</summary>
    [Id(2)]
    public required long Bytes { get; init; }
}

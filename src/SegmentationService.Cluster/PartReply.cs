namespace SegmentationService.Cluster;

/// <summary>What a replica says to a <see cref="PartRequest"/>: an answer, or why there is none. That it is lost is an exception instead.</summary>
[GenerateSerializer]
[Immutable]
[Alias("segmentation.part-reply")]
internal sealed class PartReply
{
    /// <summary>The replica, as <c>address:port</c> of its silo.</summary>
    [Id(0)]
    public required string Replica { get; init; }

    /// <summary>The answer; null where there is none.</summary>
    [Id(1)]
    public byte[]? Answer { get; init; }

    /// <summary>Why there is no answer; to ask again would change nothing.</summary>
    [Id(2)]
    public string? Failure { get; init; }
}

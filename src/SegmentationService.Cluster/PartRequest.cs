namespace SegmentationService.Cluster;

/// <summary>A question about one part, with all that any replica needs to answer it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("segmentation.part-request")]
internal sealed class PartRequest
{
    /// <summary>The <see cref="Build"/> of who asks: another one may calculate other bits, and refuses.</summary>
    [Id(0)]
    public required string Build { get; init; }

    /// <summary>Where the part comes from.</summary>
    [Id(1)]
    public required byte[] Source { get; init; }

    /// <summary>What is asked.</summary>
    [Id(2)]
    public required byte[] Question { get; init; }

    /// <summary>The replica that was asked for many parts and passes it on to this one; null where the part is asked for itself.</summary>
    [Id(3)]
    public string? PassedOnBy { get; init; }

    /// <summary>What goes over the network.</summary>
    public int Bytes => Question.Length + Source.Length;
}

namespace SegmentationService.Cluster;

/// <summary>One question about several parts, with all that any replica needs to answer it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("segmentation.parts-request")]
internal sealed class PartsRequest
{
    /// <summary>As in <see cref="PartRequest.Build"/>.</summary>
    [Id(0)]
    public required string Build { get; init; }

    /// <summary>The numbers of the parts.</summary>
    [Id(1)]
    public required int[] Numbers { get; init; }

    /// <summary>For each where it comes from.</summary>
    [Id(2)]
    public required byte[][] Sources { get; init; }

    /// <summary>What is asked.</summary>
    [Id(3)]
    public required byte[] Question { get; init; }

    /// <summary>What goes over the network.</summary>
    public int Bytes => Question.Length + (sizeof(int) * Numbers.Length) + Sources.Sum(source => source.Length);
}

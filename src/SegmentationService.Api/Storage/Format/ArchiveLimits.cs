namespace SegmentationService.Api.Storage.Format;

/// <summary>How much an imported version may hold.</summary>
/// <param name="MaxUnpackedBytes">The most bytes of its files together, and of the ids of its customers once decompressed.</param>
/// <param name="MaxCustomers">The most customers.</param>
internal sealed record ArchiveLimits(long MaxUnpackedBytes, int MaxCustomers)
{
    /// <summary>The most bytes of the manifest, which is held whole: a thousand notices have a fraction of it.</summary>
    public const long MaxManifestBytes = 4L << 20;

    /// <summary>The most bytes of the model, which is held whole: 10,000 segments over ten features have a quarter of it.</summary>
    public const long MaxModelBytes = 128L << 20;
}

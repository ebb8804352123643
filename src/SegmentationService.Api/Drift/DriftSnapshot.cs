using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Drift;

/// <summary>What one process after the other has counted of a version, as it lies on the volume: FORMAT.md describes it.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Fingerprint">That of the version: counts of another one of the same number are none of it.</param>
/// <param name="Since">When the counting began: UTC.</param>
/// <param name="Counts">The cells of <see cref="Core.Drift.DriftCells"/>.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record DriftSnapshot(int FormatVersion, string Model, int Version, string Fingerprint, DateTime Since, long[] Counts, string Checksum = SealedJson.Blank)
{
    /// <summary>The format that is written.</summary>
    public const int NewestFormat = 1;
}

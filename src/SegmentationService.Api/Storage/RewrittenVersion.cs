using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Storage;

/// <summary>A version that is about to be replaced by the same without a customer.</summary>
/// <param name="Before">The version as it is served.</param>
/// <param name="Content">What it will hold.</param>
/// <param name="Folder">Its files but for the manifest, flushed.</param>
internal sealed record RewrittenVersion(StoredVersion Before, VersionContent Content, AtomicDirectory Folder);

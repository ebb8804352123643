using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>What a version holds.</summary>
/// <param name="CreatedAt">When it was stored: UTC, whole seconds.</param>
/// <param name="Trained">What was trained.</param>
/// <param name="Timings">How long that took.</param>
/// <param name="Files">The files of the version beside its manifest, and their checksums.</param>
/// <param name="Job">The job that trained it; null when none did.</param>
internal sealed record VersionContent(DateTime CreatedAt, TrainedModel Trained, Timings Timings, IReadOnlyList<FileRecord> Files, Guid? Job)
{
    /// <summary>The fingerprint of the model.</summary>
    public string Fingerprint { get; } = Trained.Model.Fingerprint();
}

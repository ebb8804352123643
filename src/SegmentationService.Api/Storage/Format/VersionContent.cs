using SegmentationService.Core.Data;
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
    /// <summary>What it was trained on; null for versions from before that was kept.</summary>
    public VersionSource? Source { get; init; }

    /// <summary>The fingerprint of the model.</summary>
    public string Fingerprint { get; } = Trained.Model.Fingerprint();

    /// <summary>What the version and its segments had been given when it was stored.</summary>
    public VersionAnnotations Annotations { get; init; } = VersionAnnotations.None;

    /// <summary>How many of the customers that it was trained on have been taken out of it since.</summary>
    public int Erased { get; init; }

    /// <summary>The customers that it still tells of.</summary>
    public int Customers => Trained.Report.Customers - Erased;

    /// <summary>The same with one notice of a code, in place of those that it has.</summary>
    /// <param name="code">The code.</param>
    /// <param name="notice">The notice; null for none.</param>
    public VersionContent WithNotice(string code, Notice? notice)
    {
        var others = Trained.Report.Notices.Where(other => other.Code != code);
        return this with { Trained = Trained with { Report = Trained.Report with { Notices = [.. notice is null ? others : others.Append(notice)] } } };
    }
}

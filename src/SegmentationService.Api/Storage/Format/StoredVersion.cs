using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>One version of a model, as it was trained. Immutable.</summary>
/// <param name="modelName">The model it is a version of.</param>
/// <param name="version">Its number, from 1.</param>
/// <param name="createdAt">When it was stored: UTC, whole seconds.</param>
/// <param name="trained">What was trained.</param>
/// <param name="timings">How long that took.</param>
internal sealed class StoredVersion(string modelName, int version, DateTime createdAt, TrainedModel trained, Timings timings)
{
    /// <summary>The model it is a version of.</summary>
    public string ModelName { get; } = modelName;

    /// <summary>Its number, from 1.</summary>
    public int Version { get; } = version;

    /// <summary>When it was stored: UTC, whole seconds.</summary>
    public DateTime CreatedAt { get; } = createdAt;

    /// <summary>The model.</summary>
    public SegmentationModel Model { get; } = trained.Model;

    /// <summary>What training learned about it.</summary>
    public TrainingReport Report { get; } = trained.Report;

    /// <summary>The fingerprint of <see cref="Model"/>.</summary>
    public string Fingerprint { get; } = trained.Model.Fingerprint();

    /// <summary>The job that trained it; null when none did.</summary>
    public Guid? Job { get; init; }

    /// <summary>The files of the version beside its manifest, and their checksums.</summary>
    public IReadOnlyList<FileRecord> Files { get; init; } = [];

    /// <summary>How long the training took.</summary>
    public Timings Timings { get; } = timings;
}

using SegmentationService.Api.Sources;

namespace SegmentationService.Api.Jobs;

/// <summary>Which files are scored, and where their answers go.</summary>
/// <param name="Source">The files of the customers.</param>
/// <param name="Target">The folder of the answers, below the volume of the data: a file for each of the source.</param>
internal sealed record BatchJobRequest(BatchJobSource Source, string Target)
{
    /// <summary>The same, as <c>POST /predict/batch</c> takes it; null where a member is missing.</summary>
    public SourceRequest? ToSourceRequest() => Source is { Path: { } path } && Target is { } target ? new SourceRequest(new SourceName(path), target) : null;
}

/// <summary>Files on the volume of the data.</summary>
/// <param name="Path">Relative to the volume; a wildcard in the last part stands for several files.</param>
internal sealed record BatchJobSource(string Path);

using SegmentationService.Api.Sources;

namespace SegmentationService.Api.Jobs;

/// <summary>What is scored, and where the answers go.</summary>
/// <param name="Source">The files of the customers, or the table.</param>
/// <param name="Target">The folder of the answers, below the volume of the data: a file for each of the source, or one for the table.</param>
internal sealed record BatchJobRequest(SourceName Source, string Target)
{
    /// <summary>The same, as <c>POST /predict/batch</c> takes it; null where a member is missing.</summary>
    public SourceRequest? ToSourceRequest() => Source is { IsWhole: true } && Target is not null ? new SourceRequest(Source, Target) : null;
}

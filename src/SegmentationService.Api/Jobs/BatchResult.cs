using SegmentationService.Api.Prediction;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The file <c>answers.json</c>: what a scoring job that succeeded has made, file by file.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Job">The id of the job.</param>
/// <param name="Files">The files, in the order of the source.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record BatchResult(int FormatVersion, Guid Job, IReadOnlyList<ScoredFileResponse> Files, string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 1;
}

using System.Text.Json;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The file <c>parts/&lt;n&gt;.json</c>: what came of one part of a scoring job. Written once, by who holds the part.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Job">The id of the job.</param>
/// <param name="Part">The number of the part.</param>
/// <param name="Staged">The name of the file of its answers until the job ends; null where it failed.</param>
/// <param name="Answers">What is to be said of the answers; null where it failed.</param>
/// <param name="Error">The problem of RFC 9457 that it failed with; null where it did not.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record BatchPart(int FormatVersion, Guid Job, int Part, string? Staged, ScoredFileResponse? Answers, JsonElement? Error, string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 1;
}

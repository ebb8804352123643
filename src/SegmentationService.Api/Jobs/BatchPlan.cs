using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The file <c>batch.json</c>: what a job scores, as it was when the job was accepted. Never changed.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Job">The id of the job, as its folder is named.</param>
/// <param name="Files">The files, in the order of the source; the number of a part is its place here.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record BatchPlan(int FormatVersion, Guid Job, IReadOnlyList<BatchPlanFile> Files, string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 1;
}

/// <summary>A file of the source, and the one of its answers.</summary>
/// <param name="Source">Its path below the volume of the data.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenAt">When it was last written.</param>
/// <param name="Target">The name of the file of its answers.</param>
internal sealed record BatchPlanFile(string Source, long Bytes, DateTime WrittenAt, string Target);

/// <summary>The JSON of the files of scoring jobs, as that of every file of the store.</summary>
[JsonSerializable(typeof(BatchPlan))]
[JsonSerializable(typeof(BatchPart))]
[JsonSerializable(typeof(BatchResult))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static BatchJson Strict { get; } = new(StrictJson.Rules());
}

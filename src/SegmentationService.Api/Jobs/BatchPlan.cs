using System.Text.Json.Serialization;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Jobs;

/// <summary>The file <c>batch.json</c>: what a job scores, as it was when the job was accepted. Never changed.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Job">The id of the job, as its folder is named.</param>
/// <param name="Files">The files, in the order of the source; the number of a part is its place here.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record BatchPlan(int FormatVersion, Guid Job, IReadOnlyList<BatchPlanFile> Files, string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 2;
}

/// <summary>A file of the source, or its table, and the file of its answers.</summary>
/// <param name="Source">Its path below the volume of the data, or the name of the table.</param>
/// <param name="Bytes">Its length; 0 of a table.</param>
/// <param name="WrittenAt">When it was last written; of a table, when the job was accepted.</param>
/// <param name="Target">The name of the file of its answers.</param>
/// <param name="Table">The table; null of a file, and in format 1.</param>
internal sealed record BatchPlanFile(string Source, long Bytes, DateTime WrittenAt, string Target, SourceTable? Table = null)
{
    /// <summary>A part of the source, as it is now.</summary>
    /// <param name="part">The file, or the table.</param>
    /// <param name="target">The name of the file of its answers.</param>
    /// <param name="now">The moment.</param>
    public static BatchPlanFile Of(SourcePart part, string target, DateTime now) =>
        part.File is { } file ? new BatchPlanFile(file.Name, file.Bytes, file.WrittenAt, target) : new BatchPlanFile(part.Name, 0, now, target, part.Table);
}

/// <summary>The JSON of the files of scoring jobs, as that of every file of the store.</summary>
[JsonSerializable(typeof(BatchPlan))]
[JsonSerializable(typeof(BatchPart))]
[JsonSerializable(typeof(BatchResult))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static BatchJson Strict { get; } = new(StrictJson.Rules());
}

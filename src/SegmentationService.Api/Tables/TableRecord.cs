using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Tables;

/// <summary>The file <c>table.json</c>: what is known of a table that is kept.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Id">See <see cref="TableId"/>; the folder is named after it.</param>
/// <param name="File">The name of its file, as its sender told it; null where nobody did.</param>
/// <param name="CreatedAt">When it had been received, UTC.</param>
/// <param name="ContentType">That of the body.</param>
/// <param name="ContentEncoding">That of the body, or null.</param>
/// <param name="Bytes">The length of the body as it was sent.</param>
/// <param name="Sha256">Of the body, 64 digits.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record TableRecord(
    int FormatVersion,
    string Id,
    string? File,
    DateTime CreatedAt,
    string? ContentType,
    string? ContentEncoding,
    long Bytes,
    string Sha256,
    string Checksum = SealedJson.Blank)
{
    public const int NewestFormat = 1;
}

/// <summary>The JSON of <c>table.json</c>, as that of every file of the store.</summary>
[JsonSerializable(typeof(TableRecord))]
internal sealed partial class TableJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static TableJson Strict { get; } = new(StrictJson.Rules());
}

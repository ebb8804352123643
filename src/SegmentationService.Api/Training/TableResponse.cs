using SegmentationService.Api.Tables;

namespace SegmentationService.Api.Training;

/// <summary>A table that is kept.</summary>
internal record TableResponse
{
    /// <summary>Its id, which POST /train takes as <c>table</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name of its file, as its sender told it: a text, and no path; null where nobody did.</summary>
    public required string? File { get; init; }

    /// <summary>The bytes that it takes, as it was sent.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it had been received, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it is removed, UTC, unless somebody removes it before.</summary>
    public required DateTime ExpiresAt { get; init; }

    public static TableResponse Of(TableRecord record, KeptTables tables) => new()
    {
        Id = record.Id,
        File = record.File,
        Bytes = record.Bytes,
        CreatedAt = record.CreatedAt,
        ExpiresAt = tables.ExpiresAt(record),
    };
}

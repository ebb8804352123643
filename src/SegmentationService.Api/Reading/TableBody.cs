using System.Collections.Frozen;

namespace SegmentationService.Api.Reading;

/// <summary>A body as it was sent, whoever has it: a request, or a file that one was kept in. It is read once.</summary>
/// <param name="Content">Its bytes; stays open.</param>
/// <param name="ContentType">What it is said to be, or null.</param>
/// <param name="ContentEncoding">How it is said to be compressed, or null.</param>
/// <param name="Length">The bytes that it is said to have, 0 where there is no body; null when nothing tells.</param>
internal sealed record TableBody(Stream Content, string? ContentType, string? ContentEncoding, long? Length)
{
    /// <summary>The sheet of a workbook that is to be read; null for the first with a table, and where it is no workbook.</summary>
    public string? Sheet { get; init; }

    /// <summary>The lines of a text, or the rows of a sheet, that are passed over, 1-based.</summary>
    public IReadOnlySet<long> LeftOutLines { get; init; } = FrozenSet<long>.Empty;

    /// <summary>The file that holds the bytes as they were sent, where there is one, which can be read from any place: what is read from its end need not be put aside once more. Null where nothing but <see cref="Content"/> has them.</summary>
    public FileStream? File { get; init; }

    /// <summary>Whether it is known before the reading that there is nothing to read.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The bytes as they were sent, up to the limit.</summary>
    /// <param name="limits">How much is read at most.</param>
    /// <exception cref="BodyTooLargeException">It is said to be larger.</exception>
    public LimitedStream Open(ReadingOptions limits)
    {
        var content = new LimitedStream(Content, limits.MaxBodyBytes, "The body");
        return Length > limits.MaxBodyBytes ? throw content.TooLarge() : content;
    }
}

using Microsoft.Net.Http.Headers;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Undoes the compression of a body.</summary>
internal static class ContentCoding
{
    private static readonly string[] Accepted = ["gzip", "br", "identity"];

    /// <summary>The decompressed bytes, without limit; null when the body is not compressed.</summary>
    /// <param name="body">The bytes as sent.</param>
    /// <param name="coding">The Content-Encoding, or null.</param>
    /// <exception cref="UnsupportedBodyException">Another coding than gzip and br, or several.</exception>
    public static ExplainedStream? Decode(LimitedStream body, string? coding) => coding?.Trim().ToLowerInvariant() switch
    {
        null or "" or "identity" => null,
        "gzip" or "x-gzip" => Gunzip(body),
        "br" => Explain(body, "brotli", new BrotliContent(body)),
        var other => throw new UnsupportedBodyException(
            $"The Content-Encoding '{Excerpt.Of(other)}' is not read; accepted is one of {string.Join(", ", Accepted)}.",
            HeaderNames.ContentEncoding,
            Accepted),
    };

    /// <summary>The bytes of a body as they are read: as sent, or decompressed as far as is allowed.</summary>
    /// <param name="sent">The bytes as sent.</param>
    /// <param name="decoder">From <see cref="Decode"/>.</param>
    /// <param name="limits">How much is read at most.</param>
    public static LimitedStream Content(LimitedStream sent, ExplainedStream? decoder, ReadingOptions limits) => decoder is null ? sent : Decompressed(decoder, limits);

    /// <summary>Decompressed bytes, as far as is allowed.</summary>
    /// <param name="decoder">What decompresses them, without limit.</param>
    /// <param name="limits">How much is read at most.</param>
    public static LimitedStream Decompressed(Stream decoder, ReadingOptions limits) => new(decoder, limits.MaxDecompressedBytes, "The body, once decompressed,");

    /// <summary>The decompressed bytes of a gzip stream, without limit.</summary>
    public static ExplainedStream Gunzip(LimitedStream body) => Explain(body, "gzip", new GzipMembers(body));

    private static ExplainedStream Explain(LimitedStream body, string coding, Stream decoder) => new(decoder, body, e =>
        e is InvalidDataException
            ? new MalformedBodyException(
                MalformedBodyKind.InvalidEncoding, $"The {coding} data is damaged, breaks off, goes on with something else, or is not {coding} at all.", e)
            : null);
}

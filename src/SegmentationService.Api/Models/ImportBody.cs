using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Models;

/// <summary>The body of an import: the bytes of a zip file.</summary>
internal static class ImportBody
{
    /// <summary>What clients call it.</summary>
    private static readonly string[] AcceptedTypes = ["application/zip", "application/x-zip-compressed", "application/octet-stream"];

    private static readonly string[] AcceptedCodings = ["identity"];

    /// <summary>The bytes, up to the limit.</summary>
    /// <param name="body">The body.</param>
    /// <param name="limits">How large the body may be.</param>
    /// <exception cref="MalformedBodyException">There is none.</exception>
    /// <exception cref="UnsupportedBodyException">It is not called a zip file, or is compressed once more.</exception>
    /// <exception cref="BodyTooLargeException">It is too large; also while it is read.</exception>
    public static Stream Open(TableBody body, ReadingOptions limits)
    {
        if (body.IsEmpty)
            throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; the zip file of an export is expected.");
        if (!MediaTypeHeaderValue.TryParse(body.ContentType, out var type) || !AcceptedTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw new UnsupportedBodyException($"The body of an import is a zip file; accepted are {string.Join(", ", AcceptedTypes)}.", HeaderNames.ContentType, AcceptedTypes);
        if (body.ContentEncoding is { Length: > 0 } coding && !coding.Equals(AcceptedCodings[0], StringComparison.OrdinalIgnoreCase))
            throw new UnsupportedBodyException("A zip file is compressed already; it is sent without Content-Encoding.", HeaderNames.ContentEncoding, AcceptedCodings);
        return body.Open(limits);
    }
}

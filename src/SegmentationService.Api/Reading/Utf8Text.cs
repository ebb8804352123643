using System.Text;

namespace SegmentationService.Api.Reading;

/// <summary>A text as UTF-8, whatever its charset.</summary>
internal static class Utf8Text
{
    private const int LongestMark = 4;

    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xFF, 0xFE, 0, 0], new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)),
    ];

    private static ReadOnlySpan<byte> Utf8Mark => "\uFEFF"u8;

    /// <summary>The text without its byte order mark.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="encoding">The charset, or null: then it is UTF-8, or what a byte order mark says.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<Stream> OfAsync(Stream body, Encoding? encoding, CancellationToken cancellationToken)
    {
        var (beginning, length) = await BeginningAsync(body, cancellationToken);
        var content = new ContinuedStream(beginning.AsMemory(0, length), body);
        var marked = Array.Find(Marks, mark => beginning.AsSpan(0, length).StartsWith(mark.Mark)).Encoding;
        if ((encoding ?? marked) is not { } found)
        {
            var isMarked = beginning.AsSpan(0, length).StartsWith(Utf8Mark);
            return isMarked ? new ContinuedStream(beginning.AsMemory(Utf8Mark.Length, length - Utf8Mark.Length), body) : content;
        }

        var source = new LimitedStream(content, long.MaxValue, "The body");
        var text = new ExplainedStream(Encoding.CreateTranscodingStream(source, found, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), source, e => Explain(e, found, isNamed: encoding is not null));
        return await OfAsync(text, null, cancellationToken);
    }

    private static async ValueTask<(byte[] Bytes, int Length)> BeginningAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestMark];
        return (bytes, await body.ReadAtLeastAsync(bytes, LongestMark, throwOnEndOfStream: false, cancellationToken));
    }

    private static MalformedBodyException? Explain(Exception e, Encoding encoding, bool isNamed) => e is DecoderFallbackException
        ? new MalformedBodyException(MalformedBodyKind.InvalidEncoding, $"The body is not {encoding.WebName}, as its {(isNamed ? "Content-Type" : "byte order mark")} says.", e)
        : null;
}

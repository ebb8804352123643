using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Protocols;

/// <summary>Reads a body whole: these protocols send one column after the other, and a customer is known only at the end.</summary>
internal static class HeldBody
{
    private const int FewestBytes = 1 << 14;

    /// <summary>Reads a body to its end.</summary>
    /// <param name="body">The body; its Content-Encoding says how it is compressed.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="memory">What the bytes are taken from.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BodyTooLargeException">The body is larger than the limits allow, as sent or decompressed.</exception>
    /// <exception cref="MalformedBodyException">It is empty, or not what the Content-Encoding says.</exception>
    /// <exception cref="MemoryLimitException">There is no room for it.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TableBody body, ReadingOptions limits, MemoryShare memory, CancellationToken cancellationToken)
    {
        var sent = body.Open(limits);
        await using var decoder = ContentCoding.Decode(sent, body.ContentEncoding);
        var content = ContentCoding.Content(sent, decoder, limits);
        byte[] bytes = [];
        for (var length = 0; ;)
        {
            if (length == bytes.Length) Grow(ref bytes, Math.Max(FewestBytes, 2L * length), memory);
            var read = await content.ReadAsync(bytes.AsMemory(length), cancellationToken);
            length += read;
            if (read > 0) continue;
            return length > 0 ? bytes.AsMemory(0, length) : throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; a JSON object is expected.");
        }
    }

    private static void Grow(ref byte[] bytes, long length, MemoryShare memory)
    {
        if (bytes.Length == Array.MaxLength) throw BodyTooLargeException.Of("The body", Array.MaxLength);
        length = Math.Min(length, Array.MaxLength);
        memory.Take(length - bytes.Length);
        Array.Resize(ref bytes, (int)length);
    }
}

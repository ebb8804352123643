using System.Buffers;
using System.Text;
using System.Text.Unicode;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Bytes that are not UTF-8 in a body of CSV that says nothing else: each is read as windows-1252, the usual charset of such files, so that it may
/// spoil a text and never the table. Chunks are mended side by side.
/// </summary>
internal sealed class StrayBytes
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private readonly Lock _lock = new();
    private long _lines;
    private long _firstLine = long.MaxValue;

    /// <summary>What to say of them; null where there are none.</summary>
    public Notice? Notice => _lines == 0 ? null : new Notice(
        "not_utf8",
        null,
        (_lines == 1 ? $"Line {_firstLine} has bytes that are not UTF-8; they are" : $"{_lines} lines have bytes that are not UTF-8, the first is line {_firstLine}; they are")
            + " read as windows-1252. If it is another charset, name it, such as Content-Type: text/csv; charset=iso-8859-2.");

    /// <summary>A chunk with nothing but UTF-8.</summary>
    /// <param name="chunk">Must not be used after.</param>
    /// <param name="line">The line that it begins with.</param>
    public CsvChunk Mend(CsvChunk chunk, long line) => Utf8.IsValid(chunk.Text) ? chunk : chunk.With(Mend(chunk.Text, line).WrittenSpan);

    /// <summary>A text with nothing but UTF-8, which begins with line 1.</summary>
    public byte[] Mend(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? text.ToArray() : Mend(text, line: 1).WrittenSpan.ToArray();

    private ArrayBufferWriter<byte> Mend(ReadOnlySpan<byte> text, long line)
    {
        var mended = new ArrayBufferWriter<byte>(2 * text.Length);
        var (lines, first, last) = (0L, long.MaxValue, 0L);
        Span<char> character = stackalloc char[1];
        for (var rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out _, out var length) == OperationStatus.Done)
            {
                // A carriage return of its own counts as a line, too.
                if (rest[0] == '\n' || (rest[0] == '\r' && !rest.StartsWith("\r\n"u8))) line++;
                mended.Write(rest[..length]);
                rest = rest[length..];
                continue;
            }

            Windows1252.GetChars(rest[..1], character);
            mended.Advance(Encoding.UTF8.GetBytes(character, mended.GetSpan(Encoding.UTF8.GetMaxByteCount(1))));
            rest = rest[1..];
            if (line == last) continue;
            last = line;
            first = Math.Min(first, line);
            lines++;
        }

        lock (_lock)
        {
            _lines += lines;
            _firstLine = Math.Min(_firstLine, first);
        }

        return mended;
    }
}

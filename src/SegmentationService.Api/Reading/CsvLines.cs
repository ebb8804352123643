namespace SegmentationService.Api.Reading;

/// <summary>Finds lines in the bytes of CSV without looking at cells.</summary>
internal static class CsvLines
{
    /// <summary>
    /// The length of the longest beginning that ends with a row: after a line feed outside quotes. A quote opens a cell only where the cell begins
    /// with it; a row whose quotes are never closed is never cut off before its end, so it is refused as in one piece.
    /// </summary>
    /// <param name="text">in: begins with a row.</param>
    /// <param name="separator">Between cells.</param>
    /// <returns>0 where no row ends.</returns>
    public static int LengthOfWholeRows(ReadOnlySpan<byte> text, byte separator)
    {
        var (length, from) = (0, 0);
        while (true)
        {
            var next = text[from..].IndexOf((byte)'"');
            var lineFeed = (next < 0 ? text[from..] : text.Slice(from, next)).LastIndexOf((byte)'\n');
            if (lineFeed >= 0) length = from + lineFeed + 1;
            if (next < 0) return length;
            var quote = from + next;
            if (!BeginsCell(text, quote, separator)) from = quote + 1;
            else if (IndexOfClosingQuote(text, quote + 1) is var closing and >= 0) from = closing + 1;
            else return length;
        }
    }

    /// <summary>The offset at which a line begins; the length of the text where it has fewer.</summary>
    /// <param name="text">in: begins with line 1.</param>
    /// <param name="line">1-based.</param>
    public static int OffsetOfLine(ReadOnlySpan<byte> text, long line)
    {
        var offset = 0;
        for (var at = 1L; at < line && offset < text.Length; at++)
        {
            var length = text[offset..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0) return text.Length;
            offset += length + (text[(offset + length)..].StartsWith("\r\n"u8) ? 2 : 1);
        }

        return offset;
    }

    /// <summary>The number of line breaks: LF, CR and CR LF each count once.</summary>
    /// <param name="text">in: not cut between CR and LF.</param>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = text.Count((byte)'\n');
        for (var carriageReturn = text.IndexOf((byte)'\r'); carriageReturn >= 0;)
        {
            text = text[(carriageReturn + 1)..];
            if (text.IsEmpty || text[0] != '\n') count++;
            carriageReturn = text.IndexOf((byte)'\r');
        }

        return count;
    }

    private static bool BeginsCell(ReadOnlySpan<byte> text, int quote, byte separator)
    {
        while (--quote >= 0)
        {
            var before = text[quote];
            if (before == separator || before is (byte)'\n' or (byte)'\r') return true;
            if (before is not ((byte)' ' or (byte)'\t')) return false;
        }

        return true;
    }

    private static int IndexOfClosingQuote(ReadOnlySpan<byte> text, int from)
    {
        while (text[from..].IndexOf((byte)'"') is var next and >= 0)
        {
            from += next + 1;
            if (from == text.Length || text[from] != '"') return from - 1;
            from++;
        }

        return -1;
    }
}

using System.Buffers;

namespace SegmentationService.Api.Reading;

/// <summary>Finds lines in the bytes of CSV without looking at cells.</summary>
internal static class CsvLines
{
    private static readonly SearchValues<byte> QuoteOrLineFeed = SearchValues.Create("\"\n"u8);

    /// <summary>
    /// The length of the longest beginning that ends with a row: after a line feed that an even number of quotes precedes. True of
    /// well-formed rows; a row whose quotes are broken is never cut off before its end, so it is refused as in one piece.
    /// </summary>
    /// <param name="text">in: begins with a row.</param>
    /// <returns>0 where no row ends.</returns>
    public static int LengthOfWholeRows(ReadOnlySpan<byte> text)
    {
        var quotes = text.Count((byte)'"');
        var end = text.Length;
        while (true)
        {
            var found = text[..end].LastIndexOfAny(QuoteOrLineFeed);
            if (found < 0) return 0;
            if (text[found] == '"') quotes--;
            else if (quotes % 2 == 0) return found + 1;
            end = found;
        }
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
}

using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>Makes ASCII of texts in European languages: accents fall away, and the blanks that programs write before AM and PM become plain ones.</summary>
internal static class LatinText
{
    /// <summary>The letters with accents, each behind the letter that it becomes.</summary>
    private static readonly string[] Letters = ["aàáâäãåăąā", "cçćč", "dďđ", "eéèêëęěėē", "gğ", "iíìîïıīį", "lłľĺ", "nñńň", "oóòôöõøőō", "rřŕ", "sśšşș", "tťțţ", "uúùûüűůūų", "yýÿ", "zźżž"];

    /// <summary>Signs that say nothing: ordinals, and marks of the direction of writing.</summary>
    private const string Silent = "ºª°\u200E\u200F";

    private const string Blanks = "\u00A0\u202F\u2009";

    private static readonly byte[] Folded = Fold();

    /// <summary>Writes a text without accents.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="ascii">out: at least as long as the text.</param>
    /// <param name="length">The bytes written.</param>
    /// <returns>False where the text has letters that are none of these.</returns>
    public static bool TryFold(ReadOnlySpan<byte> text, Span<byte> ascii, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out var rune, out var taken) != System.Buffers.OperationStatus.Done) return false;
            text = text[taken..];
            if (rune.IsAscii) ascii[length++] = (byte)rune.Value;
            else if (Contains(Blanks, rune)) ascii[length++] = (byte)' ';
            else if (rune.Value < Folded.Length && Folded[rune.Value] != 0) ascii[length++] = Folded[rune.Value];
            else if (!Contains(Silent, rune)) return false;
        }

        return true;
    }

    /// <summary>A text with its letters without accents; other letters stay as they are.</summary>
    /// <param name="text">The text.</param>
    public static string WithoutAccents(string text) => Ascii.IsValid(text)
        ? text
        : string.Concat(text.Select(letter => letter < Folded.Length && Folded[letter] != 0 ? (char)Folded[letter] : letter));

    private static bool Contains(string signs, Rune rune) => rune.IsBmp && signs.Contains((char)rune.Value, StringComparison.Ordinal);

    private static byte[] Fold()
    {
        var folded = new byte[0x250];
        foreach (var letters in Letters)
            foreach (var letter in letters[1..]) (folded[char.ToUpperInvariant(letter)], folded[letter]) = ((byte)char.ToUpperInvariant(letters[0]), (byte)letters[0]);
        return folded;
    }
}

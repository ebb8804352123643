using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>What a message repeats of a text that the caller sent: its beginning, so that a message stays one that can be read.</summary>
public static class Excerpt
{
    /// <summary>The most characters of a cell, a value or the name of a column.</summary>
    public const int UsualLength = 40;

    /// <summary>So many bytes of UTF-8 are enough for <see cref="Of(ReadOnlySpan{byte}, int)"/> with <see cref="UsualLength"/>.</summary>
    public const int MostBytes = MostBytesOfCharacter * (UsualLength + 1);

    private const int MostBytesOfCharacter = 3;

    /// <summary>A text, shortened where it is longer; no character is cut in two.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most characters of UTF-16 that are repeated, at least 1; an ellipsis follows where some are left out.</param>
    public static string Of(string text, int length = UsualLength)
    {
        if (text.Length <= length) return text;
        return text[..(IsPair(text, length - 1) ? length - 1 : length)] + "…";
    }

    /// <summary>A text, shortened where it is longer; no character is cut in two. O(<paramref name="length"/>).</summary>
    /// <param name="utf8">The text; bytes that are not UTF-8 become U+FFFD.</param>
    /// <param name="length">As in <see cref="Of(string, int)"/>.</param>
    public static string Of(ReadOnlySpan<byte> utf8, int length = UsualLength)
    {
        // A character cut off here is beyond those that are repeated.
        var beginning = utf8[..Math.Min(utf8.Length, MostBytesOfCharacter * (length + 1))];
        return Of(Encoding.UTF8.GetString(beginning), length);
    }

    /// <summary>The first of some texts in quotes, each as <see cref="Of(string, int)"/> repeats it, and how many more there are.</summary>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="most">The most that are listed, at least 1.</param>
    public static string Listed(IReadOnlyCollection<string> texts, int most)
    {
        var listed = string.Join(", ", texts.Take(most).Select(text => $"'{Of(text)}'"));
        return texts.Count <= most ? listed : $"{listed} and {texts.Count - most} more";
    }

    private static bool IsPair(string text, int index) => char.IsHighSurrogate(text[index]) && char.IsLowSurrogate(text[index + 1]);
}

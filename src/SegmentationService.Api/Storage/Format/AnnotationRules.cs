using System.Globalization;
using System.Text.RegularExpressions;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Storage.Format;

/// <summary>What people may give a version and its segments. The same holds for what is sent and for what files hold.</summary>
internal static partial class AnnotationRules
{
    /// <summary>The most characters of UTF-16 that a name or a label has.</summary>
    public const int LongestName = 64;

    /// <summary>The most characters of UTF-16 that a note has.</summary>
    public const int LongestNote = 2_000;

    /// <summary>The most bytes that all of one version take in a file.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Why a text is no name or label, as the end of a sentence; null where it is one.</summary>
    /// <param name="text">The text.</param>
    public static string? NameFault(string text)
    {
        if (text.Length is 0 or > LongestName) return $"has {text.Length} characters; allowed is 1 to {LongestName}";
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return "begins or ends with a blank";
        return text.Any(IsNoLetter) ? "has a line break or another control character; allowed is one line of text" : null;
    }

    /// <summary>Why a text is no note, as the end of a sentence; null where it is one.</summary>
    /// <param name="text">The text.</param>
    public static string? NoteFault(string text)
    {
        if (text.Length is 0 or > LongestNote) return $"has {text.Length} characters; allowed is 1 to {LongestNote}";
        return text.Any(c => IsNoLetter(c) && c is not ('\n' or '\r' or '\t')) ? "has a control character; allowed is text with line breaks" : null;
    }

    /// <summary>Why a text is no colour, as the end of a sentence; null where it is one.</summary>
    /// <param name="text">The text.</param>
    public static string? ColourFault(string text) => Colour().IsMatch(text) ? null : $"is '{Excerpt.Of(text)}'; allowed is #rrggbb, such as #1f77b4";

    /// <summary>Whether two names cannot stand beside each other in one version: people take them for one.</summary>
    /// <param name="one">A name.</param>
    /// <param name="other">Another.</param>
    public static bool AreAlike(string one, string other) => one.Normalize().Equals(other.Normalize(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Checks what a file holds of a version.</summary>
    /// <param name="record">What it holds.</param>
    /// <param name="file">The name of the file, for messages.</param>
    /// <exception cref="CorruptModelException">It breaks a rule.</exception>
    public static void Check(AnnotationsRecord record, string file)
    {
        if (record.Note is { } note) Check(NoteFault(note), "the note");
        foreach (var (column, label) in record.Labels) Check(NameFault(label), $"the label of '{Excerpt.Of(column)}'");
        foreach (var (id, segment) in record.Segments)
        {
            if (id < 1) throw new CorruptModelException($"{file}: a segment has the id {id}; allowed is from 1.");
            var of = string.Create(CultureInfo.InvariantCulture, $"of segment {id}");
            if (segment is null) throw new CorruptModelException($"{file}: what is given {of} is null.");
            if (segment.Name is { } name) Check(NameFault(name), $"the name {of}");
            if (segment.Note is { } text) Check(NoteFault(text), $"the note {of}");
            if (segment.Colour is { } colour) Check(ColourFault(colour), $"the colour {of}");
        }

        string[] names = [.. record.Segments.Values.Select(segment => segment.Name).OfType<string>()];
        if (names.Select(name => name.Normalize()).Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length)
            throw new CorruptModelException($"{file}: two segments have been given one name.");

        void Check(string? fault, string what)
        {
            if (fault is not null) throw new CorruptModelException($"{file}: {what} {fault}.");
        }
    }

    private static bool IsNoLetter(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF';

    [GeneratedRegex("^#[0-9a-f]{6}\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}

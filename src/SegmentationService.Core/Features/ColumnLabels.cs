using System.Text;
using System.Text.RegularExpressions;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>
/// What people call columns and features: the label that was given, else words made of the name, in small letters, camel case taken apart, without what stands in brackets, such as
/// a unit. No part of the fingerprint.
/// </summary>
/// <param name="given">The labels that were given, by the names of their columns.</param>
public sealed partial class ColumnLabels(IReadOnlyDictionary<string, string> given)
{
    /// <summary>The longest label, in characters.</summary>
    public const int Longest = 64;

    /// <summary>All made of names.</summary>
    public static ColumnLabels Made { get; } = new(new OrderedDictionary<string, string>());

    /// <summary>The labels that were given, by the names of their columns.</summary>
    public IReadOnlyDictionary<string, string> Given => given;

    /// <summary>Whether a text can be a label: 1 to <see cref="Longest"/> characters in one line, without blanks around them.</summary>
    /// <param name="text">Any text.</param>
    public static bool IsLabel(string text) => text.Length is > 0 and <= Longest && text.Trim() == text && !text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');

    /// <summary>The label of a column.</summary>
    /// <param name="column">Its name.</param>
    public string Of(string column) => given.GetValueOrDefault(column) ?? WordsOf(column, keepsBrackets: false);

    /// <summary>The label of a feature: that of its column, and of an encoded one the value with it.</summary>
    /// <param name="feature">The feature.</param>
    public string Of(Feature feature) => feature.Value is { } value ? $"{Of(feature.Source)}: {value}" : Of(feature.Name);

    /// <summary>The label that was given to the column of a feature; null where none was.</summary>
    internal string? GivenTo(Feature feature) => given.GetValueOrDefault(feature.Value is null ? feature.Name : feature.Source);

    /// <summary>The labels for the columns of a table.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="given">The labels, by names of columns as the caller writes them.</param>
    /// <exception cref="InvalidTableException">There is no such column.</exception>
    /// <exception cref="InvalidOptionsException">A text is no label, or two columns have the same.</exception>
    internal static ColumnLabels For(IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, string> given)
    {
        var labels = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, label) in given)
        {
            var column = ColumnParts.Named(columns, name, "label").Name;
            if (!IsLabel(label)) throw new InvalidOptionsException("label", $"The label of '{name}' is '{Excerpt.Of(label)}'; allowed are 1 to {Longest} characters in one line, without blanks around them.");
            if (labels.Values.Contains(label, StringComparer.OrdinalIgnoreCase)) throw new InvalidOptionsException("label", $"'{label}' is the label of two columns; each has one of its own.");
            if (!labels.TryAdd(column, label)) throw new InvalidOptionsException("label", $"'{column}' has two labels; it can have one.");
        }

        return new ColumnLabels(labels);
    }

    /// <summary>The same, and those of others for columns that have none here, as far as a table has them.</summary>
    internal ColumnLabels OrElse(ColumnLabels others, CustomerTable table)
    {
        var labels = new OrderedDictionary<string, string>(given, StringComparer.Ordinal);
        foreach (var (column, label) in others.Given)
            if (table.Find(column) is not null && !labels.Values.Contains(label, StringComparer.OrdinalIgnoreCase)) labels.TryAdd(column, label);
        return new ColumnLabels(labels);
    }

    /// <summary>The words of a name; the name itself where nothing of it is left.</summary>
    /// <param name="name">The name of a column.</param>
    /// <param name="keepsBrackets">Whether what stands in brackets stays, since it tells the name from another one.</param>
    internal static string WordsOf(string name, bool keepsBrackets)
    {
        var text = keepsBrackets ? Marks().Replace(name, " ") : Brackets().Replace(name, " ");
        var words = WithPlainBlanks(Split(text)).ToLowerInvariant();
        if (words.Length > 0) return words;
        return WithPlainBlanks(name).ToLowerInvariant() is { Length: > 0 } all ? all : name.Trim();
    }

    /// <summary>A text with one blank for each run of blanks and low lines, and for a point between letters.</summary>
    internal static string WithPlainBlanks(string text) => Blanks().Replace(text, " ").Trim();

    /// <summary>Puts a blank where a capital letter begins a word: <c>TotalCharges</c>, <c>CRMScore</c>.</summary>
    private static string Split(string text)
    {
        var words = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsUpper(text[i]) && (char.IsLower(text[i - 1]) || char.IsDigit(text[i - 1]) || (char.IsUpper(text[i - 1]) && i + 1 < text.Length && char.IsLower(text[i + 1])))) words.Append(' ');
            words.Append(text[i]);
        }

        return words.ToString();
    }

    [GeneratedRegex(@"[_\s]+|(?<=\p{L})\.(?=\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\([^()]*\)|\[[^\[\]]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"[()\[\]]", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}

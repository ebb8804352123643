using System.Buffers;
using System.Text.RegularExpressions;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>What the first rows of a body of CSV tell: the separator, and which line is the header.</summary>
/// <param name="Separator">What stands between cells.</param>
/// <param name="Names">The names of the columns.</param>
/// <param name="HeaderLine">The line of the header.</param>
/// <param name="NextLine">The line behind it.</param>
/// <param name="Notice">What stands above the header and is not read, or null.</param>
/// <param name="Problem">Why the table cannot be read, where that is evident; else null.</param>
internal sealed partial record CsvBeginning(char Separator, IReadOnlyList<string> Names, long HeaderLine, long NextLine, Notice? Notice, MalformedBodyException? Problem)
{
    /// <summary>How the separators that are read are told.</summary>
    public const string ReadSeparators = ", ; TAB | ^ ~ :";

    private const int MostRows = 100;
    private const int FewestWords = 3;

    /// <summary>In the order in which they are tried where the library, which knows the first four, finds no table.</summary>
    private static readonly char[] Separators = [',', ';', '\t', '|', '^', '~', '\u0001', '\u001F', ':'];

    /// <summary>What one column may well have in its name and in each of its values.</summary>
    private static readonly SearchValues<char> UsualInTexts = SearchValues.Create(" ._-/()'\"+%$€#@&?!");

    /// <summary>Reads the beginning.</summary>
    /// <param name="text">UTF-8, without byte order mark.</param>
    /// <param name="syntax">Whether the separator is known.</param>
    /// <param name="isAll">Whether nothing follows.</param>
    /// <returns>Null where no row is whole.</returns>
    /// <exception cref="MalformedBodyException">The header is not CSV.</exception>
    public static CsvBeginning? Of(byte[] text, BodySyntax syntax, bool isAll)
    {
        char? known = syntax == BodySyntax.Tsv ? '\t' : null;
        var firstLine = 1L;
        if (HintOf(text) is var (separator, line, offset))
        {
            (known, firstLine) = (separator, line);
            text = text[offset..];
        }

        var sample = known is null ? Detect(text, firstLine, isAll) : Split(text, known, firstLine, isAll);
        if (sample.Rows.Count == 0) return null;
        var beginning = TableBeginning.Of(sample.Rows, RowUnit.Line);
        var header = beginning.Header;
        var index = sample.Rows.ToList().IndexOf(header);
        if (sample.Problems[index] is { } problem) throw LibraryCsv.Malformed(problem, header.Line);
        var why = known is null ? WhyOneColumn(sample) : null;
        why ??= beginning.WhyNoHeader();
        return new CsvBeginning(
            sample.Separator, header.Cells, header.Line, header.LastLine + 1, beginning.Notice, why is null ? null : new MalformedBodyException(MalformedBodyKind.InvalidCsv, why) { Line = header.Line });
    }

    private static CsvSample Split(byte[] text, char? separator, long firstLine, bool isAll) => LibraryCsv.Sample(text, separator, firstLine, isAll, MostRows);

    /// <summary>The separator that the library detects, unless it makes no table and another one does.</summary>
    private static CsvSample Detect(byte[] text, long firstLine, bool isAll)
    {
        var detected = Split(text, null, firstLine, isAll);
        if (detected.Rows.Count == 0 || IsTable(detected)) return detected;
        foreach (var separator in Separators)
        {
            if (separator == detected.Separator || !text.AsSpan().Contains((byte)separator)) continue;
            var other = Split(text, separator, firstLine, isAll);
            if (detected.IsOneColumn ? other.IsRegular : IsTable(other) && other.Separator != ':') return other;
        }

        return detected;
    }

    /// <summary>Whether there is a header of several names, and the rows below it have no cell more.</summary>
    private static bool IsTable(CsvSample sample)
    {
        var beginning = TableBeginning.Of(sample.Rows, RowUnit.Line);
        return beginning is { IsClear: true, Header: { Width: > 1 } header } && sample.Rows.SkipWhile(row => row != header).All(row => row.Width <= header.Cells.Length);
    }

    /// <summary>Why a table of several columns was read as one of one; null where it is not, as far as can be told.</summary>
    private static string? WhyOneColumn(CsvSample sample)
    {
        if (!sample.IsOneColumn || sample.Rows.Count < 2) return null;
        var rows = sample.Rows.Select(row => row.Cells[0]).Where(cell => cell.Length > 0).ToArray();
        const string Found = "Only one column was found; the separators that are read are " + ReadSeparators;
        if (rows.Length < 2) return null;
        if (Array.Find(Separators, separator => IsInEach(separator, rows)) is not '\0' and not ':')
            return $"{Found}. Each line stands in quotes as a whole; remove the quotes around the lines.";
        var words = rows.Select(row => row.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var isAligned = rows.All(row => row.Contains("  ", StringComparison.Ordinal));
        var hasNumbers = words.Skip(1).All(row => row.Skip(1).Any(word => new SampleRow(1, [word]).Look(0) == CellLook.Number));
        if (hasNumbers && words.All(row => row.Length == words[0].Length) && (words[0].Length >= FewestWords || (words[0].Length > 1 && isAligned)))
            return $"{Found}. Blanks, and columns of fixed width, are no separator; write one of these between the cells.";
        return rows[0].FirstOrDefault(character => char.IsAscii(character) && !char.IsLetterOrDigit(character) && !UsualInTexts.Contains(character) && IsInEach(character, rows)) is not '\0' and var unknown
            ? $"{Found}. Each line has '{unknown}'; write one of these in its place."
            : null;
    }

    private static bool IsInEach(char separator, string[] rows) => rows[0].Contains(separator, StringComparison.Ordinal) && rows.All(row => row.Count(character => character == separator) == rows[0].Count(character => character == separator));

    /// <summary>The separator that a first line such as <c>sep=;</c> names, as spreadsheets write and read it; the line behind, and its offset.</summary>
    private static (char Separator, long Line, int Offset)? HintOf(byte[] text)
    {
        for (var line = 1L; ; line++)
        {
            var offset = CsvLines.OffsetOfLine(text, line);
            if (offset == text.Length) return null;
            var end = CsvLines.OffsetOfLine(text, line + 1);
            var content = System.Text.Encoding.Latin1.GetString(text, offset, Math.Min(end - offset, 80)).TrimEnd('\r', '\n');
            if (string.IsNullOrWhiteSpace(content)) continue;
            return Hint().Match(content) is { Success: true } match ? (match.Groups[1].Value[0], line + 1, end) : null;
        }
    }

    [GeneratedRegex("""^ *"?sep=([^"\r\n a-zA-Z0-9])"?[,;\t| ]*$""", RegexOptions.IgnoreCase)]
    private static partial Regex Hint();
}

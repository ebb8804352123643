using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Where a table begins: programs write titles, remarks and blank rows above the header, and some write no header. Decided from the first rows
/// alone, whatever format they come in; where they do not show it clearly, the first row is the header.
/// </summary>
internal sealed class TableBeginning
{
    private const int MostRowsAbove = 40;
    private const int MostRowsBelow = 50;
    private const int MostListed = 3;
    private const int MostRowsOfABlock = 2;
    private const int FewestLabels = 3;

    private const int FirstYear = 1900;
    private const int LastYear = 2100;

    /// <summary>Those that are not empty.</summary>
    private readonly SampleRow[] _rows;

    private readonly RowUnit _unit;

    private TableBeginning(IReadOnlyList<SampleRow> rows, RowUnit unit)
    {
        _unit = unit;
        (_rows, Header) = ([.. rows.Where(row => row.Filled > 0)], rows[0]);
        var index = Search(comments: false);
        if (index < 0) index = Search(comments: true);
        if (index < 0) return;
        IsClear = true;
        Header = _rows[index];
        if (index > 0) Notice = NoticeOf(_rows[..index], Header);
    }

    /// <summary>The row with the names of the columns.</summary>
    public SampleRow Header { get; }

    /// <summary>Whether the rows show that it is the header, and not only that nothing else is.</summary>
    public bool IsClear { get; }

    /// <summary>What stands above the header and is no part of the table, or null.</summary>
    public Notice? Notice { get; }

    /// <summary>Finds the header.</summary>
    /// <param name="rows">The first rows of a body, whole ones, at least one.</param>
    /// <param name="unit">What the places of rows are called.</param>
    public static TableBeginning Of(IReadOnlyList<SampleRow> rows, RowUnit unit) => new(rows, unit);

    /// <summary>Says that the header is data, where that is evident; else null.</summary>
    public string? WhyNoHeader()
    {
        if (!IsData(Header)) return null;
        var cells = string.Join(", ", Header.Cells.Take(MostListed).Select(cell => $"'{Excerpt.Of(cell)}'")) + (Header.Cells.Length > MostListed ? " ..." : "");
        var line = _unit.Name(1);
        var first = Header.Line == 1 ? $"The first {line}" : $"The first {line} that is not empty, {line} {Header.Line}";
        return $"{first}, {cells}, is no header but data like the {_unit.Name(2)} below it. Add a {line} above it with the names of the columns; a name that is a number wants a letter, such as 'd30' for '30'.";
    }

    private int Search(bool comments)
    {
        var found = -1;
        for (var i = 0; i < Math.Min(_rows.Length, MostRowsAbove); i++)
        {
            // A title may have as many cells as the table, if it has commas; an empty line below it tells, unless it lies within a table.
            var isFirst = found < 0 || (HasGapAbove(i) && !IsOneTable(found, i));
            if (isFirst && (comments || !_rows[i].IsComment) && IsHeader(i)) found = i;
        }

        return found;
    }

    /// <summary>Whether a row names the columns of the rows below it, and those above it are no part of the table.</summary>
    private bool IsHeader(int index)
    {
        var names = _rows[index];
        var below = _rows.Skip(index + 1).Take(MostRowsBelow).ToArray();
        if (!names.IsNames || below.Length == 0 || !Covers(names, below)) return false;
        return index == 0 || (names.Filled > 1 && HasValuesBelow(names, below) && (_rows.Take(index).All(above => IsAbove(above, names)) || HasBlockAbove(index)));
    }

    private bool HasGapAbove(int index) => _rows[index].Line > _rows[index - 1].LastLine + 1;

    /// <summary>Whether an empty line divides a row from those above it, which are so few or so narrow that they are no table of their own.</summary>
    private bool HasBlockAbove(int index) =>
        HasGapAbove(index) && (index <= MostRowsOfABlock || _rows[index].Width > _rows.Take(index).Max(above => above.Width));

    /// <summary>
    /// Whether a row below an empty line is one of the table that an earlier row names the columns of: that one names the ids and this one does not, or the rows before the line have
    /// their numbers and dates where those behind it have them.
    /// </summary>
    private bool IsOneTable(int header, int index)
    {
        var names = _rows[header];
        if (NamesIds(names) && !NamesIds(_rows[index])) return true;
        var (before, behind) = (_rows[(header + 1)..index], _rows.Skip(index + 1).Take(MostRowsBelow).ToArray());
        int[] values = [.. Enumerable.Range(0, names.Width).Where(column => IsColumnOf(before, column, IsValue))];
        return values.Length > 0 && values.All(column => IsColumnOf(behind, column, look => IsColumnOf(before, column, own => own == look)));
    }

    private static bool NamesIds(SampleRow row) => Array.Exists(row.Cells, ColumnParts.IsUsualIdName);

    /// <summary>Whether nearly every cell of the usual row has a name.</summary>
    private static bool Covers(SampleRow names, SampleRow[] below)
    {
        var usual = below.GroupBy(row => row.Width).OrderByDescending(rows => rows.Count()).ThenByDescending(rows => rows.Key).First().Key;
        return names.Width >= usual && 2 * names.Filled > names.Width;
    }

    /// <summary>Whether there is a column of numbers or dates under a name.</summary>
    private static bool HasValuesBelow(SampleRow names, SampleRow[] below) => Enumerable.Range(0, names.Width).Any(column =>
        names.Look(column) == CellLook.Text && IsColumnOf(below, column, IsValue));

    private static bool IsValue(CellLook look) => look is CellLook.Number or CellLook.Date;

    private static bool IsAbove(SampleRow above, SampleRow names) =>
        above.IsComment || above.Filled < names.Filled || !Enumerable.Range(0, above.Width).Any(column => above.Look(column) == CellLook.Number);

    /// <summary>Whether most values of a column are of a kind.</summary>
    private static bool IsColumnOf(SampleRow[] rows, int column, Func<CellLook, bool> kind)
    {
        var looks = rows.Select(row => row.Look(column)).Where(look => look != CellLook.Missing).ToArray();
        return looks.Length > 0 && 2 * looks.Count(kind) > looks.Length;
    }

    private Notice NoticeOf(SampleRow[] above, SampleRow header)
    {
        var listed = string.Join(", ", above.Take(MostListed).Select(row => $"{_unit.Place(row.Line)} '{Excerpt.Of(string.Join(' ', row.Cells.Where(cell => cell.Length > 0)))}'")) + (above.Length > MostListed ? " ..." : "");
        return new Notice("lines_above_header", null, $"The header is {_unit.Place(header.Line)}; what stands above it is no part of the table and not read: {listed}.");
    }

    private bool IsData(SampleRow header)
    {
        var filled = Enumerable.Range(0, header.Width).Where(column => !string.IsNullOrWhiteSpace(header.Cells[column])).ToArray();
        if (filled.Any(column => header.Look(column) == CellLook.Address)) return true;
        var numbers = filled.Where(column => header.Look(column) is CellLook.Number).ToArray();
        var dates = filled.Where(column => header.Look(column) is CellLook.Date).ToArray();
        if (numbers.Length + dates.Length == 0) return false;
        if (NamesIds(header)) return false;

        var below = _rows.SkipWhile(row => row != header).Skip(1).Take(MostRowsBelow).ToArray();
        if (below.Length == 0) return numbers.Length + dates.Length == filled.Length && !AreLabels(header, numbers);

        // A name above a column of numbers is a name; so are dates above numbers, as in a table with a column for each month.
        var differs = filled.Any(column => header.Look(column) == CellLook.Text && IsColumnOf(below, column, IsValue))
            || dates.Any(column => IsColumnOf(below, column, look => look == CellLook.Number));
        if (differs) return false;
        if (filled.Any(column => HasFormOf(header, below, column))) return true;
        if (!AreLabels(header, numbers)) return true;
        return numbers.Length > 0 && numbers.All(column => below.All(row => row.Look(column) == CellLook.Missing || IsYear(row.Cells[column]) && IsYear(header.Cells[column])));
    }

    /// <summary>Whether a text is made as those below it are, digits included: <c>A0</c> above <c>A1</c> and <c>A2</c>.</summary>
    private static bool HasFormOf(SampleRow header, SampleRow[] below, int column)
    {
        var form = Form(header.Cells[column]);
        return header.Look(column) == CellLook.Text && form.Contains('9', StringComparison.Ordinal)
            && below.Count(row => column < row.Cells.Length && Form(row.Cells[column]) == form) * 2 > below.Length;
    }

    /// <summary>A text with each run of digits as <c>9</c> and each run of letters as <c>a</c>.</summary>
    private static string Form(string text)
    {
        var form = new List<char>(text.Length);
        foreach (var character in text)
        {
            var kind = char.IsAsciiDigit(character) ? '9' : char.IsLetter(character) ? 'a' : character;
            if (kind is not ('9' or 'a') || form.Count == 0 || form[^1] != kind) form.Add(kind);
        }

        return new string([.. form]);
    }

    /// <summary>Whether numbers in a header can be names: years, or a series such as 30, 60, 90 or 0, 1, 2.</summary>
    private static bool AreLabels(SampleRow header, int[] columns)
    {
        var cells = columns.Select(column => header.Cells[column]).ToArray();
        if (cells.Distinct().Count() < cells.Length || !cells.All(cell => cell.All(char.IsAsciiDigit) && cell.Length < 9)) return false;
        if (header.Filled == 1) return false;
        if (cells.All(IsYear)) return true;
        var numbers = cells.Select(int.Parse).ToArray();
        return numbers.Length >= FewestLabels && numbers[1] > numbers[0] && numbers.Zip(numbers.Skip(1), (first, second) => second - first).Distinct().Count() == 1;
    }

    private static bool IsYear(string cell) => cell.Length == 4 && int.TryParse(cell, out var number) && number is >= FirstYear and <= LastYear;
}

using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>What a cell looks like to someone who does not know its column yet.</summary>
internal enum CellLook
{
    /// <summary>Nothing, or a word for a missing value.</summary>
    Missing,

    /// <summary>A number, in any notation.</summary>
    Number,

    /// <summary>A date, or a moment.</summary>
    Date,

    /// <summary>An e-mail address: a value, never the name of a column.</summary>
    Address,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>One of the first rows of a table, read before it is known which of them is the header.</summary>
/// <param name="line">Its 1-based line.</param>
/// <param name="cells">Its cells, blanks around them aside.</param>
internal sealed class SampleRow(long line, string[] cells)
{
    private readonly CellLook?[] _looks = new CellLook?[cells.Length];

    /// <summary>Its 1-based line.</summary>
    public long Line { get; } = line;

    /// <summary>The line in which it ends, a later one where a cell has line breaks.</summary>
    public long LastLine { get; init; } = line;

    /// <summary>Its cells, blanks around them aside.</summary>
    public string[] Cells { get; } = cells;

    /// <summary>How many cells are not blank.</summary>
    public int Filled { get; } = cells.Count(cell => !string.IsNullOrWhiteSpace(cell));

    /// <summary>How many cells there are up to the last that is not blank.</summary>
    public int Width { get; } = Array.FindLastIndex(cells, cell => !string.IsNullOrWhiteSpace(cell)) + 1;

    /// <summary>Whether it may be a remark that a program wrote above its table.</summary>
    public bool IsComment => Cells.Length > 0 && Cells[0].StartsWith('#');

    /// <summary>Whether each cell that is not blank could be the name of a column, and no value.</summary>
    public bool IsNames => Filled > 0 && Enumerable.Range(0, Width).All(i => string.IsNullOrWhiteSpace(Cells[i]) || Look(i) == CellLook.Text);

    /// <summary>What a cell looks like.</summary>
    /// <param name="column">0-based; beyond the last nothing is there.</param>
    public CellLook Look(int column) => column >= Cells.Length ? CellLook.Missing : _looks[column] ??= Look(Cells[column]);

    private static CellLook Look(string text)
    {
        var cell = Cell.Trim(Encoding.UTF8.GetBytes(text));
        var kind = Cell.Read(cell, out _);
        if (kind == CellKind.Missing) return CellLook.Missing;
        if (kind != CellKind.Text || Cell.IsNumberInOtherNotation(cell)) return CellLook.Number;
        if (Cell.IsDate(cell)) return CellLook.Date;
        return IsAddress(text) ? CellLook.Address : CellLook.Text;
    }

    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.IndexOf('.', at) > at + 1 && !text.Contains(' ', StringComparison.Ordinal);
    }
}

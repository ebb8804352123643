namespace SegmentationService.Api.Reading;

/// <summary>Where a cell lies in the text of a chunk, quotes around it left out.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">The number of bytes.</param>
internal readonly record struct CsvCell(int Start, int Length);

/// <summary>The cells of one customer, as many as the header has. Valid for the time of the call that it is given to.</summary>
/// <param name="text">The text that the cells lie in.</param>
/// <param name="cells">Their places.</param>
internal readonly ref struct CsvRow(ReadOnlySpan<byte> text, ReadOnlySpan<CsvCell> cells)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<CsvCell> _cells = cells;

    /// <summary>The number of cells.</summary>
    public int Count => _cells.Length;

    /// <summary>A cell: valid UTF-8, blanks around it are no part of it.</summary>
    /// <param name="index">0-based, in the order of the header.</param>
    public ReadOnlySpan<byte> this[int index] => _text.Slice(_cells[index].Start, _cells[index].Length);
}

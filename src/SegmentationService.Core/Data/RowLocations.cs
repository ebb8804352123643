namespace SegmentationService.Core.Data;

/// <summary>Where each customer stood in its source. Costs memory only where the numbering jumps (empty lines, line breaks in quotes).</summary>
public sealed class RowLocations(RowUnit unit)
{
    private readonly List<(int Row, long Offset)> _jumps = [];
    private readonly List<(int Row, int Skipped)> _gaps = [];
    private int _rows;
    private int _skipped;

    /// <summary>What the numbers count.</summary>
    public RowUnit Unit { get; } = unit;

    /// <summary>What they hold, about, in bytes.</summary>
    internal long Bytes => (16L * _jumps.Capacity) + (8L * _gaps.Capacity);

    /// <summary>The 1-based line or item of a customer. O(log jumps).</summary>
    /// <param name="row">0-based row of the table.</param>
    public long this[int row]
    {
        get
        {
            var (low, high) = (0, _jumps.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_jumps[middle].Row <= row) low = middle;
                else high = middle - 1;
            }

            return _jumps[low].Offset + row;
        }
    }

    /// <summary>The place of a customer in words, such as <c>line 12</c>.</summary>
    /// <param name="row">0-based row of the table.</param>
    public string Describe(int row) => Describe(this[row]);

    /// <summary>A place in words, such as <c>line 12</c>.</summary>
    /// <param name="number">1-based line or item.</param>
    public string Describe(long number) => Unit.Place(number);

    /// <summary>The 1-based number of a customer among all rows, those without a value included, as a batch of the same rows counts. O(log gaps).</summary>
    /// <param name="row">0-based row of the table.</param>
    public int NumberOf(int row)
    {
        var (low, high) = (0, _gaps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_gaps[middle].Row <= row) low = middle + 1;
            else high = middle;
        }

        return row + 1 + (low == 0 ? 0 : _gaps[low - 1].Skipped);
    }

    /// <summary>Passes over a row that is no customer and has a number all the same.</summary>
    internal void Skip() => _skipped++;

    /// <summary>Adds customers that follow each other.</summary>
    /// <param name="number">The 1-based line or item of the first.</param>
    /// <param name="count">How many they are, at least one.</param>
    internal void Add(long number, int count = 1)
    {
        NoteGap();
        var offset = number - _rows;
        if (_jumps.Count == 0 || _jumps[^1].Offset != offset) _jumps.Add((_rows, offset));
        _rows += count;
    }

    /// <summary>Adds the customers of another source that follows.</summary>
    internal void Append(RowLocations other)
    {
        if (other._rows > 0) NoteGap();
        foreach (var (row, skipped) in other._gaps) _gaps.Add((_rows + row, _skipped + skipped));
        _skipped += other._skipped;
        foreach (var (row, offset) in other._jumps)
        {
            // What was counted from the other's first row counts from this one's.
            var here = offset - _rows;
            if (_jumps.Count == 0 || _jumps[^1].Offset != here) _jumps.Add((_rows + row, here));
        }

        _rows += other._rows;
    }

    private void NoteGap()
    {
        if (_skipped != (_gaps.Count == 0 ? 0 : _gaps[^1].Skipped)) _gaps.Add((_rows, _skipped));
    }
}

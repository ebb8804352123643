namespace SegmentationService.Core.Data;

/// <summary>Where each customer stood in its source. Costs memory only where the numbering jumps (empty lines, line breaks in quotes).</summary>
public sealed class RowLocations(RowUnit unit)
{
    private readonly List<(int Row, long Offset)> _jumps = [];
    private int _rows;

    /// <summary>What the numbers count.</summary>
    public RowUnit Unit { get; } = unit;

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

    internal void Add(long number)
    {
        var offset = number - _rows;
        if (_jumps.Count == 0 || _jumps[^1].Offset != offset) _jumps.Add((_rows, offset));
        _rows++;
    }

    /// <summary>Adds the customers of another source that follows.</summary>
    internal void Append(RowLocations other)
    {
        foreach (var (row, offset) in other._jumps)
        {
            // What was counted from the other's first row counts from this one's.
            var here = offset - _rows;
            if (_jumps.Count == 0 || _jumps[^1].Offset != here) _jumps.Add((_rows + row, here));
        }

        _rows += other._rows;
    }
}

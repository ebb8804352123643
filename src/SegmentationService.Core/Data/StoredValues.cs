namespace SegmentationService.Core.Data;

/// <summary>The values of a column that were put aside, read again each time that they are wanted. Thread-safe.</summary>
internal sealed class StoredValues
{
    private readonly PartValues[] _parts;

    /// <summary>For each part its first row, and at last the number of all.</summary>
    private readonly int[] _starts;

    private readonly bool _hasComma;
    private readonly PartValues.Scaling? _scale;

    /// <summary>Takes the parts of a column.</summary>
    /// <param name="parts">In the order of their rows.</param>
    /// <param name="hasComma">Whether the numbers have a decimal comma.</param>
    /// <param name="scale">Makes of numbers and the codes of their units what they mean; null where they mean themselves.</param>
    public StoredValues(IReadOnlyList<PartValues> parts, bool hasComma, PartValues.Scaling? scale)
    {
        (_parts, _hasComma, _scale) = ([.. parts.Where(part => part.Rows > 0)], hasComma, scale);
        _starts = new int[_parts.Length + 1];
        for (var p = 0; p < _parts.Length; p++) _starts[p + 1] = _starts[p] + _parts[p].Rows;
    }

    /// <summary>The customers of the table.</summary>
    public int Rows => _starts[^1];

    /// <summary>Reads the values of rows that follow each other. O(rows), those of the parts at either end included.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="values">out: a value for each row, NaN where there is none.</param>
    public void Read(int first, Span<double> values)
    {
        var part = PartOf(first);
        while (!values.IsEmpty)
        {
            var (skip, rows) = (first - _starts[part], _parts[part].Rows);
            if (skip == 0 && values.Length >= rows)
            {
                _parts[part].CopyTo(values[..rows], _hasComma, _scale);
                first += rows;
                values = values[rows..];
            }
            else
            {
                using var rented = new RentedColumn(rows);
                _parts[part].CopyTo(rented.Values, _hasComma, _scale);
                var own = rented.Values.Slice(skip, Math.Min(rows - skip, values.Length));
                own.CopyTo(values);
                first += own.Length;
                values = values[own.Length..];
            }

            part++;
        }
    }

    /// <summary>Looks at values in the order of their rows, some at once, until a rule does not hold.</summary>
    /// <param name="rows">Of so many rows, from the first on.</param>
    /// <param name="rule">Given the first row and the values from there on; whether to go on.</param>
    /// <returns>Whether the rule held for all.</returns>
    public bool All(int rows, TableColumn.RowsRule rule)
    {
        using var rented = new RentedColumn(Math.Min(rows, TableColumn.RowsAtOnce));
        for (var first = 0; first < rows; first += TableColumn.RowsAtOnce)
        {
            var values = rented.Values[..Math.Min(TableColumn.RowsAtOnce, rows - first)];
            Read(first, values);
            if (!rule(first, values)) return false;
        }

        return true;
    }

    private int PartOf(int row)
    {
        var place = Array.BinarySearch(_starts, row);
        return place < 0 ? ~place - 1 : place;
    }
}

namespace SegmentationService.Core.Data;

/// <summary>The values of a column that most customers lack: those that are there, with their rows.</summary>
/// <param name="capacity">The most of them.</param>
/// <param name="rows">The customers of the table.</param>
/// <param name="memory">What a value for each row is taken from, where somebody asks for that; null where nobody counts.</param>
internal sealed class SparseValues(int capacity, int rows, MemoryShare? memory)
{
    /// <summary>What one of them holds, in bytes.</summary>
    public const int BytesOfValue = sizeof(int) + sizeof(double);

    private readonly int[] _rows = new int[capacity];
    private readonly double[] _values = new double[capacity];
    private int _count;

    /// <summary>The customers of the table.</summary>
    public int Rows => rows;

    /// <summary>The values, in the order of their rows.</summary>
    public double[] Present => _count == _values.Length ? _values : _values[.._count];

    /// <summary>The value of the last customer; NaN where there is none.</summary>
    public double Last => _count > 0 && _rows[_count - 1] == rows - 1 ? _values[_count - 1] : double.NaN;

    /// <summary>Adds one, of a row after all those before.</summary>
    public void Add(int row, double value) => (_rows[_count], _values[_count++]) = (row, value);

    /// <summary>The values of customers that follow each other, NaN where there is none. O(customers + log n).</summary>
    /// <param name="rows">The rows of the customers.</param>
    /// <param name="first">0-based first customer.</param>
    /// <param name="target">out: a value for each of them.</param>
    public void CopyTo(CustomerRows rows, int first, Span<double> target)
    {
        if (target.IsEmpty) return;
        var next = Array.BinarySearch(_rows, 0, _count, rows[first]);
        if (next < 0) next = ~next;
        for (var i = 0; i < target.Length; i++)
        {
            while (next < _count && _rows[next] < rows[first + i]) next++;
            target[i] = next < _count && _rows[next] == rows[first + i] ? _values[next] : double.NaN;
        }
    }

    /// <summary>A value for each row, NaN where there is none. O(rows).</summary>
    /// <exception cref="MemoryLimitException">There is no room for it.</exception>
    public double[] Spread()
    {
        memory?.Take(sizeof(double) * (long)rows);
        var values = GC.AllocateUninitializedArray<double>(rows);
        Array.Fill(values, double.NaN);
        for (var i = 0; i < _count; i++) values[_rows[i]] = _values[i];
        return values;
    }
}

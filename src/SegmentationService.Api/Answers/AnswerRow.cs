namespace SegmentationService.Api.Answers;

/// <summary>A row of a table that is answered: cells of UTF-8, as they stand in CSV without quotes and without marks of text; an empty one has no value. Reused.</summary>
internal sealed class AnswerRow
{
    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[16];

    /// <summary>The number of cells.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all cells.</summary>
    public int Length => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>A cell.</summary>
    /// <param name="column">From 0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Count);
            var start = column == 0 ? 0 : _ends[column - 1];
            return _bytes.AsSpan(start, _ends[column] - start);
        }
    }

    /// <summary>Begins again, without a cell.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a cell.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        var start = Length;
        if (_ends.Length == Count) Array.Resize(ref _ends, 2 * Count);
        if (_bytes.Length - start < utf8.Length) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)start + utf8.Length)));
        utf8.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + utf8.Length;
    }
}

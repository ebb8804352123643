using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// The texts of a column of few different ones: each customer has the code of its text. As soon as there are more than
/// <see cref="MostValues"/>, or one is too long, nothing more is kept.
/// </summary>
public sealed class CategoryColumn
{
    /// <summary>The most different texts.</summary>
    public const int MostValues = 20;

    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int LongestValue = 100;

    private readonly MemoryShare? _memory;
    private readonly List<byte[]> _values = [];
    private byte[] _codes = [];
    private int _last;

    /// <summary>Begins an empty column.</summary>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    internal CategoryColumn(MemoryShare? memory = null) => _memory = memory?.Part();

    /// <summary>The number of customers.</summary>
    public int Count { get; private set; }

    /// <summary>The number of customers without a text.</summary>
    public int Missing { get; private set; }

    /// <summary>The first text that is too long, shortened; null where none is.</summary>
    public string? TooLong { get; private set; }

    /// <summary>Whether all texts fit.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The different texts, in the order in which they first came.</summary>
    public IReadOnlyList<string> Values => _values.ConvertAll(Encoding.UTF8.GetString);

    /// <summary>The index of the text of a customer in <see cref="Values"/>, or -1 where it is missing. O(1).</summary>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public int this[int row] => _codes[row] - 1;

    /// <summary>A text as it is told from others: spreadsheets write <c>TRUE</c>, and others <c>true</c>, and mean the same.</summary>
    /// <param name="text">UTF-8, without blanks around it.</param>
    public static ReadOnlySpan<byte> Canonical(ReadOnlySpan<byte> text) => !Cell.TryReadFlag(text, out var flag) ? text : flag ? "true"u8 : "false"u8;

    /// <summary>Adds the text of the next customer.</summary>
    /// <param name="text">UTF-8, without blanks around it; empty where it is missing.</param>
    internal void Add(ReadOnlySpan<byte> text)
    {
        if (!IsWhole) return;
        if (Count == _codes.Length) Grow(Math.Max(256, 2L * Count));
        if (text.IsEmpty) Missing++;
        _codes[Count++] = text.IsEmpty ? (byte)0 : CodeOf(text);
    }

    /// <summary>Adds customers without a text.</summary>
    internal void AddMissing(int count)
    {
        if (!IsWhole) return;
        if (_codes.Length - Count < count) Grow(Math.Max(2L * Count, (long)Count + count));
        _codes.AsSpan(Count, count).Clear();
        Count += count;
        Missing += count;
    }

    /// <summary>Adds the customers of another column that follows.</summary>
    internal void Append(CategoryColumn other)
    {
        if (!IsWhole) return;
        if (!other.IsWhole) Close(other.TooLong);
        var codes = new byte[other._values.Count + 1];
        for (var value = 0; value < other._values.Count && IsWhole; value++) codes[value + 1] = CodeOf(other._values[value]);
        if (!IsWhole) return;

        if (_codes.Length - Count < other.Count) Grow(Math.Max(2L * Count, (long)Count + other.Count));
        for (var row = 0; row < other.Count; row++) _codes[Count + row] = codes[other._codes[row]];
        Count += other.Count;
        Missing += other.Missing;
    }

    /// <summary>The same with every number as <see cref="Cell.Write"/> writes it, so that <c>1</c> and <c>1.0</c> are one text. O(n).</summary>
    internal CategoryColumn WithPlainNumbers()
    {
        var plain = new CategoryColumn(_memory);
        Span<byte> buffer = stackalloc byte[Cell.LongestWritten];
        for (var row = 0; row < Count; row++)
        {
            ReadOnlySpan<byte> text = _codes[row] == 0 ? [] : _values[_codes[row] - 1];
            plain.Add(Cell.Read(text, out var value) == CellKind.Number ? Cell.Write(value, buffer) : text);
        }

        return plain;
    }

    /// <summary>The code of a text, which is new or not; 0 when it does not fit any more.</summary>
    private byte CodeOf(ReadOnlySpan<byte> text)
    {
        // Equal texts often follow each other.
        if (_last < _values.Count && text.SequenceEqual(_values[_last])) return (byte)(_last + 1);
        for (var value = 0; value < _values.Count; value++)
        {
            if (!text.SequenceEqual(_values[value])) continue;
            _last = value;
            return (byte)(value + 1);
        }

        if (_values.Count == MostValues || text.Length > LongestValue)
        {
            Close(text.Length > LongestValue ? Excerpt.Of(text) : null);
            return 0;
        }

        _last = _values.Count;
        _values.Add(text.ToArray());
        return (byte)_values.Count;
    }

    /// <summary>Gives back what the column holds; it must not be used after.</summary>
    internal void Release() => _memory?.Dispose();

    private void Grow(long length)
    {
        length = Math.Min(length, Array.MaxLength);
        _memory?.Take(length - _codes.Length);
        Array.Resize(ref _codes, (int)length);
    }

    private void Close(string? tooLong)
    {
        (IsWhole, TooLong) = (false, tooLong);
        _codes = [];
        _memory?.Hold(0);
        _values.Clear();
        Count = 0;
    }
}

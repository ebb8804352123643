using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// The texts of a column of few different ones: each customer has the code of its text. As soon as there are more than
/// <see cref="MostKept"/>, or one is too long, nothing more is kept.
/// </summary>
public sealed class CategoryColumn
{
    /// <summary>The most different texts that are whole: so many can be encoded, and are listed one by one.</summary>
    public const int MostValues = 20;

    /// <summary>The most different texts that are kept, so that the frequent ones can be told from all others. A code is a byte, and 0 is that of none.</summary>
    public const int MostKept = byte.MaxValue;

    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int LongestValue = 100;

    /// <summary>So many slots for <see cref="MostKept"/> texts: about half of them stay free.</summary>
    private const int Slots = 512;

    private readonly MemoryShare? _memory;
    private readonly List<byte[]> _values = [];
    private byte[] _codes = [];

    /// <summary>The codes of the texts by their hashes, open addressing; empty as long as the texts are so few that they are looked through.</summary>
    private byte[] _slots = [];
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

    /// <summary>Whether all texts are kept, and are at most <see cref="MostValues"/>.</summary>
    public bool IsWhole => IsKept && _values.Count <= MostValues;

    /// <summary>Whether all texts are kept.</summary>
    public bool IsKept { get; private set; } = true;

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
        if (!IsKept) return;
        if (Count == _codes.Length) Grow(Math.Max(256, 2L * Count));
        if (text.IsEmpty) Missing++;
        _codes[Count++] = text.IsEmpty ? (byte)0 : CodeOf(text);
    }

    /// <summary>Adds customers without a text.</summary>
    internal void AddMissing(int count)
    {
        if (!IsKept) return;
        if (_codes.Length - Count < count) Grow(Math.Max(2L * Count, (long)Count + count));
        _codes.AsSpan(Count, count).Clear();
        Count += count;
        Missing += count;
    }

    /// <summary>Adds the customers of another column that follows.</summary>
    internal void Append(CategoryColumn other)
    {
        if (!IsKept) return;
        if (!other.IsKept) Close(other.TooLong);
        var codes = new byte[other._values.Count + 1];
        for (var value = 0; value < other._values.Count && IsKept; value++) codes[value + 1] = CodeOf(other._values[value]);
        if (!IsKept) return;

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
        var known = _slots.Length > 0 ? _slots[SlotOf(text)] : Looked(text);
        if (known > 0)
        {
            _last = known - 1;
            return known;
        }

        if (_values.Count == MostKept || text.Length > LongestValue)
        {
            Close(text.Length > LongestValue ? Excerpt.Of(text) : null);
            return 0;
        }

        _last = _values.Count;
        _values.Add(text.ToArray());
        if (_slots.Length > 0) _slots[SlotOf(text)] = (byte)_values.Count;
        else if (_values.Count > MostValues) Hash();
        return (byte)_values.Count;
    }

    /// <summary>The code of a text among few; 0 where it is new.</summary>
    private byte Looked(ReadOnlySpan<byte> text)
    {
        for (var value = 0; value < _values.Count; value++)
            if (text.SequenceEqual(_values[value])) return (byte)(value + 1);
        return 0;
    }

    private void Hash()
    {
        _slots = new byte[Slots];
        for (var value = 0; value < _values.Count; value++) _slots[SlotOf(_values[value])] = (byte)(value + 1);
    }

    /// <summary>The slot of a text, or the free one where it belongs. The hash is per process, which no result depends on.</summary>
    private int SlotOf(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        var slot = hash.ToHashCode() & (Slots - 1);
        while (_slots[slot] > 0 && !text.SequenceEqual(_values[_slots[slot] - 1])) slot = (slot + 1) & (Slots - 1);
        return slot;
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
        (IsKept, TooLong) = (false, tooLong);
        (_codes, _slots) = ([], []);
        _memory?.Hold(0);
        _values.Clear();
        Count = 0;
    }
}

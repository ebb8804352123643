using System.Numerics;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>The texts of one column, as UTF-8 in one buffer, or put aside. Used for ids, which stay text exactly as they came.</summary>
public sealed class TextColumn
{
    private readonly MemoryShare? _memory;
    private byte[] _bytes = [];
    private int[] _ends = [];
    private int[] _slots = [];

    /// <summary>Begins an empty column.</summary>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    internal TextColumn(MemoryShare? memory = null) => _memory = memory?.Part();

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>The texts, where they were put aside; else null.</summary>
    internal StoredTexts? Stored { get; private set; }

    /// <summary>Whether no text is empty and no two are equal. Kept up to date only after <see cref="TrackDistinct"/>.</summary>
    public bool IsDistinct { get; private set; } = true;

    /// <summary>The UTF-8 bytes of one text in memory. O(1). Texts that may have been put aside are read by <see cref="Open"/>.</summary>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> Utf8(int row)
    {
        if (Stored is not null) throw new InvalidOperationException("The texts were put aside, and are not all in memory.");
        var start = row == 0 ? 0 : _ends[row - 1];
        return _bytes.AsSpan(start, _ends[row] - start);
    }

    /// <summary>One text; bytes that are not UTF-8 become U+FFFD. O(1) in memory.</summary>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public string this[int row] => Encoding.UTF8.GetString(Open().Utf8(row));

    /// <summary>Begins to read the texts one by one.</summary>
    public TextCursor Open() => new(this);

    /// <summary>Puts the texts aside, as all that are appended later.</summary>
    /// <param name="scratch">Where to.</param>
    internal void PutAside(IScratch scratch)
    {
        if (Stored is not null) return;
        var stored = new StoredTexts(scratch);
        stored.Add(_bytes.AsSpan(0, Length), _ends.AsSpan(0, Count));
        (Stored, _bytes, _ends, _slots) = (stored, [], [], []);
        _memory?.Hold(0);
    }

    /// <summary>Whether no text is empty and no two are equal. O(n).</summary>
    internal bool AreDistinct()
    {
        if (Stored is not null) return IsDistinct && Stored.Empty == 0 && !HasDuplicates(out _);
        TrackDistinct();
        return IsDistinct;
    }

    /// <summary>Whether another column has the same texts. O(n).</summary>
    internal bool AreThoseOf(TextColumn other)
    {
        if (Count != other.Count) return false;
        var (own, others) = (Open(), other.Open());
        for (var row = 0; row < Count; row++)
            if (!own.Utf8(row).SequenceEqual(others.Utf8(row))) return false;
        return true;
    }

    internal void Add(ReadOnlySpan<byte> text)
    {
        if ((long)_bytes.Length + text.Length > Array.MaxLength && Length + (long)text.Length > Array.MaxLength)
            throw new InvalidTableException(TableDefect.TooManyCustomers, "The ids of the customers take more than 2 GiB of text.");

        if (Length + text.Length > _bytes.Length) Grow(ref _bytes, Math.Max(Math.Max(1024, 2L * _bytes.Length), (long)Length + text.Length), sizeof(byte));
        if (Count == _ends.Length) Grow(ref _ends, Math.Max(64, 2L * Count), sizeof(int));

        var start = Length;
        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + text.Length;
        if (_slots.Length > 0) Register(Count - 1);
    }

    /// <summary>Adds empty texts.</summary>
    internal void AddEmpty(int count)
    {
        if (count == 0) return;
        var length = Length;
        if (_ends.Length - Count < count) Grow(ref _ends, Math.Max(2L * _ends.Length, (long)Count + count), sizeof(int));
        _ends.AsSpan(Count, count).Fill(length);
        Count += count;
        if (_slots.Length > 0) IsDistinct = false;
    }

    internal void Append(TextColumn other)
    {
        if (Stored is not null)
        {
            Stored.Add(other._bytes.AsSpan(0, other.Length), other._ends.AsSpan(0, other.Count));
            Count += other.Count;
            return;
        }

        for (var row = 0; row < other.Count; row++) Add(other.Utf8(row));
    }

    /// <summary>Begins to watch for empty and equal texts, those already there included.</summary>
    internal void TrackDistinct()
    {
        if (_slots.Length > 0 || Stored is not null) return;
        Grow(ref _slots, 256, sizeof(int));
        for (var row = 0; row < Count; row++) Register(row);
    }

    /// <summary>Whether no two of the texts are equal, empty ones aside. O(n), needs 8 bytes a text for the time of the call.</summary>
    /// <param name="firstDuplicate">The first row whose text stood in an earlier row, or -1.</param>
    public bool HasDuplicates(out int firstDuplicate)
    {
        firstDuplicate = Stored?.FirstDuplicate(_memory) ?? -1;
        if (Stored is not null) return firstDuplicate >= 0;
        if (_slots.Length > 0 && IsDistinct) return false;
        var copy = new TextColumn(_memory) { _bytes = _bytes, _ends = _ends, Count = Count };
        copy.Grow(ref copy._slots, 256, sizeof(int));
        for (var row = 0; row < Count; row++)
        {
            if (!Utf8(row).IsEmpty) copy.Register(row);
            if (copy.IsDistinct) continue;
            firstDuplicate = row;
            copy.Release();
            return true;
        }

        copy.Release();
        return false;
    }

    /// <summary>Gives back what the column holds; it must not be used after.</summary>
    internal void Release() => _memory?.Dispose();

    private void Grow<T>(ref T[] array, long length, int bytes)
    {
        length = Math.Min(length, Array.MaxLength);
        _memory?.Take((length - array.Length) * bytes);
        Array.Resize(ref array, (int)length);
    }

    private int Length => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>Open addressing over row numbers + 1; the hash is per process, which no result depends on.</summary>
    private void Register(int row)
    {
        if (!IsDistinct) return;
        if (Utf8(row).IsEmpty)
        {
            IsDistinct = false;
            return;
        }

        if (2L * (row + 1) > _slots.Length) Grow(row);
        else Insert(row);
    }

    private void Grow(int last)
    {
        var length = Math.Min(1 << 30, Math.Max(4L * _slots.Length, (long)BitOperations.RoundUpToPowerOf2(2UL * (ulong)Count)));
        _memory?.Take((length - _slots.Length) * sizeof(int));
        _slots = new int[(int)length];
        for (var row = 0; row <= last && IsDistinct; row++)
            if (!Utf8(row).IsEmpty) Insert(row);
    }

    private void Insert(int row)
    {
        var text = Utf8(row);
        var hash = new HashCode();
        hash.AddBytes(text);
        var mask = _slots.Length - 1;
        for (var slot = hash.ToHashCode() & mask; ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == 0)
            {
                _slots[slot] = row + 1;
                return;
            }

            if (!Utf8(_slots[slot] - 1).SequenceEqual(text)) continue;
            IsDistinct = false;
            return;
        }
    }
}

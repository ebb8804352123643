using System.Numerics;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>The texts of one column, as UTF-8 in one buffer, or put aside. Used for ids, which stay text exactly as they came.</summary>
public sealed class TextColumn
{
    private const int FewestSlots = 256;
    private const int MostSlots = 1 << 30;
    private const int HashedAtOnce = 64;

    private readonly MemoryShare? _memory;
    private byte[] _bytes = [];
    private int[] _ends = [];

    /// <summary>For each text its hash and its row + 1, open addressing; empty as long as the texts ascend.</summary>
    private ulong[] _slots = [];

    private bool _isTracked;
    private int _hashed;
    private int _last = -1;
    private readonly AscendingTexts _order = new();

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
        (Stored, _bytes, _ends, _slots, _isTracked) = (stored, [], [], [], false);
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
        var start = Length;
        MakeRoom(1, text.Length);
        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + text.Length;
        if (_isTracked) Register(Count - 1);
    }

    /// <summary>Adds empty texts.</summary>
    internal void AddEmpty(int count)
    {
        if (count == 0) return;
        var length = Length;
        MakeRoom(count, 0);
        _ends.AsSpan(Count, count).Fill(length);
        Count += count;
        if (_isTracked) IsDistinct = false;
    }

    internal void Append(TextColumn other)
    {
        if (Stored is not null)
        {
            Stored.Add(other._bytes.AsSpan(0, other.Length), other._ends.AsSpan(0, other.Count));
            Count += other.Count;
            return;
        }

        var (start, first) = (Length, Count);
        MakeRoom(other.Count, other.Length);
        other._bytes.AsSpan(0, other.Length).CopyTo(_bytes.AsSpan(start));
        for (var row = 0; row < other.Count; row++) _ends[first + row] = start + other._ends[row];
        Count += other.Count;
        if (_isTracked) Register(first, skipsEmpty: false);
    }

    /// <summary>Begins to watch for empty and equal texts, those already there included.</summary>
    internal void TrackDistinct()
    {
        if (_isTracked || Stored is not null) return;
        _isTracked = true;
        Register(0, skipsEmpty: false);
    }

    /// <summary>Whether no two of the texts are equal, empty ones aside. O(n); needs up to 32 bytes a text for the time of the call, unless the texts ascend.</summary>
    /// <param name="firstDuplicate">The first row whose text stood in an earlier row, or -1.</param>
    public bool HasDuplicates(out int firstDuplicate)
    {
        firstDuplicate = Stored?.FirstDuplicate(_memory) ?? -1;
        if (Stored is not null) return firstDuplicate >= 0;
        if (_isTracked && IsDistinct) return false;
        var copy = new TextColumn(_memory) { _bytes = _bytes, _ends = _ends, Count = Count };
        firstDuplicate = copy.Register(0, skipsEmpty: true);
        copy.Release();
        return firstDuplicate >= 0;
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

    private void MakeRoom(int texts, int bytes)
    {
        if (Length + (long)bytes > Array.MaxLength) throw new InvalidTableException(TableDefect.TooManyCustomers, "The ids of the customers take more than 2 GiB of text.");
        if (_bytes.Length - Length < bytes) Grow(ref _bytes, Math.Max(Math.Max(1024, 2L * _bytes.Length), Length + (long)bytes), sizeof(byte));
        if (_ends.Length - Count < texts) Grow(ref _ends, Math.Max(Math.Max(64, 2L * _ends.Length), Count + (long)texts), sizeof(int));
    }

    /// <summary>Watches the texts from a row on.</summary>
    /// <param name="first">The first that has not been watched.</param>
    /// <param name="skipsEmpty">Whether empty texts are passed over; else one of them ends it.</param>
    /// <returns>The row that ended it, since its text stood before, or is empty; -1 where all differ.</returns>
    private int Register(int first, bool skipsEmpty)
    {
        Span<uint> hashes = stackalloc uint[HashedAtOnce];
        for (var row = first; row < Count && IsDistinct;)
        {
            // Places are looked for one after the other, without a hash between them: so the processor waits for several at once.
            var rows = _slots.Length == 0 ? 1 : Math.Min(HashedAtOnce, Count - row);
            if (rows > 1)
                for (var i = 0; i < rows; i++) hashes[i] = HashOf(Utf8(row + i));
            for (var i = 0; i < rows; i++, row++)
            {
                if (skipsEmpty && Utf8(row).IsEmpty) continue;
                if (!(rows > 1 ? Register(row, hashes[i]) : Register(row))) return row;
            }
        }

        return -1;
    }

    /// <summary>Watches one more text, which needs no place as long as all ascend.</summary>
    private bool Register(int row)
    {
        if (!IsDistinct) return false;
        var text = Utf8(row);
        if (text.IsEmpty) return IsDistinct = false;
        if (_slots.Length == 0 && Ascends(text))
        {
            _last = row;
            return true;
        }

        return Register(row, HashOf(text));
    }

    private bool Register(int row, uint hash)
    {
        if (Utf8(row).IsEmpty) return IsDistinct = false;
        if (2L * (_hashed + 1) > _slots.Length && _slots.Length < MostSlots) Grow(row);
        return IsDistinct = Insert(row, hash);
    }

    private bool Ascends(ReadOnlySpan<byte> text) => _last < 0 || _order.Add(Utf8(_last), text);

    /// <summary>Makes room for more texts, and finds a place for those that stand before a row and have none.</summary>
    private void Grow(int row)
    {
        var known = _slots;
        var length = Math.Min(MostSlots, Math.Max(FewestSlots, (long)BitOperations.RoundUpToPowerOf2((2UL * (ulong)Count) + 1)));
        _memory?.Take((length - known.Length) * sizeof(ulong));
        _slots = new ulong[(int)length];
        if (known.Length == 0)
        {
            for (var before = 0; before < row; before++)
                if (!Utf8(before).IsEmpty) Insert(before, HashOf(Utf8(before)));
            return;
        }

        foreach (var slot in known)
            if (slot != 0) _slots[FreeSlot((uint)(slot >> 32))] = slot;
    }

    private int FreeSlot(uint hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] != 0) slot = (slot + 1) & mask;
        return slot;
    }

    /// <summary>The hash is per process, which no result depends on.</summary>
    private static uint HashOf(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        return (uint)hash.ToHashCode();
    }

    /// <summary>Finds a place for a text.</summary>
    /// <returns>False where an equal one has one.</returns>
    private bool Insert(int row, uint hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
            if ((uint)(_slots[slot] >> 32) == hash && Utf8((int)(uint)_slots[slot] - 1).SequenceEqual(Utf8(row))) return false;
        _slots[slot] = ((ulong)hash << 32) | (uint)(row + 1);
        _hashed++;
        return true;
    }
}

using System.Runtime.CompilerServices;

namespace SegmentationService.Core.Transactions;

/// <summary>Numbers byte strings 0, 1, 2 ... as they are first met. Their bytes lie in one buffer; O(1) a call.</summary>
/// <param name="memory">What it takes its memory from as it grows; null where nobody counts.</param>
internal sealed class Utf8Index(MemoryShare? memory = null)
{
    private byte[] _bytes = new byte[1024];
    private int[] _ends = new int[64];
    private int[] _slots = new int[256];

    /// <summary>The number of different strings.</summary>
    public int Count { get; private set; }

    /// <summary>A string by its number.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>The number of a string, given to it if it is new.</summary>
    /// <exception cref="InvalidTableException">All strings together take more than 2 GiB.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindOrAdd(ReadOnlySpan<byte> text)
    {
        // The hash is per process, which no result depends on.
        for (var slot = Hash(text); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_slots[slot] == 0) return Add(text, slot);
            var index = _slots[slot] - 1;
            if (this[index].SequenceEqual(text)) return index;
        }
    }

    /// <summary>The number of a string; -1 where it was never given one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<byte> text)
    {
        for (var slot = Hash(text); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (this[index].SequenceEqual(text)) return index;
        }

        return -1;
    }

    /// <summary>Adds the strings of another one.</summary>
    public void Append(Utf8Index others)
    {
        for (var i = 0; i < others.Count; i++) FindOrAdd(others[i]);
    }

    private int Add(ReadOnlySpan<byte> text, int slot)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + (long)text.Length > Array.MaxLength)
            throw new InvalidTableException(TableDefect.TooManyOrders, "The ids of customers and invoices take more than 2 GiB of text.");
        if (start + text.Length > _bytes.Length) Resize(ref _bytes, Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, start + text.Length)), sizeof(byte));
        if (Count == _ends.Length) Resize(ref _ends, 2L * Count, sizeof(int));
        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + text.Length;
        _slots[slot] = ++Count;
        if (2L * Count > _slots.Length && _slots.Length < 1 << 30) Grow();
        return Count - 1;
    }

    private void Resize<T>(ref T[] array, long length, int bytes)
    {
        memory?.Take((length - array.Length) * bytes);
        Array.Resize(ref array, (int)length);
    }

    private void Grow()
    {
        memory?.Take(sizeof(int) * (long)_slots.Length);
        _slots = new int[2 * _slots.Length];
        for (var index = 0; index < Count; index++)
        {
            var slot = Hash(this[index]);
            while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = index + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Hash(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        return hash.ToHashCode() & (_slots.Length - 1);
    }
}

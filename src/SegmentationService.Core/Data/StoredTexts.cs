using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SegmentationService.Core.Data;

/// <summary>Texts that were put aside, in runs, read again each time that they are wanted.</summary>
/// <param name="scratch">Where they lie.</param>
internal sealed class StoredTexts(IScratch scratch)
{
    /// <summary>Texts are told apart in so many shares, one after the other on each thread.</summary>
    private const int Shares = 16;

    private const int BitsOfShare = 4;

    /// <summary>Whoever wants one text reads its run, so runs are short, however many texts came at once.</summary>
    private const int MostInRun = 1 << 12;

    /// <summary>Other processes hash otherwise, so that nobody can send texts that all have one hash.</summary>
    private static readonly ulong Secret = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()) | 1;

    private readonly List<Run> _runs = [];
    private readonly AscendingTexts _order = new();
    private byte[] _last = [];
    private int? _firstDuplicate;

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are empty.</summary>
    public int Empty { get; private set; }

    /// <summary>Adds texts that follow.</summary>
    /// <param name="bytes">in: their bytes, one text after the other.</param>
    /// <param name="ends">in: for each text where it ends.</param>
    public void Add(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends)
    {
        if (ends.IsEmpty) return;
        var start = 0;
        ReadOnlySpan<byte> before = _last;
        foreach (var end in ends)
        {
            var text = bytes[start..end];
            start = end;
            if (text.IsEmpty) Empty++;
            else
            {
                // Nothing is shorter than a text, so the first one ascends.
                if (_order.Holds) _order.Add(before, text);
                before = text;
            }
        }

        if (_order.Holds) _last = before.ToArray();

        for (var first = 0; first < ends.Length; first += MostInRun) AddRun(bytes, first == 0 ? 0 : ends[first - 1], ends.Slice(first, Math.Min(MostInRun, ends.Length - first)));
    }

    private void AddRun(ReadOnlySpan<byte> bytes, int begin, ReadOnlySpan<int> ends)
    {
        var own = ArrayPool<int>.Shared.Rent(ends.Length);
        for (var i = 0; i < ends.Length; i++) own[i] = ends[i] - begin;
        var place = scratch.Append(MemoryMarshal.AsBytes(own.AsSpan(0, ends.Length)));
        ArrayPool<int>.Shared.Return(own);
        scratch.Append(bytes[begin..ends[^1]]);
        _runs.Add(new Run(Count, ends.Length, place, ends[^1] - begin));
        Count += ends.Length;
    }

    /// <summary>The run that a text lies in.</summary>
    /// <param name="row">0-based, less than <see cref="Count"/>.</param>
    public Run RunOf(int row)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].First <= row) low = middle;
            else high = middle - 1;
        }

        return _runs[low];
    }

    /// <summary>Reads the texts of a run.</summary>
    /// <param name="run">From <see cref="RunOf"/>.</param>
    /// <param name="ends">out: at least as many places as there are texts.</param>
    /// <param name="bytes">out: at least as many places as there are bytes.</param>
    public void Read(Run run, Span<int> ends, Span<byte> bytes)
    {
        scratch.Read(run.Place, MemoryMarshal.AsBytes(ends[..run.Texts]));
        scratch.Read(run.Place + (run.Texts * (long)sizeof(int)), bytes[..run.Bytes]);
    }

    /// <summary>
    /// The first row whose text stood in an earlier one, empty texts aside; -1 where there is none. Hashes of 64 bits are compared, and the texts of those that are equal. O(n log n), and
    /// 8 bytes a text for the time of the call, unless the texts ascend.
    /// </summary>
    /// <param name="memory">What these are taken from; null where nobody counts.</param>
    public int FirstDuplicate(MemoryShare? memory)
    {
        if (_order.Holds) return -1;
        if (_firstDuplicate is { } known) return known;
        using var held = memory?.Part();
        held?.Take(sizeof(ulong) * (long)Count);
        using var rented = new RentedColumn(Count);
        var hashes = MemoryMarshal.Cast<double, ulong>(rented.Values);
        Each((row, text) =>
        {
            MemoryMarshal.Cast<double, ulong>(rented.Values)[row] = text.IsEmpty ? 0 : HashOf(text);
            return true;
        });
        var doubtful = new HashSet<ulong>();
        for (var share = 0; share < Shares; share++) AddRepeated(hashes, (ulong)share, doubtful);
        _firstDuplicate = doubtful.Count == 0 ? -1 : FirstOf(doubtful);
        return _firstDuplicate.Value;
    }

    private static void AddRepeated(ReadOnlySpan<ulong> hashes, ulong share, HashSet<ulong> repeated)
    {
        var count = 0;
        foreach (var hash in hashes) count += hash != 0 && hash >> (64 - BitsOfShare) == share ? 1 : 0;
        using var rented = new RentedColumn(count);
        var own = MemoryMarshal.Cast<double, ulong>(rented.Values);
        count = 0;
        foreach (var hash in hashes)
            if (hash != 0 && hash >> (64 - BitsOfShare) == share) own[count++] = hash;
        own.Sort();
        for (var i = 1; i < own.Length; i++)
            if (own[i] == own[i - 1]) repeated.Add(own[i]);
    }

    private int FirstOf(HashSet<ulong> doubtful)
    {
        var (seen, first) = (new HashSet<string>(StringComparer.Ordinal), -1);
        Each((row, text) =>
        {
            // A byte a letter: texts are the same where their bytes are.
            if (text.IsEmpty || !doubtful.Contains(HashOf(text)) || seen.Add(System.Text.Encoding.Latin1.GetString(text))) return true;
            first = row;
            return false;
        });
        return first;
    }

    private void Each(TextRule rule)
    {
        foreach (var run in _runs)
        {
            var (ends, bytes) = (ArrayPool<int>.Shared.Rent(run.Texts), ArrayPool<byte>.Shared.Rent(run.Bytes));
            Read(run, ends, bytes);
            var (start, goesOn) = (0, true);
            for (var i = 0; i < run.Texts && goesOn; i++)
            {
                goesOn = rule(run.First + i, bytes.AsSpan(start, ends[i] - start));
                start = ends[i];
            }

            ArrayPool<int>.Shared.Return(ends);
            ArrayPool<byte>.Shared.Return(bytes);
            if (!goesOn) return;
        }
    }

    /// <summary>A hash of 64 bits by multiplications to 128, never 0.</summary>
    private static ulong HashOf(ReadOnlySpan<byte> text)
    {
        var hash = Secret ^ (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = Mixed(hash ^ BitConverter.ToUInt64(text));
            text = text[sizeof(ulong)..];
        }

        ulong last = 0;
        foreach (var letter in text) last = (last << 8) | letter;
        return Mixed(Mixed(hash ^ last) ^ Secret) | 1;
    }

    private static ulong Mixed(ulong value)
    {
        var high = Math.BigMul(value ^ Secret, 0x9E3779B97F4A7C15, out var low);
        return high ^ low ^ BitOperations.RotateLeft(value, 32);
    }

    private delegate bool TextRule(int row, ReadOnlySpan<byte> text);

    /// <summary>Texts that were put aside together.</summary>
    /// <param name="First">The row of the first of them.</param>
    /// <param name="Texts">How many they are.</param>
    /// <param name="Place">Where their ends lie, and their bytes behind them.</param>
    /// <param name="Bytes">The bytes of all.</param>
    internal readonly record struct Run(int First, int Texts, long Place, int Bytes);
}

using System.Buffers;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// Order statistics of floats by their bits: three passes count by the first 11 bits, by the next 11 of those values that share them with one that is looked for, and by the last 10. Nothing is compared
/// or sorted, so it takes as long for any values.
/// </summary>
internal static class RadixSelection
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;
    private const int LastBits = 32 - (2 * Bits);

    /// <summary>The counters of each bucket in the first pass.</summary>
    private const int Counters = 4;

    /// <summary>The most places that are looked for at a time.</summary>
    public const int MostPlaces = byte.MaxValue;

    /// <summary>Finds the values at some places of the ascending order, and how many values are up to each. O(n), whatever the values are.</summary>
    /// <param name="values">in: n values, no NaN; -0 counts as 0.</param>
    /// <param name="places">in: ascending, each from 0 to n - 1.</param>
    /// <param name="found">out: for each place its value.</param>
    /// <param name="upTo">out: for each place how many values are no larger than its value.</param>
    public static void Find(ReadOnlySpan<float> values, ReadOnlySpan<int> places, Span<float> found, Span<int> upTo)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places.Length, MostPlaces);
        ArgumentOutOfRangeException.ThrowIfNotEqual(found.Length, places.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(upTo.Length, places.Length);
        if (places.IsEmpty) return;
        ArgumentOutOfRangeException.ThrowIfNegative(places[0]);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(places[^1], values.Length);

        // A row for each group, and one before them for values that nobody looks for: to count these, too, costs less than to tell them apart.
        var rows = (places.Length + 1) * Buckets;
        var (rentedCounts, rentedGroups) = (ArrayPool<int>.Shared.Rent(Math.Max(rows, Counters * Buckets)), ArrayPool<byte>.Shared.Rent(rows));
        var counts = rentedCounts.AsSpan(0, rows);
        Span<byte> groups = stackalloc byte[2 * Buckets];
        var first = groups[Buckets..];
        var second = rentedGroups.AsSpan(0, rows);
        second.Clear();
        Span<Search> searches = stackalloc Search[places.Length];
        for (var i = 0; i < places.Length; i++) searches[i] = new Search { Place = places[i], Group = 1 };

        CountFirst(values, rentedCounts.AsSpan(0, Counters * Buckets), counts.Slice(Buckets, Buckets));
        Narrow(counts, Bits, searches, groups);

        counts.Clear();
        foreach (var value in values)
        {
            var key = KeyOf(value);
            counts[(first[(int)(key >> (32 - Bits))] << Bits) + Middle(key)]++;
        }

        Narrow(counts, Bits, searches, second);

        counts.Clear();
        foreach (var value in values)
        {
            var key = KeyOf(value);
            if (second[(first[(int)(key >> (32 - Bits))] << Bits) + Middle(key)] is not 0 and var last)
                counts[(last << LastBits) + (int)(key & ((1 << LastBits) - 1))]++;
        }

        Narrow(counts, LastBits, searches, []);
        for (var i = 0; i < places.Length; i++) (found[i], upTo[i]) = (ValueOf(searches[i].Prefix), searches[i].Below + searches[i].Within);
        ArrayPool<int>.Shared.Return(rentedCounts);
        ArrayPool<byte>.Shared.Return(rentedGroups);
    }

    /// <summary>Counts values by their first bits. Many share a bucket, and a counter cannot be raised before it was raised the last time: so there are several.</summary>
    /// <param name="values">in: the values.</param>
    /// <param name="room">Room for the counters of all buckets.</param>
    /// <param name="counts">out: the values in each bucket; may lie in the room.</param>
    private static void CountFirst(ReadOnlySpan<float> values, Span<int> room, Span<int> counts)
    {
        room.Clear();
        var i = 0;
        for (; i <= values.Length - Counters; i += Counters)
        {
            room[(int)(KeyOf(values[i]) >> (32 - Bits))]++;
            room[Buckets + (int)(KeyOf(values[i + 1]) >> (32 - Bits))]++;
            room[(2 * Buckets) + (int)(KeyOf(values[i + 2]) >> (32 - Bits))]++;
            room[(3 * Buckets) + (int)(KeyOf(values[i + 3]) >> (32 - Bits))]++;
        }

        for (; i < values.Length; i++) room[(int)(KeyOf(values[i]) >> (32 - Bits))]++;
        for (var bucket = 0; bucket < Buckets; bucket++) counts[bucket] = room[bucket] + room[Buckets + bucket] + room[(2 * Buckets) + bucket] + room[(3 * Buckets) + bucket];
    }

    /// <summary>Finds for each search the bucket that its place is in, and numbers these from 1, so that the next pass knows them.</summary>
    /// <param name="counts">in: for each group, from 1, the values in each bucket.</param>
    /// <param name="bits">The bits that tell the buckets of a group apart.</param>
    /// <param name="searches">in/out: those of one bucket get one group.</param>
    /// <param name="groups">out, unless nothing comes after: in as many rows as counts, the number of each bucket that is searched; else left 0.</param>
    private static void Narrow(ReadOnlySpan<int> counts, int bits, Span<Search> searches, Span<byte> groups)
    {
        var (last, group) = (-1L, 0);
        foreach (ref var search in searches)
        {
            var (bucket, below) = (search.Group << bits, search.Below);
            for (; below + counts[bucket] <= search.Place; bucket++) below += counts[bucket];
            var prefix = (search.Prefix << bits) | ((uint)bucket & ((1u << bits) - 1));
            if (prefix != last) group++;
            last = prefix;
            if (!groups.IsEmpty) groups[bucket] = (byte)group;
            (search.Prefix, search.Below, search.Within, search.Group) = (prefix, below, counts[bucket], group);
        }
    }

    private static int Middle(uint key) => (int)(key >> LastBits) & (Buckets - 1);

    /// <summary>Bits that are in order as the values are.</summary>
    private static uint KeyOf(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f); // -0 + 0 is 0
        return (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }

    private static float ValueOf(uint key) => BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key ^ 0x80000000 : ~key);

    /// <summary>What is known of the value at one place.</summary>
    private struct Search
    {
        /// <summary>The place.</summary>
        public int Place { get; init; }

        /// <summary>The first bits of the key.</summary>
        public uint Prefix { get; set; }

        /// <summary>How many values have lower ones.</summary>
        public int Below { get; set; }

        /// <summary>How many values have the same ones.</summary>
        public int Within { get; set; }

        /// <summary>The number of those values among all that are looked at, from 1.</summary>
        public int Group { get; set; }
    }
}

using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Migration;

namespace SegmentationService.Api.Migration;

/// <summary>The customers of two tables, found again by their ids.</summary>
/// <param name="Labels">Those in both, as far as both models could assign them in both.</param>
/// <param name="Gone">For each segment of the old model the customers of the old table alone.</param>
/// <param name="Arrived">For each segment of the new model those of the new table alone.</param>
/// <param name="Unassigned">The customers that a model could not assign, in either table; none of them is counted elsewhere.</param>
internal sealed record MigratedCustomers(FourLabels Labels, int[] Gone, int[] Arrived, int Unassigned)
{
    private const int LongestExcerpt = 40;

    /// <summary>What the join holds of a customer: four segments.</summary>
    private const int BytesOfCustomer = 4 * sizeof(int);

    /// <summary>Joins two tables. O(customers).</summary>
    /// <param name="old">The old one.</param>
    /// <param name="now">The new one.</param>
    /// <param name="oldSegments">The segments of the old model.</param>
    /// <param name="newSegments">Those of the new one.</param>
    /// <param name="memory">What it takes its memory from.</param>
    /// <exception cref="InvalidTableException">They have no customer in common.</exception>
    public static MigratedCustomers Of(ScoredTable old, ScoredTable now, int oldSegments, int newSegments, MemoryShare memory)
    {
        memory.Take((long)BytesOfCustomer * Math.Min(old.Count, now.Count));
        var (oldByOld, oldByNew, newByOld, newByNew) = (new List<int>(), new List<int>(), new List<int>(), new List<int>());
        var (gone, arrived, unassigned) = (new int[oldSegments], new int[newSegments], 0);
        var shared = 0;
        foreach (var (id, place) in old.Places)
        {
            var isShared = now.Places.TryGetValue(id, out var other);
            shared += isShared ? 1 : 0;
            if (!old.IsAssigned(place) || (isShared && !now.IsAssigned(other))) unassigned++;
            else if (!isShared) gone[old.Segments(place).Old]++;
            else
            {
                oldByOld.Add(old.Segments(place).Old);
                oldByNew.Add(old.Segments(place).New);
                newByOld.Add(now.Segments(other).Old);
                newByNew.Add(now.Segments(other).New);
            }
        }

        if (shared == 0)
            throw new InvalidTableException(
                TableDefect.NoCommonCustomer,
                $"No customer of the old table is in the new one; customers are found again by their ids, letter for letter. The first ids are '{First(old)}' and '{First(now)}'.");
        foreach (var (id, place) in now.Places)
        {
            if (old.Places.ContainsKey(id)) continue;
            if (now.IsAssigned(place)) arrived[now.Segments(place).New]++;
            else unassigned++;
        }

        return new MigratedCustomers(new FourLabels(oldByOld, oldByNew, newByOld, newByNew), gone, arrived, unassigned);

        static string First(ScoredTable table) => Excerpt.Of(table.Places.First().Key, LongestExcerpt);
    }
}

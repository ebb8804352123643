namespace SegmentationService.Api.Prediction;

/// <summary>
/// Names among which the one is found that another name was probably meant to be: the fewest letters to insert, delete, replace or swap with their neighbour (optimal string
/// alignment, a restricted form of Damerau 1964, doi 10.1145/363958.363994), whatever their case; of equally near ones the first. At most one edit for every four letters of that
/// name (three do for the first), and three in all: recency is not meant for frequency. Laid out once; thread-safe.
/// </summary>
/// <param name="names">The names that there are.</param>
internal sealed class NearNames(IEnumerable<string> names)
{
    /// <summary>The steps that all names of one request, whatever it is, may be looked for in: about a millisecond.</summary>
    public const int UsualSteps = 1 << 16;

    private const int MostEdits = 3;
    private const int LettersForAnEdit = 4;

    private readonly string[] _lowered = [.. names.Select(name => name.ToLowerInvariant())];

    /// <summary>The nearest name. A step is one letter of one name, compared with the few of another that it can stand for; O(names + steps).</summary>
    /// <param name="given">The name that is none of them.</param>
    /// <param name="steps">in: how many may be taken; out: how many are left. Where they do not suffice no name is near.</param>
    /// <returns>The index of the nearest one; null when no name is near enough.</returns>
    public int? Nearest(string given, ref int steps)
    {
        var name = given.ToLowerInvariant();
        var (nearest, fewest) = (-1, int.MaxValue);
        Span<int> room = new int[3 * (name.Length + MostEdits + 1)];
        for (var i = 0; i < _lowered.Length && steps > 0; i++)
        {
            var most = Math.Min(Math.Min(MostEdits, (_lowered[i].Length + 1) / LettersForAnEdit), fewest - 1);
            if (Math.Abs(_lowered[i].Length - name.Length) > most) continue;
            if (Edits(name, _lowered[i], most, room, ref steps) is { } edits) (nearest, fewest) = (i, edits);
        }

        return nearest < 0 || steps <= 0 ? null : nearest;
    }

    /// <summary>The edits between two names, where they are not more than so many: only places that so many edits can reach are looked at.</summary>
    private static int? Edits(string from, string to, int most, Span<int> room, ref int steps)
    {
        var width = to.Length + 1;
        var before = room[..width];
        var last = room.Slice(width, width);
        var current = room.Slice(2 * width, width);
        for (var j = 0; j < width; j++) (last[j], before[j]) = (j, most + 1);
        for (var (i, leastOfLast) = (1, 0); i <= from.Length; i++)
        {
            if (--steps <= 0) return null;
            var (first, end) = (Math.Max(1, i - most), Math.Min(to.Length, i + most));
            var least = current[first - 1] = first == 1 ? i : most + 1;
            for (var j = first; j <= end; j++)
            {
                var beside = j == i + most ? most + 1 : last[j];
                current[j] = Math.Min(Math.Min(beside, current[j - 1]) + 1, last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) current[j] = Math.Min(current[j], before[j - 2] + 1);
                least = Math.Min(least, current[j]);
            }

            if (least > most && leastOfLast > most) return null;
            leastOfLast = least;
            var oldest = before;
            before = last;
            last = current;
            current = oldest;
        }

        return last[to.Length] <= most ? last[to.Length] : null;
    }
}

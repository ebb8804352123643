using System.Text;
using SegmentationService.Api.Models;

namespace SegmentationService.Api.Prediction;

/// <summary>A field that the model does not use, but whose name is nearly that of one it does use.</summary>
/// <param name="Input">The input of the model that is probably meant.</param>
/// <param name="Notice">What is said where that one is missing.</param>
internal sealed record Misspelling(int Input, PreparedNotice Notice)
{
    private const int LongestName = 100;
    private const int MostEdits = 3;
    private const int LettersForAnEdit = 4;

    /// <summary>The input with the nearest name: <see cref="Nearest"/>.</summary>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="utf8">The name of the field, valid UTF-8.</param>
    /// <returns>Null when no name is near enough.</returns>
    public static Misspelling? Find(IReadOnlyList<string> inputs, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestName) return null;
        var given = Encoding.UTF8.GetString(utf8);
        return Nearest(inputs, given) is { } nearest
            ? new Misspelling(nearest, new PreparedNotice(new NoticeResponse("unknown_field", given, $"The model has no field '{given}'; is '{inputs[nearest]}' meant, which is missing?")))
            : null;
    }

    /// <summary>
    /// The nearest name: the fewest letters to insert, delete, replace or swap with their neighbour (optimal string alignment,
    /// a restricted form of Damerau 1964, doi 10.1145/363958.363994), whatever their case; of equally near ones the first. At most one edit for
    /// every four letters of that name (three do for the first), and three in all: recency is not meant for frequency. O(names x square of the length).
    /// </summary>
    /// <param name="names">The names that there are.</param>
    /// <param name="given">The name that is none of them.</param>
    /// <returns>The index of the nearest one; null when no name is near enough.</returns>
    public static int? Nearest(IReadOnlyList<string> names, string given)
    {
        var name = given.ToLowerInvariant();
        var (nearest, fewest) = (-1, int.MaxValue);
        for (var i = 0; i < names.Count; i++)
        {
            var most = Math.Min(MostEdits, (names[i].Length + 1) / LettersForAnEdit);
            if (Math.Abs(names[i].Length - name.Length) > most) continue;
            var edits = Edits(name, names[i].ToLowerInvariant());
            if (edits <= most && edits < fewest) (nearest, fewest) = (i, edits);
        }

        return nearest < 0 ? null : nearest;
    }

    private static int Edits(string from, string to)
    {
        var (before, last, current) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++) last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                current[j] = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, last, current) = (last, current, before);
        }

        return last[to.Length];
    }
}

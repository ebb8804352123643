using System.Runtime.InteropServices;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Answers that add up: whole numbers of 8 bytes each, as they lie in memory, number by number. One that is shorter goes on with zeros. What several parts answer to one question adds up, in any order, to
/// the answer of all of them.
/// </summary>
public static class PartAnswers
{
    /// <summary>Adds an answer to another one. O(bytes).</summary>
    /// <param name="one">An answer; may be changed.</param>
    /// <param name="other">Another one; may be changed.</param>
    /// <returns>The longer one of the two, which now has the sum.</returns>
    /// <exception cref="InvalidDataException">They are no whole numbers.</exception>
    public static byte[] Add(byte[] one, byte[] other)
    {
        if (one.Length % sizeof(long) != 0 || other.Length % sizeof(long) != 0) throw new InvalidDataException("These answers do not add up: they are no whole numbers.");
        var (sum, added) = one.Length >= other.Length ? (one, other) : (other, one);
        var numbers = MemoryMarshal.Cast<byte, long>(sum.AsSpan());
        var terms = MemoryMarshal.Cast<byte, long>(added.AsSpan());
        for (var i = 0; i < terms.Length; i++) numbers[i] += terms[i];
        return sum;
    }
}

using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>What a pass by exact arithmetic finds. Those of parts of the points add up in any order.</summary>
/// <param name="Sums">The sums and sizes of the clusters.</param>
/// <param name="Inertia">The sum of the squared distances.</param>
/// <param name="Moves">The points whose label has changed; all where there was none before.</param>
internal sealed record ExactTotals(ExactClusterSums Sums, ExactSum Inertia, int Moves)
{
    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="totals">The totals of all points.</param>
    /// <param name="clusters">k.</param>
    /// <param name="features">d.</param>
    public static ExactTotals ReadFrom(BinaryReader reader, PointTotals totals, int clusters, int features)
    {
        var (moves, inertia) = ((int)reader.ReadInt64(), reader.ReadDigits());
        return new ExactTotals(ExactClusterSums.ReadFrom(reader, totals, clusters, features), inertia, moves);
    }

    /// <summary>Writes all of it, as <see cref="PartAnswers"/> that add up.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.Write((long)Moves);
        writer.WriteNumbers(Inertia.Digits);
        Sums.WriteTo(writer);
    }

    /// <summary>Those of two parts together; the first is changed.</summary>
    public ExactTotals And(ExactTotals other)
    {
        Sums.Add(other.Sums);
        Inertia.Add(other.Inertia);
        return this with { Moves = Moves + other.Moves };
    }
}

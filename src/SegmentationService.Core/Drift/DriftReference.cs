using System.Buffers;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Drift;

/// <summary>
/// How the customers of a training are distributed, in counts alone: what customers that come later are compared with. Of each feature only those count who have a value of their own.
/// </summary>
/// <param name="Features">For each feature its coordinates, in bins.</param>
/// <param name="Missing">For each input the customers without a value.</param>
/// <param name="Segments">For each segment its customers.</param>
/// <param name="Distance">The distances to the own centroid, in bins.</param>
public sealed record DriftReference(IReadOnlyList<BinnedCounts> Features, IReadOnlyList<int> Missing, IReadOnlyList<int> Segments, BinnedCounts Distance)
{
    /// <summary>The customers of the training.</summary>
    public int Customers => Distance.Customers;

    /// <summary>The distribution of the customers of a training. O(n d).</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="sizes">in: for each segment its customers.</param>
    /// <param name="squaredDistances">in: for each customer the squared distance to its centroid.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public static DriftReference Of(PreparedCustomers customers, IReadOnlyList<int> sizes, float[] squaredDistances, Parallelism parallelism)
    {
        var (points, set) = (customers.Points, customers.FeatureSet);
        var missing = new int[customers.Inputs.Count];
        parallelism.For(missing.Length, input => missing[input] = CountMissing(customers.Inputs[input], customers.Rows));
        var bins = new BinnedCounts[points.Features + 1];
        parallelism.For(bins.Length, f =>
        {
            var values = ArrayPool<float>.Shared.Rent(points.Count);
            var count = f == points.Features
                ? CopyDistances(squaredDistances, values)
                : CopyKnown(points, f, [.. set.InputsOf(f).Where(input => missing[input] > 0).Select(input => customers.Inputs[input])], customers.Rows, values);
            bins[f] = BinnedCounts.Of(values.AsSpan(0, count));
            ArrayPool<float>.Shared.Return(values);
        });
        return new DriftReference(bins[..^1], missing, [.. sizes], bins[^1]);
    }

    private static int CountMissing(double[] input, int[] rows)
    {
        var count = 0;
        foreach (var row in rows) count += double.IsNaN(input[row]) ? 1 : 0;
        return count;
    }

    private static int CopyDistances(float[] squares, float[] distances)
    {
        for (var i = 0; i < squares.Length; i++) distances[i] = MathF.Sqrt(squares[i]);
        return squares.Length;
    }

    /// <summary>The coordinates of one feature.</summary>
    /// <param name="points">The customers, n x d.</param>
    /// <param name="feature">0-based feature.</param>
    /// <param name="inputs">in: what it is made of, where some lack it; only who has all of them is taken.</param>
    /// <param name="rows">in: the rows of the customers.</param>
    /// <param name="values">out: n values, or fewer.</param>
    /// <returns>How many.</returns>
    private static int CopyKnown(FeatureMatrix points, int feature, double[][] inputs, int[] rows, Span<float> values)
    {
        var count = 0;
        for (var block = 0; block < points.Blocks; block++)
        {
            var coordinates = points.Block(block).Slice(feature * FeatureMatrix.BlockSize, points.PointsIn(block));
            if (inputs.Length == 0)
            {
                coordinates.CopyTo(values[count..]);
                count += coordinates.Length;
                continue;
            }

            for (var i = 0; i < coordinates.Length; i++)
                if (IsComplete(inputs, rows[(block * FeatureMatrix.BlockSize) + i])) values[count++] = coordinates[i];
        }

        return count;
    }

    private static bool IsComplete(double[][] inputs, int row)
    {
        foreach (var input in inputs)
            if (double.IsNaN(input[row])) return false;
        return true;
    }
}

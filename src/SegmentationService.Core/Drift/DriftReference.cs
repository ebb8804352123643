using System.Runtime.InteropServices;
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
        parallelism.For(missing.Length, input => missing[input] = customers.Inputs[input].MissingOf(customers.Rows));
        var bins = new BinnedCounts[points.Features + 1];

        // Two floats in the place of a double.
        using var valuesOfWorker = new WorkerColumns(parallelism.Threads, (points.Count / 2) + 1);
        parallelism.Each(bins.Length, (worker, f) =>
        {
            var values = MemoryMarshal.Cast<double, float>(valuesOfWorker.Of(worker))[..points.Count];
            var count = f == points.Features
                ? CopyDistances(squaredDistances, values)
                : CopyKnown(points, f, [.. set.InputsOf(f).Where(input => missing[input] > 0).Select(input => customers.Inputs[input])], customers.Rows, values);
            bins[f] = BinnedCounts.Of(values[..count]);
        });
        return new DriftReference(bins[..^1], missing, [.. sizes], bins[^1]);
    }

    private static int CopyDistances(float[] squares, Span<float> distances)
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
    private static int CopyKnown(FeatureMatrix points, int feature, TableColumn[] inputs, CustomerRows rows, Span<float> values)
    {
        var (count, lacks) = (0, inputs.Length == 0 ? null : Lacking(inputs, rows));
        for (var block = 0; block < points.Blocks; block++)
        {
            var coordinates = points.Block(block).Slice(feature * FeatureMatrix.BlockSize, points.PointsIn(block));
            if (lacks is null)
            {
                coordinates.CopyTo(values[count..]);
                count += coordinates.Length;
                continue;
            }

            for (var i = 0; i < coordinates.Length; i++)
                if (!lacks[(block * FeatureMatrix.BlockSize) + i]) values[count++] = coordinates[i];
        }

        return count;
    }

    /// <summary>For each customer whether one of some inputs is missing.</summary>
    private static bool[] Lacking(TableColumn[] inputs, CustomerRows rows)
    {
        var lacks = new bool[rows.Length];
        foreach (var input in inputs)
        {
            input.All(rows, (first, values) =>
            {
                for (var i = 0; i < values.Length; i++) lacks[first + i] |= double.IsNaN(values[i]);
                return true;
            });
        }

        return lacks;
    }
}

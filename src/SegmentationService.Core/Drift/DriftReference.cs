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
        var features = new BinnedCounts[points.Features];
        parallelism.For(features.Length, f =>
        {
            using var rented = new RentedColumn(points.Count);
            var values = rented.Values;
            var count = 0;
            double[][] inputs = [.. set.InputsOf(f).Select(input => customers.Inputs[input])];
            for (var i = 0; i < points.Count; i++)
                if (IsComplete(inputs, customers.Rows[i])) values[count++] = points[i, f];
            features[f] = BinnedCounts.Of(values[..count]);
        });
        return new DriftReference(features, [.. customers.Inputs.Select(input => customers.Rows.Count(row => double.IsNaN(input[row])))], [.. sizes], OfDistances(squaredDistances));
    }

    private static BinnedCounts OfDistances(float[] squares)
    {
        using var rented = new RentedColumn(squares.Length);
        var values = rented.Values;
        for (var i = 0; i < squares.Length; i++) values[i] = (float)Math.Sqrt(squares[i]);
        return BinnedCounts.Of(values);
    }

    private static bool IsComplete(double[][] inputs, int row)
    {
        foreach (var input in inputs)
            if (double.IsNaN(input[row])) return false;
        return true;
    }
}

using MathNet.Numerics.LinearAlgebra;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Charts;

/// <summary>A place on the map.</summary>
/// <param name="X">Along the first axis.</param>
/// <param name="Y">Along the second axis.</param>
public readonly record struct MapPlace(double X, double Y);

/// <summary>One axis of the map.</summary>
/// <param name="Name">The features that make it, in words: <c>more frequency and monetary, less recency_days</c>.</param>
/// <param name="Share">The share of the variance of all features that it shows, 0 to 1.</param>
/// <param name="Weights">For each feature of the model its weight; the sum of their squares is 1, or 0 for an axis that there is no feature for.</param>
public sealed record MapAxis(string Name, double Share, IReadOnlyList<double> Weights);

/// <summary>
/// Two dimensions of a feature space: the principal components with the largest variance (Pearson 1901, doi 10.1080/14786440109462720).
/// Distances on the map are never longer than those in the feature space.
/// </summary>
/// <param name="Center">The mean of each feature.</param>
/// <param name="First">The axis with the largest variance.</param>
/// <param name="Second">The one with the next.</param>
public sealed record CustomerMap(IReadOnlyList<double> Center, MapAxis First, MapAxis Second)
{
    /// <summary>A feature with less than this part of the largest weight is not in the name of an axis.</summary>
    private const double WorthNaming = 0.6;

    private const int MostNamed = 3;

    /// <summary>So many multiplications go into the covariances; of very many features fewer points are used.</summary>
    private const double MostWork = 1e9;

    /// <summary>Finds the axes. O(m d^2 + d^3).</summary>
    /// <param name="points">m x d.</param>
    /// <param name="names">The names of the d features.</param>
    public static CustomerMap Of(FeatureMatrix points, IReadOnlyList<string> names)
    {
        var d = points.Features;
        var step = (int)Math.Max(1, Math.Ceiling((double)points.Count * d * d / MostWork));
        var used = (points.Count + step - 1) / step;
        var values = Matrix<double>.Build.Dense(used, d, (i, f) => points[i * step, f]);
        var center = values.ColumnSums() / used;
        for (var f = 0; f < d; f++) values.SetColumn(f, values.Column(f) - center[f]);
        var covariance = values.TransposeThisAndMultiply(values) / used;
        var decomposition = covariance.Evd(Symmetricity.Symmetric);
        var total = covariance.Diagonal().Sum();

        // In ascending order of the variances.
        return new CustomerMap([.. center], Axis(d - 1), Axis(d - 2));

        MapAxis Axis(int component)
        {
            if (component < 0) return new MapAxis("", 0, new double[d]);
            var weights = Upright(decomposition.EigenVectors.Column(component));
            var share = total > 0 ? Math.Clamp(decomposition.EigenValues[component].Real / total, 0, 1) : 0;
            return new MapAxis(NameOf(weights, names), share, weights);
        }
    }

    /// <summary>The place of a point.</summary>
    /// <param name="point">in: d coordinates.</param>
    public MapPlace Locate(ReadOnlySpan<float> point)
    {
        var (x, y) = (0.0, 0.0);
        for (var f = 0; f < point.Length; f++)
        {
            x += (point[f] - Center[f]) * First.Weights[f];
            y += (point[f] - Center[f]) * Second.Weights[f];
        }

        return new MapPlace(x, y);
    }

    /// <summary>An axis has two directions: the one in which its largest weight is positive.</summary>
    private static double[] Upright(Vector<double> direction) =>
        [.. direction[direction.AbsoluteMaximumIndex()] < 0 ? direction.Negate() : direction];

    private static string NameOf(double[] weights, IReadOnlyList<string> names)
    {
        var largest = weights.Max(Math.Abs);
        int[] named = [.. Enumerable.Range(0, weights.Length)
            .Where(f => Math.Abs(weights[f]) >= WorthNaming * largest)
            .OrderByDescending(f => Math.Abs(weights[f]))
            .Take(MostNamed)];
        return string.Join(", ", new[] { Part("more", named.Where(f => weights[f] > 0)), Part("less", named.Where(f => weights[f] < 0)) }.Where(part => part.Length > 0));

        string Part(string direction, IEnumerable<int> features)
        {
            string[] parts = [.. features.Select(f => names[f])];
            return parts.Length < 2
                ? string.Join("", parts.Select(name => $"{direction} {name}"))
                : $"{direction} {string.Join(", ", parts[..^1])} and {parts[^1]}";
        }
    }
}

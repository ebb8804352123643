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
public sealed record MapAxis(string Name, double Share, IReadOnlyList<double> Weights)
{
    /// <summary>A feature with less than this part of the largest weight is not in the name.</summary>
    private const double WorthNaming = 0.6;

    private const int MostNamed = 3;

    /// <summary>The name by other names of the features, such as what people call them.</summary>
    /// <param name="names">For each feature of the model one.</param>
    public string NameBy(IReadOnlyList<string> names) => NameOf(Weights, names);

    /// <summary>The name of an axis; empty for one that there is no feature for.</summary>
    /// <param name="weights">For each feature its weight.</param>
    /// <param name="names">For each feature its name.</param>
    internal static string NameOf(IReadOnlyList<double> weights, IReadOnlyList<string> names)
    {
        var largest = weights.Max(Math.Abs);
        int[] named = [.. Enumerable.Range(0, weights.Count)
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

/// <summary>
/// Two dimensions of a feature space: the principal components with the largest variance (Pearson 1901, doi 10.1080/14786440109462720).
/// Distances on the map are never longer than those in the feature space.
/// </summary>
/// <param name="Center">The mean of each feature.</param>
/// <param name="First">The axis with the largest variance.</param>
/// <param name="Second">The one with the next.</param>
public sealed record CustomerMap(IReadOnlyList<double> Center, MapAxis First, MapAxis Second)
{
    /// <summary>Finds the axes. O(m d), m the points used, a bounded number of times.</summary>
    /// <param name="points">n x d.</param>
    /// <param name="names">The names of the d features.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public static CustomerMap Of(FeatureMatrix points, IReadOnlyList<string> names, Parallelism parallelism)
    {
        var components = PrincipalComponents.Of(points, parallelism);
        return new CustomerMap(components.Center, Axis(0), Axis(1));

        MapAxis Axis(int component)
        {
            if (component >= components.Directions.Length) return new MapAxis("", 0, new double[points.Features]);
            var weights = Upright(components.Directions[component]);
            var share = components.TotalVariance > 0 ? Math.Clamp(components.Variances[component] / components.TotalVariance, 0, 1) : 0;
            return new MapAxis(MapAxis.NameOf(weights, names), share, weights);
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
    private static double[] Upright(double[] direction) => direction.MaxBy(Math.Abs) < 0 ? Array.ConvertAll(direction, weight => -weight) : direction;
}

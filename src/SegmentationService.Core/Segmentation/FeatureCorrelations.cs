using SegmentationService.Core.Data;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// Which features say the same of the customers. The correlation of two of them is worked out when it is first asked for, over at most 10,000 customers at even distances:
/// so many tell it to a hundredth.
/// </summary>
/// <param name="points">The customers, n x d.</param>
internal sealed class FeatureCorrelations(FeatureMatrix points)
{
    private const int Most = 10_000;
    private const double Alike = 0.7;

    private readonly Dictionary<int, double[]> _standardized = [];
    private readonly Dictionary<(int, int), bool> _known = [];

    /// <summary>Whether the correlation of two features is at least 0.7, or at most -0.7. O(10,000) at first, then O(1).</summary>
    /// <param name="feature">0-based feature.</param>
    /// <param name="other">Another one.</param>
    public bool AreAlike(int feature, int other)
    {
        var pair = (Math.Min(feature, other), Math.Max(feature, other));
        if (_known.TryGetValue(pair, out var known)) return known;
        var (x, y) = (Standardized(feature), Standardized(other));
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return _known[pair] = Math.Abs(sum) >= Alike;
    }

    /// <summary>The coordinates of a feature less their mean, of length 1 together; zeros where they do not vary.</summary>
    private double[] Standardized(int feature)
    {
        if (_standardized.TryGetValue(feature, out var known)) return known;
        var values = new double[Math.Min(Most, points.Count)];
        for (var i = 0; i < values.Length; i++) values[i] = points[(int)((long)i * points.Count / values.Length), feature];
        var mean = values.Sum() / values.Length;
        var length = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)));
        return _standardized[feature] = Array.ConvertAll(values, value => length > 0 ? (value - mean) / length : 0);
    }
}

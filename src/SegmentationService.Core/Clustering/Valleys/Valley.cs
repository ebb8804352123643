namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>How many customers lie between two neighbouring clusters.</summary>
/// <param name="A">The one cluster, 0-based.</param>
/// <param name="B">The other.</param>
/// <param name="P">How likely so few are where there is no valley, at most 1.</param>
/// <param name="Depth">The share by which there are fewer than on the emptier side; below 0 where there are more, 0 where that side is empty.</param>
/// <param name="Customers">The customers on that side, of those that were counted.</param>
internal readonly record struct Valley(int A, int B, double P, double Depth, int Customers)
{
    /// <summary>How often a valley may be seen between any of the clusters where there is none.</summary>
    private const double FalseAlarms = 0.01;

    /// <summary>A valley that is less deep is of no use, however certain it is.</summary>
    public const double LeastDepth = 0.3;

    /// <summary>So deep a valley speaks for itself where there are too few customers to prove it.</summary>
    public const double VisibleDepth = 0.5;

    /// <summary>The largest probability that proves a valley between two of so many clusters.</summary>
    public static double Level(int clusters) => FalseAlarms / Math.Max(clusters - 1, 1);

    /// <summary>Whether it is certain that there are fewer customers, and they are clearly fewer.</summary>
    public bool IsProven(int clusters) => P <= Level(clusters) && Depth >= LeastDepth;

    /// <summary>Whether there are so few customers that an empty middle would prove nothing.</summary>
    public bool IsTooSmall(int clusters) => Customers < Math.Log2(1 / Level(clusters));

    /// <summary>Whether nothing can be said: not even an empty middle would be proven with so few customers, the probability being the smaller of two doubled.</summary>
    public bool IsInDoubt(int clusters) => !IsProven(clusters) && Customers < Math.Log2(2 / Level(clusters));
}

namespace SegmentationService.Core.Clustering.Hierarchy;

/// <summary>Two clusters that become one. Of m leaves, a number below m is a leaf, and m + j what the merge j (from 0) made.</summary>
/// <param name="A">The one.</param>
/// <param name="B">The other, of the higher number.</param>
/// <param name="Height">How far they are apart, by Ward: sqrt(2 n m / (n + m)) |a - b| of their sizes n, m and means a, b. Half of its square is what the merge adds to the inertia.</param>
public readonly record struct Merge(int A, int B, double Height)
{
    /// <summary>What the merge adds to the inertia.</summary>
    internal double Rise => Height * Height / 2;
}

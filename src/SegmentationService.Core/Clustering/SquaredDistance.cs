namespace SegmentationService.Core.Clustering;

/// <summary>The squared distance of two points, for the few that are compared in double precision; kernels compare the many.</summary>
internal static class SquaredDistance
{
    /// <summary>The squared Euclidean distance, summed feature after feature. O(d).</summary>
    /// <param name="a">in: d coordinates.</param>
    /// <param name="b">in: d coordinates.</param>
    public static double Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var f = 0; f < a.Length; f++)
        {
            var difference = (double)a[f] - b[f];
            sum += difference * difference;
        }

        return sum;
    }
}

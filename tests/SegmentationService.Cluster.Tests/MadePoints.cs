using SegmentationService.Core.Data;

namespace SegmentationService.Cluster.Tests;

/// <summary>Points that any process makes alike, each by its number alone: overlapping groups, so that passes go on moving points.</summary>
internal static class MadePoints
{
    public const int Features = 4;

    private const int Groups = 9;

    /// <summary>So many of the points, from a number on.</summary>
    public static FeatureMatrix Of(int first, int count)
    {
        var points = new FeatureMatrix(count, Features);
        for (var i = 0; i < count; i++)
        {
            var random = new Random(first + i);
            for (var f = 0; f < Features; f++) points[i, f] = (float)(((first + i) * (f + 3) % Groups) + (3 * random.NextDouble()) + (3 * random.NextDouble()));
        }

        return points;
    }
}

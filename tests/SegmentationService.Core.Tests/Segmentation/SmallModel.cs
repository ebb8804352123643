using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>A model put together by hand: one column x used as it is, segments at given places.</summary>
internal static class SmallModel
{
    public static SegmentationModel Of(double[] centroids, double temperature = 1, double radius = 1, Feature? feature = null) =>
        Of([new InputColumn("x", 0)], [feature ?? Plain], new ColumnParts(), [.. centroids.Select(x => (double[])[x])], temperature, radius);

    public static SegmentationModel Of(
        InputColumn[] inputs, Feature[] features, ColumnParts parts, double[][] centroids, double temperature = 1, double radius = 1, string name = "Name")
    {
        var matrix = new FeatureMatrix(centroids.Length, features.Length);
        for (var c = 0; c < centroids.Length; c++)
            for (var f = 0; f < features.Length; f++) matrix[c, f] = (float)centroids[c][f];
        return new SegmentationModel
        {
            FeatureSet = new FeatureSet(inputs, features, parts),
            Centroids = matrix,
            Temperature = temperature,
            Segments = [.. centroids.Select((_, c) => new Segment(c + 1, $"{name} {c}", radius))],
        };
    }

    public static Feature Plain => new() { Name = "x", Source = "x", Min = -100, Max = 100, Center = 0, Scale = 1 };
}

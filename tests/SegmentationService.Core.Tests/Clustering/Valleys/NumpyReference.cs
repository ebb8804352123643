using System.Text.Json;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Valleys;

/// <summary>
/// What numpy and scipy say of valleys, in numpy-reference.json beside this file: of an implementation that shares no line with this one (numpy 1.24, scipy 1.10). The points are made by a
/// generator that both have.
/// </summary>
internal static class NumpyReference
{
    public static JsonElement Root { get; } = Read();

    /// <summary>Points around centres in turn: to each coordinate noise times the sum of four uniform numbers less 2.</summary>
    public static FeatureMatrix Points(JsonElement set)
    {
        var centres = set.GetProperty("centres").EnumerateArray().Select(centre => centre.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        var (state, noise) = (set.GetProperty("seed").GetUInt32(), set.GetProperty("noise").GetDouble());
        return PointSets.Matrix(
        [
            .. Enumerable.Range(0, set.GetProperty("n").GetInt32()).Select(i => Array.ConvertAll(centres[i % centres.Length], value => value + (noise * (Next() + Next() + Next() + Next() - 2)))),
        ]);

        double Next() => (state = unchecked((1664525 * state) + 1013904223)) / 4294967296.0;
    }

    /// <summary>The first six points as centroids.</summary>
    public static ClusterSet Clusters(FeatureMatrix points)
    {
        var centroids = new float[6 * points.Features];
        for (var c = 0; c < 6; c++) points.CopyPoint(c, centroids.AsSpan(c * points.Features, points.Features));
        return new ClusterSet { Centroids = centroids, Sizes = [1, 1, 1, 1, 1, points.Count - 5], Inertia = 1, Iterations = 1, Converged = true };
    }

    private static JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Clustering", "Valleys", "numpy-reference.json")));
        return document.RootElement.Clone();
    }
}

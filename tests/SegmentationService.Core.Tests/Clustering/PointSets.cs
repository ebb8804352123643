using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Points for clustering, as rows of doubles that are exact floats, and as matrices.</summary>
internal static class PointSets
{
    public static FeatureMatrix Matrix(params double[][] points)
    {
        var matrix = new FeatureMatrix(points.Length, points[0].Length);
        for (var i = 0; i < points.Length; i++)
            for (var f = 0; f < points[i].Length; f++) matrix[i, f] = (float)points[i][f];
        return matrix;
    }

    public static FeatureMatrix Line(params double[] values) => Matrix([.. values.Select(value => (double[])[value])]);

    /// <summary>Points drawn around as many centres, themselves drawn from [-5, 5].</summary>
    public static double[][] Blobs(int seed, int count, int features, int centres, double noise)
    {
        var random = new Random(seed);
        var middles = Enumerable.Range(0, centres).Select(_ => Draw(_ => (random.NextDouble() * 10) - 5)).ToArray();
        return [.. Enumerable.Range(0, count).Select(i => Draw(f => (float)(middles[i % centres][f] + (noise * ((random.NextDouble() * 2) - 1)))))];

        double[] Draw(Func<int, double> value) => [.. Enumerable.Range(0, features).Select(value)];
    }

    /// <summary>The points of a matrix again, as the floats that it holds.</summary>
    public static double[][] Rows(FeatureMatrix points) =>
        [.. Enumerable.Range(0, points.Count).Select(i => Enumerable.Range(0, points.Features).Select(f => (double)points[i, f]).ToArray())];

    /// <summary>Puts NaN where a matrix has padding.</summary>
    public static void PoisonPadding(FeatureMatrix points)
    {
        var last = points.Block(points.Blocks - 1);
        for (var f = 0; f < points.Features; f++)
            last[((f * FeatureMatrix.BlockSize) + points.PointsIn(points.Blocks - 1))..((f + 1) * FeatureMatrix.BlockSize)].Fill(float.NaN);
    }
}

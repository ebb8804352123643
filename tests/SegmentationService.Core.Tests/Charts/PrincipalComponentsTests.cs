using MathNet.Numerics.LinearAlgebra;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Charts;

public class PrincipalComponentsTests
{
    /// <summary>Against the full decomposition: few features and many, fewer points than features, and values far from 0.</summary>
    [Theory]
    [InlineData(1, 40, 0)]
    [InlineData(2, 40, 1e4)]
    [InlineData(7, 200, 0)]
    [InlineData(8, 65, 0)]
    [InlineData(9, 500, 0)]
    [InlineData(40, 300, 100)]
    [InlineData(60, 20, 0)]
    [InlineData(120, 4_500, 0)]
    public void Of_Points_FindsWhatTheFullDecompositionFinds(int features, int count, double away)
    {
        var random = new SeededRandom(features);
        var points = new FeatureMatrix(count, features);
        for (var i = 0; i < count; i++)
        {
            var (first, second) = (random.NextGaussian(), random.NextGaussian());
            for (var f = 0; f < features; f++) points[i, f] = (float)(away + random.NextGaussian() + (2 * first) + (f % 2 == 0 ? second : -second));
        }

        AssertSame(points);
    }

    [Fact]
    public void Of_ValuesOfEncodedColumns_FindsDirectionsOfTheLargestVariance()
    {
        // Twenty columns of twenty values each, evenly drawn: 400 directions of nearly the same variance.
        var random = new SeededRandom(5);
        var points = new FeatureMatrix(300, 400);
        for (var i = 0; i < points.Count; i++)
            for (var column = 0; column < 20; column++) points[i, (column * 20) + random.NextInt(20)] = 4;

        AssertSame(points);
    }

    [Fact]
    public void Of_VariancesThatAreEqual_SpansTheirSpace()
    {
        // Variances 9, 4, 4, 4 and eight times 1, each along a feature.
        double[] deviations = [3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1];
        var points = new FeatureMatrix(2 * deviations.Length, deviations.Length);
        for (var f = 0; f < deviations.Length; f++)
            for (var sign = 0; sign < 2; sign++) points[(2 * f) + sign, f] = (float)((sign == 0 ? 1 : -1) * deviations[f] * Math.Sqrt(deviations.Length));

        var found = PrincipalComponents.Of(points, Parallelism.None);

        Assert.Equal([9, 4, 4, 4], found.Variances.Take(4).Select(variance => Math.Round(variance, 5)));
        Assert.Equal(29, found.TotalVariance, 1e-4);
        Assert.Equal(1, Math.Abs(found.Directions[0][0]), 1e-6);
        Assert.Equal(1, found.Directions[1].Skip(1).Take(3).Sum(weight => weight * weight), 1e-6);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public void Of_PointsOnALine_HasASecondDirectionWithoutVariance(int features)
    {
        var points = new FeatureMatrix(50, features);
        for (var i = 0; i < points.Count; i++)
            for (var f = 0; f < features; f++) points[i, f] = i * (f + 1);

        var found = PrincipalComponents.Of(points, Parallelism.None);

        Assert.Equal(found.TotalVariance, found.Variances[0], 1e-9 * found.TotalVariance);
        Assert.Equal(0, found.Variances[1], 1e-9 * found.TotalVariance);
        Assert.All(found.Directions.Take(2), direction => Assert.Equal(1, direction.Sum(weight => weight * weight), 1e-9));
        Assert.Equal(0, found.Directions[0].Zip(found.Directions[1], (a, b) => a * b).Sum(), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Of_EqualPoints_HasNoVarianceAnywhere(int count)
    {
        var points = new FeatureMatrix(count, 20);
        for (var i = 0; i < count; i++) points.SetPoint(i, [.. Enumerable.Range(0, 20).Select(f => (float)f)]);

        var found = PrincipalComponents.Of(points, Parallelism.None);

        Assert.Equal((0.0, 0.0), (found.TotalVariance, found.Variances[0]));
        Assert.All(found.Directions.SelectMany(direction => direction), weight => Assert.True(double.IsFinite(weight)));
    }

    [Fact]
    public void Of_AnyNumberOfThreads_HasTheSameBits()
    {
        var random = new SeededRandom(1);
        var points = new FeatureMatrix(9_000, 30);
        for (var i = 0; i < points.Count; i++)
            for (var f = 0; f < points.Features; f++) points[i, f] = (float)random.NextGaussian();

        var one = PrincipalComponents.Of(points, Parallelism.None);
        var three = PrincipalComponents.Of(points, new Parallelism(3, CancellationToken.None));

        Assert.Equal(one.Directions[0], three.Directions[0]);
        Assert.Equal(one.Directions[1], three.Directions[1]);
        Assert.Equal(one.Variances, three.Variances);
    }

    /// <summary>A matrix of which no covariances would fit the memory ends, on the points that are used of it.</summary>
    [Fact]
    public void Of_VeryManyFeatures_Ends()
    {
        var random = new SeededRandom(2);
        var points = new FeatureMatrix(200, 30_000);
        for (var i = 0; i < points.Count; i++)
            for (var f = 0; f < points.Features; f += 7) points[i, f] = random.NextInt(20);

        var found = PrincipalComponents.Of(points, Parallelism.None);

        Assert.InRange(found.Variances[0], 1e-9, found.TotalVariance);
        Assert.Equal(1, found.Directions[0].Sum(weight => weight * weight), 1e-9);
    }

    [Fact]
    public void Of_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => PrincipalComponents.Of(new FeatureMatrix(10, 20), new Parallelism(1, cancelled.Token)));
    }

    /// <summary>Centre, variances and directions are those of the covariances, decomposed whole.</summary>
    private static void AssertSame(FeatureMatrix points)
    {
        var values = Matrix<double>.Build.Dense(points.Count, points.Features, (i, f) => points[i, f]);
        var center = values.ColumnSums() / points.Count;
        var covariance = Matrix<double>.Build.Dense(points.Features, points.Features, (f, g) => (values.Column(f) - center[f]).DotProduct(values.Column(g) - center[g]) / points.Count);
        var expected = covariance.Evd(Symmetricity.Symmetric);

        var found = PrincipalComponents.Of(points, Parallelism.None);

        Assert.Equal(covariance.Trace(), found.TotalVariance, 1e-6 * covariance.Trace());
        for (var f = 0; f < points.Features; f++) Assert.Equal(center[f], found.Center[f], 1e-9 * Math.Max(1, Math.Abs(center[f])));
        for (var j = 0; j < Math.Min(2, points.Features); j++)
        {
            var last = points.Features - 1 - j;
            Assert.Equal(expected.EigenValues[last].Real, found.Variances[j], 1e-6 * expected.EigenValues[last].Real);
            Assert.Equal(1, Math.Abs(expected.EigenVectors.Column(last).DotProduct(Vector<double>.Build.Dense(found.Directions[j]))), 1e-6);
        }
    }
}

using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the distances that spreads are made of: each point's own centroid, and the same bits as one by one for any number of clusters.</summary>
public sealed class OwnDistancesTests
{
    [Fact]
    public void Measure_TwoClusters_ByHand()
    {
        // All points lie at (3, 4), 5 from the centroid (0, 0) and 2 from (3, 6).
        float[] block = [.. Enumerable.Repeat(3f, 64), .. Enumerable.Repeat(4f, 64)];
        int[] labels = [.. Enumerable.Range(0, 64).Select(i => i % 2)];
        var distances = new double[64];

        new OwnDistances([0, 0, 3, 6], 2).Measure(block, labels, distances);

        Assert.Equal(Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? 5.0 : 2.0), distances);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(5, 16)]
    [InlineData(5, 17)]
    [InlineData(12, 200)]
    public void Measure_AnyNumberOfClusters_EqualsOneByOne(int features, int clusters)
    {
        var random = new Random(clusters);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4))))];
        var (block, centroids) = (Numbers(features * 64), Numbers(clusters * features));
        foreach (var count in (int[])[64, 61, 1])
        {
            int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(clusters))];
            var distances = new double[64];

            new OwnDistances(centroids, features).Measure(block, labels, distances);

            for (var i = 0; i < count; i++)
            {
                var sum = 0.0;
                for (var f = 0; f < features; f++)
                {
                    var difference = (double)block[(f * 64) + i] - centroids[(labels[i] * features) + f];
                    sum += difference * difference;
                }

                Assert.Equal(Math.Sqrt(sum), distances[i]);
            }
        }
    }
}

using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Tests.Kernels;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects sums of clusters in which no bit of a coordinate is lost, however far the coordinates lie apart.</summary>
public sealed class ExactClusterSumsTests
{
    [Fact]
    public void MeansInto_PointsInAnyParts_AreTheExactMeansRoundedOnce() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var (n, clusters) = (random.Next(1, 200), random.Next(1, 5));
            var powers = new[] { 0, 30, 200 }[random.Next(3)];
            double[][] rows = [.. Enumerable.Range(0, n).Select(_ => Array.ConvertAll(ExactNumbers.Random(random, 3, powers), value => (double)(float)value))];
            int[] labels = [.. rows.Select(_ => random.Next(clusters))];
            var points = PointSets.Matrix(rows);
            PointSets.PoisonPadding(points);
            var totals = new PointTotals(points, Parallelism.None);
            float[] start = [.. Enumerable.Repeat(7f, clusters * 3)];
            float[] expected = [.. start];
            foreach (var cluster in rows.Zip(labels).GroupBy(point => point.Second, point => point.First))
                for (var f = 0; f < 3; f++) expected[(cluster.Key * 3) + f] = (float)(ExactNumbers.Sum(cluster.Select(row => row[f])) / cluster.Count());

            ExactClusterSums[] parts = [.. Enumerable.Range(0, 3).Select(_ => new ExactClusterSums(totals, clusters, 3))];
            foreach (var block in Enumerable.Range(0, points.Blocks).OrderBy(_ => random.Next()))
                parts[random.Next(3)].Add(points.Block(block), labels.AsSpan(block * FeatureMatrix.BlockSize, points.PointsIn(block)));
            parts[0].Add(parts[1]);
            parts[0].Add(parts[2]);

            // Points that go elsewhere and come back leave nothing behind.
            var (point, moves) = (new float[3], Enumerable.Range(0, 5).Select(_ => (Point: random.Next(n), Cluster: random.Next(clusters))).DistinctBy(move => move.Point).ToArray());
            foreach (var (moved, cluster) in moves)
            {
                points.CopyPoint(moved, point);
                parts[0].Move(point, labels[moved], cluster);
                parts[0].Move(point, cluster, labels[moved]);
            }

            parts[0].MeansInto(start);
            Assert.Equal(Enumerable.Range(0, clusters).Select(c => labels.Count(label => label == c)), parts[0].Counts.ToArray());

            Assert.Equal(expected, start);
        });
}

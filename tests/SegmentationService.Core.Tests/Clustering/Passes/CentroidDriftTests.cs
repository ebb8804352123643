using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects what margins are spent on: the ways of the centroids, and the errors of scores.</summary>
public sealed class CentroidDriftTests
{
    [Fact]
    public void Advance_ThreeCentroidsTwice_ByHand()
    {
        // First ways 1, 2, 4 (each along one axis), then 3, 0, 0. A margin shrinks by the own way and the longest of the others:
        // 1 + 4, 2 + 4, 4 + 2, then 3 + 0, 0 + 3, 0 + 3; of points of several clusters by 4 + 2, then 3 + 0.
        var drift = new CentroidDrift(3, 2, Totals(new double[] { 0, 0 }));
        float[] first = [0, 0, 10, 0, 0, 20], second = [1, 0, 10, 2, 0, 16], third = [1, 3, 10, 2, 0, 16];

        drift.Begin(first, Parallelism.None);
        Assert.Equal([0.0, 0, 0, 0], Shrinkages(drift));
        Assert.Equal(double.PositiveInfinity, drift.LastMarginLoss);

        drift.Advance(first, second, Parallelism.None);
        AssertRoundedUp([5, 6, 6, 6], Shrinkages(drift));
        AssertRoundedUp([1, 2, 4, 4], Owns(drift));
        AssertRoundedUp([6], [drift.LastMarginLoss]);

        drift.Advance(second, third, Parallelism.None);
        AssertRoundedUp([8, 9, 9, 9], Shrinkages(drift));
        AssertRoundedUp([4, 2, 4, 7], Owns(drift));
        AssertRoundedUp([3], [drift.LastMarginLoss]);

        drift.Begin(third, Parallelism.None);
        Assert.Equal([0.0, 0, 0, 0], Shrinkages(drift));
        Assert.Equal([0.0, 0, 0, 0], Owns(drift));
    }

    [Fact]
    public void Begin_ThreeCentroids_SpacingByHand()
    {
        // At 0, 3 and 10 on a line: the nearest neighbours are 3, 3 and 7 away.
        var drift = new CentroidDrift(3, 1, Totals(new double[] { 0 }));

        drift.Begin([0, 3, 10], Parallelism.None);

        Assert.Equal(13.0 / 3, drift.MeanSeparation, 1e-6);
    }

    [Fact]
    public void Advance_RandomSteps_NoMarginShrinksByMoreThanItSays()
    {
        var random = new Random(41);
        for (var round = 0; round < 40; round++)
        {
            var (k, d) = (2 + random.Next(20), 1 + random.Next(4));
            var rows = PointSets.Blobs(round, 200, d, k, noise: 3);
            var centroids = rows.Take(k).ToArray();
            var drift = new CentroidDrift(k, d, Totals(rows));
            drift.Begin(Floats(centroids), Parallelism.None);
            var labels = rows.Select(row => NaiveClustering.Nearest(row, centroids)).ToArray();
            var start = rows.Select((row, i) => Margin(row, labels[i], centroids)).ToArray();
            var before = centroids;
            for (var step = 0; step < 5; step++)
            {
                double[][] after = [.. before.Select(centroid => centroid.Select(x => (double)(float)(x + (random.NextDouble() * Math.Pow(0.3, random.Next(5))))).ToArray())];
                drift.Advance(Floats(before), Floats(after), Parallelism.None);
                before = after;
                for (var i = 0; i < rows.Length; i++)
                {
                    var margin = Margin(rows[i], labels[i], after);
                    Assert.True(margin >= start[i] - drift.MarginLoss(labels[i]) - 1e-9);
                    Assert.True(margin >= start[i] - drift.MarginLoss(-1) - 1e-9);
                }

                for (var c = 0; c < k; c++) Assert.InRange(Math.Sqrt(NaiveClustering.SquaredDistance(after[c], centroids[c])), 0, Math.Min(drift.Movement(c), drift.Movement(-1)));
            }
        }
    }

    [Fact]
    public void Slack_PointsFarFromTheOrigin_IsAtLeastWhatScoresConfuse()
    {
        // Far from the origin the scores of near centroids lose their digits: where a point's margin is above the tolerance, the scores in
        // float32 must still find its nearest centroid.
        var random = new Random(42);
        var (confused, told) = (0, 0);
        foreach (var offset in (double[])[0, 10, 1000, 30_000])
        {
            double[][] centroids = [.. Enumerable.Range(0, 12).Select(_ => Draw())];
            double[][] rows = [.. Enumerable.Range(0, 3000).Select(_ => Draw())];
            var drift = new CentroidDrift(12, 2, Totals(rows));
            drift.Begin(Floats(centroids), Parallelism.None);
            foreach (var row in rows)
            {
                var nearest = NaiveClustering.Nearest(row, centroids);
                if (NearestByScores(row, centroids) == nearest) continue;
                confused++;
                Assert.InRange(Margin(row, nearest, centroids), 0, drift.Tolerance(nearest));
                Assert.InRange(Margin(row, nearest, centroids), 0, drift.Tolerance(-1));
            }

            told += rows.Count(row => Margin(row, NaiveClustering.Nearest(row, centroids), centroids) > drift.Tolerance(-1));
            double[] Draw() => [(float)(offset + (random.NextDouble() * 10)), (float)(offset + (random.NextDouble() * 10))];
        }

        Assert.True(confused > 100, $"Only {confused} points were confused.");
        Assert.True(told > 6000, $"Only {told} of 12,000 points are beyond the tolerance: it is too large to be of use.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(130)]
    public void Distances_AnyNumberOfCentroids_AreTheSquares(int k)
    {
        var rows = PointSets.Blobs(43, k, 3, 5, noise: 2);
        var drift = new CentroidDrift(k, 3, Totals(rows));
        drift.Begin(Floats(rows), new Parallelism(2, CancellationToken.None));
        var squares = new float[(k + 63) / 64 * 64];
        for (var c = 0; c < k; c++)
        {
            drift.Distances(c, squares);
            for (var other = 0; other < k; other++) Assert.Equal(NaiveClustering.SquaredDistance(rows[c], rows[other]), squares[other], 1e-4);
        }
    }

    private static PointTotals Totals(params double[][] points) => new(PointSets.Matrix(points), Parallelism.None);

    private static double[] Shrinkages(CentroidDrift drift) => [drift.MarginLoss(0), drift.MarginLoss(1), drift.MarginLoss(2), drift.MarginLoss(-1)];

    private static double[] Owns(CentroidDrift drift) => [drift.Movement(0), drift.Movement(1), drift.Movement(2), drift.Movement(-1)];

    private static void AssertRoundedUp(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i], expected[i] * (1 + 1e-8));
    }

    /// <summary>How much nearer a point is to a centroid than to any other.</summary>
    private static double Margin(double[] point, int label, double[][] centroids) =>
        centroids.Where((_, c) => c != label).Min(other => Math.Sqrt(NaiveClustering.SquaredDistance(point, other)))
        - Math.Sqrt(NaiveClustering.SquaredDistance(point, centroids[label]));

    private static int NearestByScores(double[] point, double[][] centroids) => Enumerable.Range(0, centroids.Length).MinBy(c =>
    {
        var score = (float)(centroids[c].Sum(x => x * x) / 2);
        for (var f = 0; f < point.Length; f++) score = MathF.FusedMultiplyAdd((float)point[f], -(float)centroids[c][f], score);
        return score;
    });

    private static float[] Floats(double[][] rows) => [.. rows.SelectMany(row => row).Select(x => (float)x)];
}

using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects what lets a pass follow only the points that move: sums that no order and no number of moves changes by a bit.</summary>
public sealed class ClusterTotalsTests
{
    [Fact]
    public void MeansAndInertia_ThreePointsTwoClusters_ByHand()
    {
        // {1, 3} and {10}: means 2 and 10, inertia 1 + 1 + 0; around 0 and 10 it is 1 + 9.
        var points = PointSets.Line(1, 3, 10);
        var totals = new ClusterTotals(new PointTotals(points, Parallelism.None), 2, 1, workers: 1);
        totals.ChangeOf(0).Add(points.Block(0), [0, 0, 1]);
        var centroids = new float[2];

        Assert.Equal(3, totals.Apply());
        Assert.Equal([2, 1], totals.Counts.ToArray());
        totals.MeansInto(centroids);
        Assert.Equal([2, 10], centroids);
        Assert.Equal(2, totals.Inertia(centroids));
        Assert.Equal(10, totals.Inertia([0, 10]));
        Assert.Equal(0, totals.Apply()); // What was handed over is not handed over again.
    }

    [Fact]
    public void MeansInto_EmptyCluster_StaysWhereItWas()
    {
        var points = PointSets.Line(1, 3);
        var totals = new ClusterTotals(new PointTotals(points, Parallelism.None), 3, 1, workers: 1);
        totals.ChangeOf(0).Add(points.Block(0), [2, 2]);
        totals.Apply();
        float[] centroids = [7, 8, 9];

        totals.MeansInto(centroids);

        Assert.Equal([7, 8, 2], centroids);
    }

    [Fact]
    public void Apply_AnyMovesByAnyWorkers_SameBitsAsTheLastLabelsAlone()
    {
        // Coordinates of very different sizes: in floating point such sums would depend on the order.
        var cases =
            from seed in Gen.Choose(0, int.MaxValue)
            from n in Gen.Choose(1, 300)
            from d in Gen.Choose(1, 5)
            from k in Gen.Choose(1, 9)
            from workers in Gen.Choose(1, 4)
            from exponent in Gen.Choose(-20, 12)
            select (seed, n, d, k, workers, exponent);

        SeededProperty.Holds(cases, input =>
        {
            var random = new Random(input.seed);
            var points = PointSets.Matrix([.. Enumerable.Range(0, input.n).Select(_ => Enumerable.Range(0, input.d)
                .Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, input.exponent - random.Next(5))).ToArray())]);
            PointSets.PoisonPadding(points);
            var shared = new PointTotals(points, Parallelism.None);
            var (moved, fresh) = (new ClusterTotals(shared, input.k, input.d, input.workers), new ClusterTotals(shared, input.k, input.d, 1));
            var labels = new int[points.Blocks][];
            var arrivals = 0;
            for (var pass = 0; pass < 6; pass++)
            {
                var changes = 0;
                foreach (var block in Enumerable.Range(0, points.Blocks).OrderBy(_ => random.Next()))
                {
                    var after = Enumerable.Range(0, points.PointsIn(block)).Select(_ => random.Next(input.k)).ToArray();
                    var change = moved.ChangeOf(random.Next(input.workers));
                    if (pass == 0) change.Add(points.Block(block), after);
                    else changes += change.Move(points.Block(block), labels[block], after);
                    labels[block] = after;
                }

                arrivals = moved.Apply();
                Assert.Equal(pass == 0 ? input.n : changes, arrivals);
            }

            for (var block = 0; block < points.Blocks; block++) fresh.ChangeOf(0).Add(points.Block(block), labels[block]);
            fresh.Apply();

            Assert.Equal(fresh.Counts.ToArray(), moved.Counts.ToArray());
            Assert.Equal(Means(fresh, input.k * input.d), Means(moved, input.k * input.d));
            Assert.Equal(fresh.Inertia(Means(fresh, input.k * input.d)), moved.Inertia(Means(fresh, input.k * input.d)));
            var (rows, all) = (PointSets.Rows(points), labels.SelectMany(label => label).ToArray());
            for (var c = 0; c < input.k; c++)
            {
                var members = rows.Where((_, i) => all[i] == c).ToArray();
                Assert.Equal(members.Length, moved.Counts[c]);
                if (members.Length == 0) continue;
                var mean = NaiveClustering.Mean(members, input.d);
                for (var f = 0; f < input.d; f++) Assert.Equal(mean[f], Means(moved, input.k * input.d)[(c * input.d) + f], Math.Pow(10, input.exponent - 7));
            }
        });
    }

    [Fact]
    public void Clear_AfterARun_BeginsWithoutPoints()
    {
        var points = PointSets.Line(1, 3);
        var totals = new ClusterTotals(new PointTotals(points, Parallelism.None), 1, 1, workers: 1);
        totals.ChangeOf(0).Add(points.Block(0), [0, 0]);
        totals.Apply();

        totals.Clear();
        totals.ChangeOf(0).Add(points.Block(0), [0]);
        totals.Apply();

        Assert.Equal([1], totals.Counts.ToArray());
        Assert.Equal([1f], Means(totals, 1));
    }

    private static float[] Means(ClusterTotals totals, int length)
    {
        var centroids = new float[length];
        totals.MeansInto(centroids);
        return centroids;
    }
}

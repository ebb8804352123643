using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Search;

/// <summary>Protects one run of Lloyd's algorithm: the textbook's steps, and one state in the result.</summary>
public sealed class LloydTests
{
    [Fact]
    public void Run_FourPoints_ByHand()
    {
        // From (0, 0) and (10, 0): pass 1 gives 0 0 1 1 and the means (0, 1) and (10, 1); pass 2 changes nothing.
        // Each point then lies 1 from its mean: inertia 4.
        var points = PointSets.Matrix([0, 0], [0, 2], [10, 0], [10, 2]);

        var result = new Lloyd(points, 2, Parallelism.None).Run([0, 0, 10, 0], 100).WithLabels(points, Parallelism.None);

        Assert.Equal([0, 0, 1, 1], result.Labels);
        Assert.Equal([0, 1, 10, 1], result.Centroids);
        Assert.Equal([2, 2], result.Sizes);
        Assert.Equal(4, result.Inertia);
        Assert.Equal(2, result.Iterations);
        Assert.True(result.Converged);
    }

    [Fact]
    public void Run_EmptyClusters_TakeTheFarthestPointsByHand()
    {
        // From 1, 100 and 200 all of 0, 1, 2, 10 go to the first. Farthest is 10 (81), then 0 (1, before 2, which is as far):
        // 10 becomes cluster 1, 0 becomes cluster 2, and {1, 2} has the mean 1.5. Nothing changes after: inertia 2 x 0.25.
        var points = PointSets.Line(0, 1, 2, 10);

        var result = new Lloyd(points, 3, Parallelism.None).Run([1, 100, 200], 100).WithLabels(points, Parallelism.None);

        Assert.Equal([2, 0, 0, 1], result.Labels);
        Assert.Equal([1.5f, 10, 0], result.Centroids);
        Assert.Equal([2, 1, 1], result.Sizes);
        Assert.Equal(0.5, result.Inertia);
        Assert.Equal(2, result.Iterations);
    }

    [Theory]
    [InlineData(1, 300, 3)]
    [InlineData(2, 9_000, 5)]
    public void Run_TwoEqualStarts_GoesOnWithFastPassesOnceTheEmptyClusterIsFilled(int seed, int n, int d)
    {
        var rows = PointSets.Blobs(seed, n, d, 4, noise: 2);
        var start = Floats([rows[0], rows[1], rows[2], rows[2]]);
        var (points, passes) = (PointSets.Matrix(rows), new List<int>());

        var result = new Lloyd(points, 4, Parallelism.None).Run(start, 1000, (iteration, _) => passes.Add(iteration)).WithLabels(points, Parallelism.None);

        var many = new Lloyd(points, 4, new Parallelism(4, CancellationToken.None)).Run(start, 1000).WithLabels(points, Parallelism.None);
        Assert.Equal(Enumerable.Range(1, result.Iterations), passes);
        Assert.True(result.Converged);
        Assert.DoesNotContain(0, result.Sizes);
        AssertOneState(rows, result);
        Assert.Equal(result.Centroids, many.Centroids);
        Assert.Equal(result.Labels, many.Labels);
        Assert.Equal((result.Inertia, result.Iterations), (many.Inertia, many.Iterations));
    }

    [Fact]
    public void Run_ManyCopiesOfFewPointsAndTwoEqualStarts_EndsWithNoClusterEmpty()
    {
        // 300 different points, 100 times each: whichever point fills the empty cluster, 99 more lie as far. Beyond the passes that it needs nothing must keep the run going.
        double[][] kinds = PointSets.Blobs(3, 300, 2, 12, noise: 1.5);
        double[][] rows = [.. Enumerable.Range(0, 100).SelectMany(_ => kinds)];
        var points = PointSets.Matrix(rows);

        var result = new Lloyd(points, 6, Parallelism.None).Run(Floats([.. kinds[..5], kinds[4]]), 1000).WithLabels(points, Parallelism.None);

        Assert.True(result.Converged);
        Assert.InRange(result.Iterations, 2, 100);
        Assert.DoesNotContain(0, result.Sizes);
        AssertOneState(rows, result);
    }

    [Theory]
    [InlineData(1, 40, 1, 3)]
    [InlineData(2, 100, 2, 4)]
    [InlineData(3, 150, 5, 5)]
    [InlineData(4, 300, 3, 8)]
    [InlineData(5, 64, 7, 2)]
    public void Run_SmallSets_EqualsNaiveDoublePrecisionLloyd(int seed, int n, int d, int k)
    {
        var rows = PointSets.Blobs(seed, n, d, k, noise: 2.5);
        var start = rows.Take(k).ToArray();

        var points = PointSets.Matrix(rows);
        var result = new Lloyd(points, k, Parallelism.None).Run(Floats(start), 1000).WithLabels(points, Parallelism.None);

        var (centroids, labels, iterations) = NaiveClustering.Lloyd(rows, start);
        Assert.Equal(labels, result.Labels);
        Assert.Equal(iterations, result.Iterations);
        Assert.Equal(NaiveClustering.Inertia(rows, labels, centroids), result.Inertia, 1e-5 * result.Inertia);
        for (var j = 0; j < k * d; j++) Assert.Equal(centroids[j / d][j % d], result.Centroids[j], 1e-5);
    }

    [Fact]
    public void Run_OneIterationMoreEachTime_InertiaNeverRises()
    {
        var rows = PointSets.Blobs(seed: 6, 500, 3, 12, noise: 3);
        var points = PointSets.Matrix(rows);
        var lloyd = new Lloyd(points, 8, Parallelism.None);
        var start = Floats([.. rows.Take(8)]);
        var (before, last) = (double.PositiveInfinity, 0);
        for (var iterations = 1; ; iterations++)
        {
            var result = lloyd.Run(start, iterations).WithLabels(points, Parallelism.None);
            Assert.True(result.Inertia <= before * (1 + 1e-7), $"Iteration {iterations} raised the inertia from {before} to {result.Inertia}.");
            AssertOneState(rows, result);
            before = result.Inertia;
            last = iterations;
            if (result.Converged) break;
            Assert.Equal(iterations, result.Iterations);
        }

        Assert.True(last > 5, "The start was so good that nothing was tested.");
    }

    [Fact]
    public void Run_LimitReached_SaysThatItDidNotConverge()
    {
        var rows = PointSets.Blobs(seed: 6, 500, 3, 12, noise: 3);

        var result = new Lloyd(PointSets.Matrix(rows), 8, Parallelism.None).Run(Floats([.. rows.Take(8)]), 2);

        Assert.False(result.Converged);
        Assert.Equal(2, result.Iterations);
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    public void Run_LeastGain_EndsAfterTheFirstPassThatGainsLess(double leastGain)
    {
        var rows = PointSets.Blobs(seed: 6, 5_000, 3, 12, noise: 3);
        var points = PointSets.Matrix(rows);
        var lloyd = new Lloyd(points, 8, Parallelism.None);
        var inertias = new List<double>();
        lloyd.Run(Floats([.. rows.Take(8)]), 1000, (_, inertia) => inertias.Add(inertia));
        var last = Enumerable.Range(1, inertias.Count - 1).First(i => inertias[i - 1] - inertias[i] < leastGain * inertias[i]);
        Assert.InRange(last, 2, inertias.Count - 3);

        var result = lloyd.Run(Floats([.. rows.Take(8)]), 1000, leastGain: leastGain).WithLabels(points, Parallelism.None);

        Assert.Equal(last + 1, result.Iterations);
        Assert.Equal(inertias[last], result.Inertia);
        Assert.True(result.Converged);
        AssertOneState(rows, result);
        Assert.Equal(last + 1, lloyd.Descend(Floats([.. rows.Take(8)]), 1000, leastGain).Iterations);
    }

    [Fact]
    public void Run_WhateverTheWidthOfTheVectors_SameBitsAsScalarFloats()
    {
        // Labels by |c|^2 / 2 - x c in float32 with fused steps; means of sums that are exact.
        var rows = PointSets.Blobs(seed: 7, 700, 5, 6, noise: 3);
        var points = PointSets.Matrix(rows);
        var start = Floats([.. rows.Take(6)]);

        var result = new Lloyd(points, 6, Parallelism.None).Run(start, 1000).WithLabels(points, Parallelism.None);

        var (centroids, labels) = ScalarFloatLloyd(points, start, 6);
        Assert.Equal(labels, result.Labels);
        Assert.Equal(centroids, result.Centroids);
    }

    [Fact]
    public void Run_PaddingIsNaN_DoesNotReachTheResult()
    {
        var rows = PointSets.Blobs(seed: 8, 100, 3, 4, noise: 1);
        var (clean, poisoned) = (PointSets.Matrix(rows), PointSets.Matrix(rows));
        PointSets.PoisonPadding(poisoned);
        var start = Floats([.. rows.Take(4)]);

        var expected = new Lloyd(clean, 4, Parallelism.None).Run(start, 100).WithLabels(clean, Parallelism.None);
        var result = new Lloyd(poisoned, 4, Parallelism.None).Run(start, 100).WithLabels(poisoned, Parallelism.None);

        Assert.Equal(expected.Labels, result.Labels);
        Assert.Equal(expected.Centroids, result.Centroids);
        Assert.Equal(expected.Inertia, result.Inertia);
    }

    [Fact]
    public void Run_BuffersUsedAgain_GivesTheSame()
    {
        var rows = PointSets.Blobs(seed: 9, 300, 2, 5, noise: 2);
        var lloyd = new Lloyd(PointSets.Matrix(rows), 5, Parallelism.None);
        var first = lloyd.Run(Floats([.. rows.Take(5)]), 100);
        var (centroids, sizes) = ((float[])first.Centroids.Clone(), (int[])first.Sizes.Clone());

        lloyd.Run(Floats([.. rows.Skip(50).Take(5)]), 100);

        Assert.Equal(centroids, first.Centroids); // The first result is not a view into the buffers.
        Assert.Equal(sizes, first.Sizes);
        var again = lloyd.Run(Floats([.. rows.Take(5)]), 100);
        Assert.Equal(centroids, again.Centroids);
        Assert.Equal(sizes, again.Sizes);
    }

    [Theory]
    [InlineData(10, 3_000, 2, 5, 1.0)]
    [InlineData(11, 5_000, 3, 9, 4.0)]
    [InlineData(12, 6_000, 2, 60, 0.5)]
    [InlineData(13, 4_000, 8, 60, 6.0)]
    [InlineData(14, 9_000, 3, 300, 0.2)]
    [InlineData(15, 2_500, 1, 50, 3.0)]
    public void Run_WithBounds_EqualsWithoutAfterEveryIteration(int seed, int n, int d, int k, double noise)
    {
        // Few clusters keep their order, from 48 on the points are sorted, and candidates chosen. The bits must not show it.
        var rows = PointSets.Blobs(seed, n, d, k, noise);
        var points = PointSets.Matrix(rows);
        var start = Floats([.. rows.Take(k)]);
        var (bounded, plain) = (new Lloyd(points, k, new Parallelism(2, default)), new Lloyd(new PointsInMemory(points, Parallelism.None) { UsesBounds = false }, k, Parallelism.None));
        foreach (var iterations in (int[])[1, 2, 3, 5, 8, 13, 21, 34, 55, 1000])
        {
            var (expected, result) = (plain.Run(start, iterations), bounded.Run(start, iterations));

            Assert.Equal(expected.Centroids, result.Centroids);
            Assert.Equal(expected.Sizes, result.Sizes);
            Assert.Equal(expected.Inertia, result.Inertia);
            Assert.Equal(expected.Iterations, result.Iterations);
        }
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(30, 2)]
    [InlineData(60, 2)]
    [InlineData(110, 2)]
    [InlineData(8, 6)]
    [InlineData(60, 6)]
    public void Run_ClustersOverlap_BoundsCostNoMoreThanTheySave(int k, double noise)
    {
        // 40 groups in a space where they run into each other. The work is counted, so the machine has no say.
        var points = PointSets.Matrix(PointSets.Blobs(21, 20_000, 5, 40, noise));
        var lloyd = new Lloyd(points, k, Parallelism.None);

        var result = lloyd.Run(Floats(PointSets.Rows(points)[..k]), 200);

        Assert.InRange(lloyd.Work.Cost, 0, 1.05 * result.Iterations * PassWork.Plain(points.Blocks, k).Cost);
        Assert.True(result.Iterations > 15, "The run was too short for bounds.");
    }

    [Fact]
    public void Run_ClustersApart_BoundsSaveMostOfTheWork()
    {
        // A start between the groups: many passes in which most points are far from a change.
        var points = PointSets.Matrix(PointSets.Blobs(22, 40_000, 5, 30, noise: 0.7));
        var lloyd = new Lloyd(points, 60, Parallelism.None);

        var result = lloyd.Run(Floats(PointSets.Rows(points)[..60]), 200);

        Assert.InRange(lloyd.Work.Cost, 0, 0.5 * result.Iterations * PassWork.Plain(points.Blocks, 60).Cost);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(40)]
    public void Run_FromWhereTheLastOneEnded_IsThatOfAFreshOneWithoutItsFirstPass(int iterations)
    {
        var points = PointSets.Matrix(PointSets.Blobs(24, 5_000, 4, 12, noise: 1.5));
        var (used, fresh) = (new Lloyd(points, 12, Parallelism.None), new Lloyd(points, 12, Parallelism.None));
        var stopped = used.Descend(Floats(PointSets.Rows(points)[..12]), iterations);
        var (passes, passesOfFresh) = (new List<(int, double)>(), new List<(int, double)>());

        var goneOn = used.Run(stopped.Centroids, 60, (pass, inertia) => passes.Add((pass, inertia)));

        var expected = fresh.Run(stopped.Centroids, 60, (pass, inertia) => passesOfFresh.Add((pass, inertia)));
        Assert.Equal(passesOfFresh, passes);
        Assert.Equal(expected.Centroids, goneOn.Centroids);
        Assert.Equal((expected.Inertia, expected.Iterations, expected.Converged), (goneOn.Inertia, goneOn.Iterations, goneOn.Converged));
        Assert.Equal(expected.Sizes, goneOn.Sizes);
        Assert.InRange(used.Work.Blocks, 0, fresh.Work.Blocks - points.Blocks);

        // And from elsewhere everything is done anew.
        Assert.Equal(fresh.Run(Floats(PointSets.Rows(points)[12..24]), 60).Centroids, used.Run(Floats(PointSets.Rows(points)[12..24]), 60).Centroids);
    }

    [Fact]
    public void Run_OnSeveralThreads_DoesTheSameWork()
    {
        var points = PointSets.Matrix(PointSets.Blobs(23, 20_000, 4, 40, noise: 1.5));
        var (one, four) = (new Lloyd(points, 60, Parallelism.None), new Lloyd(points, 60, new Parallelism(4, default)));
        var start = Floats(PointSets.Rows(points)[..60]);
        one.Run(start, 100);
        four.Run(start, 100);

        Assert.Equal(one.Work, four.Work);
        Assert.True(one.Work.Measured > 0);
    }

    private static void AssertOneState(double[][] rows, KMeansResult result)
    {
        var d = rows[0].Length;
        double[][] centroids = [.. Enumerable.Range(0, result.Clusters).Select(c => result.Centroids[(c * d)..((c + 1) * d)].Select(x => (double)x).ToArray())];
        Assert.Equal(rows.Select(row => NaiveClustering.Nearest(row, centroids)), result.Labels);
        Assert.Equal(Enumerable.Range(0, result.Clusters).Select(c => result.Labels.Count(label => label == c)), result.Sizes);
        Assert.Equal(NaiveClustering.Inertia(rows, result.Labels, centroids), result.Inertia, 1e-5 * result.Inertia);
    }

    private static (float[] Centroids, int[] Labels) ScalarFloatLloyd(FeatureMatrix points, float[] start, int k)
    {
        var (n, d) = (points.Count, points.Features);
        var (centroids, labels) = ((float[])start.Clone(), Enumerable.Repeat(-1, n).ToArray());
        while (true)
        {
            var (changed, sums, counts) = (false, new double[k * d], new int[k]);
            for (var i = 0; i < n; i++)
            {
                var (nearest, best) = (0, float.PositiveInfinity);
                for (var c = 0; c < k; c++)
                {
                    var score = (float)(centroids[(c * d)..((c + 1) * d)].Sum(x => (double)x * x) / 2);
                    for (var f = 0; f < d; f++) score = MathF.FusedMultiplyAdd(points[i, f], -centroids[(c * d) + f], score);
                    if (score < best) (nearest, best) = (c, score);
                }

                changed |= labels[i] != nearest;
                labels[i] = nearest;
                counts[nearest]++;
                for (var f = 0; f < d; f++) sums[(nearest * d) + f] += points[i, f];
            }

            if (!changed) return (centroids, labels);
            for (var j = 0; j < sums.Length; j++) centroids[j] = (float)(sums[j] / counts[j / d]);
        }
    }

    private static float[] Floats(double[][] rows) => [.. rows.SelectMany(row => row).Select(x => (float)x)];
}

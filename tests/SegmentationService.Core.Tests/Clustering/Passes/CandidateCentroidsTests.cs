using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects the choice: a centroid that is left out is never the nearest one, nor nearer than the margin says.</summary>
public sealed class CandidateCentroidsTests
{
    private const int Features = 2;

    [Fact]
    public void Choose_AnyBlock_LeavesOutNoneThatIsNearerThanTheCap()
    {
        // Up to 150 centroids: more than two words of marks. Points of one to three neighbouring clusters, as in sorted blocks and at their seams.
        var cases =
            from seed in Gen.Choose(0, int.MaxValue)
            from clusters in Gen.Choose(13, 150)
            from labels in Gen.Choose(1, 3)
            from size in Gen.Elements(1e-3, 1, 1e3)
            select (seed, clusters, labels, size);
        var chosen = 0;

        SeededProperty.Holds(cases, input =>
        {
            var random = new Random(input.seed);
            var centroids = Uniform(random, input.clusters, input.size);
            var middle = random.Next(input.clusters);
            var near = Enumerable.Range(0, input.clusters).OrderBy(c => Distance(centroids[c], centroids[middle])).Take(input.labels).ToArray();
            var points = Enumerable.Range(0, 64).Select(i => Around(random, centroids[near[i % near.Length]], input.size / 10)).ToArray();
            int[] labels = [.. points.Select((_, i) => near[i % near.Length])];
            var upperBound = points.Select((point, i) => Distance(point, centroids[labels[i]])).Max();
            var candidates = Candidates(centroids, points, step: input.size / 1e4);

            candidates.Choose(labels, upperBound, tolerance: (float)(input.size / 1e3));

            if (candidates.Count == 0) return; // All are looked at.
            chosen++;
            var numbers = NumbersOf(candidates);
            Assert.Equal(numbers.Order(), numbers);
            Assert.Equal(numbers.SelectMany(c => Packed([centroids[c]])), candidates.Packed.ToArray());
            Assert.True(candidates.LeastMargin >= input.size / 1e3 * 0.999, "Less than the tolerance lets no block rest.");
            for (var i = 0; i < points.Length; i++)
            {
                var own = Distance(points[i], centroids[labels[i]]);
                Assert.Contains(labels[i], numbers);
                Assert.All(Enumerable.Range(0, input.clusters).Except(numbers), c => Assert.True(
                    Distance(points[i], centroids[c]) - own >= candidates.LeastMargin, $"Centroid {c} of {input.clusters} was left out."));
            }
        });

        Assert.True(chosen > 100, $"Only {chosen} of 300 left any out.");
    }

    [Fact]
    public void Choose_CentroidsOnALine_ByHand()
    {
        // Centroids at 0, 10, ..., 190. The points of 50 reach 6 from it, and the tolerance is 1: candidates lie within 2 x 6 + 1 = 13
        // (the last step was 0, so nothing is added): 40, 50, 60. Of points that reach 2 only 50 itself is one.
        double[][] centroids = [.. Enumerable.Range(0, 20).Select(i => (double[])[10 * i, 0])];
        var candidates = Candidates(centroids, centroids, step: 0);

        candidates.Choose([5, 5, 5], upperBound: 6, tolerance: 1);
        Assert.Equal([4, 5, 6], NumbersOf(candidates));
        Assert.Equal(1, candidates.LeastMargin, 1e-4);

        candidates.Choose([5, 5, 5], upperBound: 2, tolerance: 1);
        Assert.Equal([5], NumbersOf(candidates));

        candidates.Choose([5, 9, 5], upperBound: 6, tolerance: 1);
        Assert.Equal([4, 5, 6, 8, 9, 10], NumbersOf(candidates));
    }

    [Fact]
    public void Choose_LastStepLong_LooksFartherSoThatTheBlockCanRest()
    {
        // Both steps are at most 0.1 twice: the radius grows by the tolerance 1 and 4 x 0.2, below a fifth of the upper bound, 2; of 20 it is 1 + 0.8.
        double[][] centroids = [.. Enumerable.Range(0, 20).Select(i => (double[])[10 * i, 0])];
        var candidates = Candidates(centroids, centroids, step: 0.1);

        candidates.Choose([5], upperBound: 10, tolerance: 1);
        Assert.Equal(1.8, candidates.LeastMargin, 1e-3);

        candidates.Choose([5], upperBound: 1, tolerance: 1);
        Assert.Equal(1.2, candidates.LeastMargin, 1e-3);
    }

    [Fact]
    public void Choose_NextPass_SeesWhereCentroidsStandThen()
    {
        // 20 centroids 10 apart; then that at 150 stands at 51, and the last step of 99 adds a fifth of the upper bound to the radius: 2 x 2 + 1 + 0.4.
        double[][] centroids = [.. Enumerable.Range(0, 20).Select(i => (double[])[10 * i, 0])];
        var (drift, before) = (Drift(centroids, centroids.Length), Floats(centroids));
        drift.Begin(before, Parallelism.None);
        var candidates = new CandidateCentroids(drift, Packed(centroids), centroids.Length);
        candidates.BeginPass();
        candidates.Choose([5], upperBound: 2, tolerance: 1);
        Assert.Equal([5], NumbersOf(candidates));

        var after = (float[])before.Clone();
        after[15 * Features] = 51;
        drift.Advance(before, after, Parallelism.None);
        candidates.BeginPass();
        candidates.Choose([5], upperBound: 2, tolerance: 1);

        Assert.Equal([5, 15], NumbersOf(candidates));
    }

    [Fact]
    public void Choose_NothingToBeGained_LooksAtAll()
    {
        double[][] few = [.. Enumerable.Range(0, 12).Select(i => (double[])[10 * i, 0])];
        double[][] many = [.. Enumerable.Range(0, 40).Select(i => (double[])[10 * i, 0])];
        var candidates = Candidates(many, many, step: 0);
        void AssertAll(CandidateCentroids asked, double upperBound, params int[] labels)
        {
            asked.Choose(labels, upperBound, tolerance: 1);
            Assert.Equal((0, float.MaxValue), (asked.Count, asked.LeastMargin));
            Assert.Equal(Packed(asked == candidates ? many : few), asked.Packed.ToArray());
        }

        AssertAll(Candidates(few, few, step: 0), 1, 3); // few clusters
        AssertAll(candidates, double.PositiveInfinity, 3); // not known how far the points lie
        AssertAll(candidates, 1000, 20); // all are near enough
        AssertAll(candidates, 1, [.. Enumerable.Range(0, 13)]); // points of more clusters than are asked for one by one
        AssertAll(candidates, double.NaN, 3);
    }

    /// <summary>Candidates of centroids whose last step was so long for each.</summary>
    private static CandidateCentroids Candidates(double[][] centroids, double[][] points, double step)
    {
        var drift = Drift(points, centroids.Length);
        var before = Floats(centroids);
        for (var j = 0; j < before.Length; j += Features) before[j] -= (float)step;
        drift.Begin(before, Parallelism.None);
        drift.Advance(before, Floats(centroids), Parallelism.None);
        var candidates = new CandidateCentroids(drift, Packed(centroids), centroids.Length);
        candidates.BeginPass();
        return candidates;
    }

    private static CentroidDrift Drift(double[][] points, int clusters) =>
        new(clusters, Features, new PointTotals(PointSets.Matrix(points), Parallelism.None));

    private static int[] NumbersOf(CandidateCentroids candidates)
    {
        int[] numbers = [.. Enumerable.Range(0, candidates.Count)];
        candidates.Number(numbers);
        return numbers;
    }

    private static float[] Packed(double[][] centroids)
    {
        var packed = new float[centroids.Length * CentroidScores.Stride(Features)];
        CentroidScores.Pack(Floats(centroids), Features, packed);
        return packed;
    }

    private static double[][] Uniform(Random random, int count, double size) =>
        [.. Enumerable.Range(0, count).Select(_ => Around(random, [0, 0], size))];

    private static double[] Around(Random random, double[] middle, double size) =>
        [.. middle.Select(x => (double)(float)(x + (size * ((random.NextDouble() * 2) - 1))))];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(NaiveClustering.SquaredDistance(a, b));

    private static float[] Floats(double[][] rows) => [.. rows.SelectMany(row => row).Select(x => (float)x)];
}

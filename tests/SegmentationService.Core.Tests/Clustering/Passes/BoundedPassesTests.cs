using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>
/// Protects the bounds from both sides: labels are those of a pass over everything, however the centroids move, and blocks far from
/// a change are not looked at. <see cref="Search.LloydTests"/> would pass with bounds that are never used.
/// </summary>
public sealed class BoundedPassesTests
{
    [Theory]
    [InlineData(1, 1, 5)] // no choice of candidates, no order
    [InlineData(2, 2, 12)]
    [InlineData(3, 1, 30)] // candidates
    [InlineData(4, 2, 40)]
    [InlineData(5, 1, 60)] // candidates, and sorted
    [InlineData(6, 2, 90)]
    [InlineData(7, 3, 150)]
    public void Assign_CentroidsWander_LabelsOfAPassOverEverything(int seed, int d, int k)
    {
        // Steps of all lengths, not only those of means, of one centroid or of all. Points stand in order of their first coordinate, so
        // that there are blocks of one cluster without sorting, too.
        var random = new Random(seed);
        var rows = Ordered(random, 6_050, d);
        var centroids = rows.Where((_, i) => i % (rows.Length / k) == 7).Take(k).SelectMany(row => row).Select(x => (float)x).ToArray();
        var run = new Run(PointSets.Matrix(rows), k, new Parallelism(2, CancellationToken.None));
        var (looks, passes) = (0L, 0);
        for (var pass = 0; pass < 120; pass++)
        {
            looks += run.Assign(centroids);
            passes++;

            Assert.Equal(run.PlainLabels(centroids), run.Labels());

            if (k >= 48 && random.Next(10) == 0) run.Sort();
            var length = Math.Pow(10, -random.Next(1, 6));
            var mover = random.Next(3) == 0 ? random.Next(k) : -1;
            for (var j = 0; j < centroids.Length; j++)
                if (mover < 0 || j / d == mover) centroids[j] += (float)(length * ((random.NextDouble() * 2) - 1));
        }

        Assert.True(looks < 0.75 * passes * run.LooksAtEverything, $"{looks} looks in {passes} passes: the bounds were hardly used.");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    public void Assign_CentroidsStandStill_NoBlockIsLookedAt(int k)
    {
        // Groups a tenth wide and 10 apart: every margin is about 10. What was measured in the first pass holds in the second.
        var run = new Run(Groups(k), k, Parallelism.None);
        var centroids = Enumerable.Range(0, k).Select(c => 10f * c).ToArray();

        Assert.Equal(run.LooksAtEverything, run.Assign(centroids));
        Assert.Equal(0, run.Assign(centroids));
        Assert.Equal(0, run.Assign(centroids));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    public void Assign_OneCentroidStepsFar_BlocksRestUntilTheirMarginsAreSpent(int k)
    {
        // Of a point at 0.1 the two nearest centroids are 0.1 and 9.9 away: a margin of 9.8, by its bound (9.9^2 - 0.1^2) / sqrt(2 (9.9^2 + 0.1^2)) = 7.
        // The first centroid steps away by 3 again and again; each step takes 3 from the margins of its own points and of all others.
        var run = new Run(Groups(k), k, Parallelism.None);
        var centroids = Enumerable.Range(0, k).Select(c => 10f * c).ToArray();
        run.Assign(centroids);

        centroids[0] -= 3;
        Assert.Equal(0, run.Assign(centroids));
        centroids[0] -= 3;
        Assert.Equal(0, run.Assign(centroids));
        centroids[0] -= 3;
        Assert.NotEqual(0, run.Assign(centroids));
    }

    [Fact]
    public void Assign_BlockWithoutRivals_IsSettledWithoutALookAtItsPoints()
    {
        // As above, with many clusters: what is looked at once the margins are spent are few candidates for each block and not all 60. A
        // block that has only its own centroid counts as one look.
        var run = new Run(Groups(60), 60, Parallelism.None);
        var centroids = Enumerable.Range(0, 60).Select(c => 10f * c).ToArray();
        run.Assign(centroids);
        centroids[0] -= 12;

        Assert.InRange(run.Assign(centroids), 1, 3 * run.LooksAtEverything / 60);
    }

    [Fact]
    public void Sort_MixedPoints_LetsMostBlocksRest()
    {
        // 60 groups whose points come in turn: unsorted, every block has points of all clusters.
        const int k = 60;
        var points = PointSets.Line([.. Enumerable.Range(0, k * 128).Select(i => (10.0 * (i % k)) + (0.001 * (i / k)))]);
        var centroids = Enumerable.Range(0, k).Select(c => 10f * c).ToArray();
        var run = new Run(points, k, new Parallelism(2, CancellationToken.None));
        run.Assign(centroids);

        run.Sort();

        for (var step = 0; step < 5; step++)
        {
            for (var c = 0; c < k; c++) centroids[c] += 0.01f * (c % 3);
            Assert.Equal(0, run.Assign(centroids));
            Assert.Equal(run.PlainLabels(centroids), run.Labels());
        }
    }

    [Fact]
    public void Sort_Again_MarginsAreThoseOfThePointsAndNotOfTheirBlocks()
    {
        // Two of three centroids change places in the middle of the run: what was sorted is mixed again. The second sort must tell the points of
        // a block apart, or none would rest afterwards.
        const int k = 60;
        var random = new Random(3);
        var points = PointSets.Line([.. Enumerable.Range(0, k * 256).Select(_ => random.NextDouble() * 10 * k)]);
        var centroids = Enumerable.Range(0, k).Select(c => (10f * c) + 5).ToArray();
        var run = new Run(points, k, new Parallelism(2, CancellationToken.None));
        run.Assign(centroids);
        run.Sort();
        for (var c = 0; c < k; c++) centroids[c] += 2 * (c % 2);
        run.Assign(centroids);
        run.Sort();

        for (var step = 0; step < 5; step++)
        {
            for (var c = 0; c < k; c++) centroids[c] += 0.01f * (c % 3);
            Assert.InRange(run.Assign(centroids), 0, run.LooksAtEverything / 10);
            Assert.Equal(run.PlainLabels(centroids), run.Labels());
        }
    }

    [Fact]
    public void ForgetBounds_AfterSorting_LooksAtEverythingAndGivesTheSame()
    {
        var run = new Run(Groups(60), 60, new Parallelism(2, CancellationToken.None));
        var centroids = Enumerable.Range(0, 60).Select(c => 10f * c).ToArray();
        run.Assign(centroids);
        run.Sort();
        centroids[7] += 3;

        run.ForgetBounds();

        Assert.Equal(run.LooksAtEverything, run.Assign(centroids));
        Assert.Equal(run.PlainLabels(centroids), run.Labels());
        Assert.Equal(0, run.Assign(centroids));
    }

    /// <summary>Points in the unit cube in order of their first coordinate.</summary>
    private static double[][] Ordered(Random random, int count, int d) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, d).Select(_ => (double)(float)random.NextDouble()).ToArray()).OrderBy(row => row[0])];

    /// <summary>Of each cluster two blocks of points, around 0, 10, 20 and so on.</summary>
    private static FeatureMatrix Groups(int k) =>
        PointSets.Line([.. Enumerable.Range(0, k * 128).Select(i => (10.0 * (i / 128)) + (0.1 * (i % 2)))]);

    /// <summary>What a run of Lloyd's algorithm does around its passes.</summary>
    private sealed class Run
    {
        private readonly FeatureMatrix _points;
        private readonly PointTotals _totals;
        private readonly ClusterTotals _sums;
        private readonly CentroidDrift _drift;
        private readonly float[] _packed;
        private readonly BoundedPasses _passes;
        private readonly int _clusters;
        private readonly Parallelism _parallelism;
        private float[]? _before;

        public Run(FeatureMatrix points, int clusters, Parallelism parallelism)
        {
            (_points, _clusters, _parallelism) = (points, clusters, parallelism);
            _totals = new PointTotals(points, parallelism);
            _sums = new ClusterTotals(_totals, clusters, points.Features, parallelism.Threads);
            _drift = new CentroidDrift(clusters, points.Features, _totals);
            _packed = new float[clusters * CentroidScores.Stride(points.Features)];
            _passes = new BoundedPasses(points, _packed, _drift, clusters, parallelism);
            _passes.Begin();
            if (clusters >= 48) _passes.KeepMargins();
        }

        public long LooksAtEverything => (long)_points.Blocks * _clusters;

        /// <summary>One pass.</summary>
        /// <returns>How many centroids it looked at, summed over the blocks.</returns>
        public long Assign(float[] centroids)
        {
            CentroidScores.Pack(centroids, _points.Features, _packed);
            if (_before is null) _drift.Begin(centroids, _parallelism);
            else _drift.Advance(_before, centroids, _parallelism);
            _passes.Assign(_sums, isFirst: _before is null, measures: true);
            _sums.Apply();
            _before = [.. centroids];
            return _passes.LastWork.Comparisons;
        }

        public void Sort() => _passes.Sort(2 * MathF.Sqrt(_totals.LargestSquaredNorm));

        public void ForgetBounds() => _passes.ForgetBounds();

        public int[] Labels() => [.. _passes.Labels()];

        public int[] PlainLabels(float[] centroids)
        {
            var packed = new float[_packed.Length];
            CentroidScores.Pack(centroids, _points.Features, packed);
            var labels = new int[_points.Blocks * FeatureMatrix.BlockSize];
            for (var block = 0; block < _points.Blocks; block++)
                CentroidScores.Assign<Lane1>(_points.Block(block), packed, labels.AsSpan(block * FeatureMatrix.BlockSize));
            return labels[.._points.Count];
        }
    }
}

using FsCheck.Fluent;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>
/// Protects that it does not matter where points lie: however they are cut into parts, and however often their holders forget and are asked again, answers and whole
/// clusterings are those of one array, bit for bit.
/// </summary>
public sealed class PointsInPartsTests
{
    private static readonly Parallelism TwoThreads = new(2, CancellationToken.None);

    private static readonly ChooseKOptions FourToSix = new() { MinClusters = 4, MaxClusters = 6, Restarts = 2 };

    /// <summary>More points than are searched without samples: every question is asked, samples of all kinds are drawn, and bounds are used.</summary>
    private static readonly FeatureMatrix Many = PointSets.Matrix(PointSets.Blobs(seed: 5, 25_000, 3, 5, noise: 1.2));

    private static readonly Lazy<ClusterChoice> ChoiceOfOneArray = new(() => ChooseK.Search(Many, FourToSix, TwoThreads));

    [Fact]
    public void Answers_AnyCut_AreThoseOfOneArray() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var (n, d, k) = (random.Next(1, 700), random.Next(1, 5), random.Next(1, 6));
            double[][] rows = [.. PointSets.Blobs(seed, n, d, 4, noise: 2).Select(row => random.Next(3) == 0 ? Array.ConvertAll(row, Math.Round) : row)];
            var matrix = PointSets.Matrix(rows);
            var (whole, parts) = (new PointsInMemory(matrix, Parallelism.None), CutPoints.Anyhow(matrix, random));
            var labelling = new Labelling([.. Enumerable.Range(0, k * d).Select(_ => (float)(random.NextDouble() * 4))], random.Next(2) == 0)
            {
                Moved = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (random.Next(n), random.Next(k))).DistinctBy(moved => moved.Item1)],
            };

            Assert.Equal((whole.Count, whole.Features), (parts.Count, parts.Features));
            Assert.Equal(
                (whole.Totals.SumOfSquares, whole.Totals.LargestSquaredNorm, whole.Totals.Scale, whole.Totals.BitsOfValue),
                (parts.Totals.SumOfSquares, parts.Totals.LargestSquaredNorm, parts.Totals.Scale, parts.Totals.BitsOfValue));
            Assert.Equal(matrix.ToRowMajor(), parts.Select(null).ToRowMajor());
            int[] numbers = [.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(n))];
            Assert.Equal(matrix.Select(numbers).ToRowMajor(), parts.Select(numbers).ToRowMajor());
            var most = random.Next(1, 40);
            Assert.Equal(whole.Distinct(most, CancellationToken.None).ToRowMajor(), parts.Distinct(most, CancellationToken.None).ToRowMajor());

            var (labels, sizes) = (labelling.LabelsOf(matrix, Parallelism.None), whole.SizesOf(labelling, Parallelism.None));
            Assert.Equal(Enumerable.Range(0, k).Select(c => labels.Count(label => label == c)), sizes);
            Assert.Equal(sizes, parts.SizesOf(labelling, TwoThreads));
            int[][] ranks = [.. sizes.Select(size => (int[])[.. Enumerable.Range(0, size).Where(_ => random.Next(3) == 0)])];
            int[] members = [.. ranks.SelectMany((ofCluster, c) => ofCluster.Select(rank => Enumerable.Range(0, n).Where(i => labels[i] == c).ElementAt(rank))).Order()];
            Assert.Equal(members, whole.Members(labelling, ranks, Parallelism.None));
            Assert.Equal(members, parts.Members(labelling, ranks, TwoThreads));

            var (one, many) = (whole.Passes(whole.Totals, k, Parallelism.None), parts.Passes(parts.Totals, k, TwoThreads));
            AssertSame(one.AssignExactly(labelling, labelling.Centroids), many.AssignExactly(labelling, labelling.Centroids), k * d);
            Assert.Equal(one.Farthest(labelling.Centroids, 7), many.Farthest(labelling.Centroids, 7));
            Assert.Equal(one.Spreads(labelling).Means(sizes), many.Spreads(labelling).Means(sizes));
        }, tests: 100);

    [Fact]
    public void Lloyd_AnyCutAndAnyLoss_EndsWhereOneArrayDoes() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            // Starts at equal points leave clusters empty; points far from zero leave too few digits for the fast passes; few different points do both.
            var random = new Random(seed);
            var (n, d, k) = (random.Next(20, 6_000), random.Next(1, 4), random.Next(2, 9));
            var away = random.Next(3) == 0 ? 1_000 : 0;
            var kinds = PointSets.Blobs(seed, random.Next(3) == 0 ? Math.Min(n, 50) : n, d, 5, noise: 1.5);
            double[][] rows = [.. Enumerable.Range(0, n).Select(i => Array.ConvertAll(kinds[i % kinds.Length], value => (double)(float)(value + away)))];
            float[] start = [.. Enumerable.Range(0, k).SelectMany(c => rows[c == 1 && random.Next(2) == 0 ? 0 : c]).Select(value => (float)value)];
            var matrix = PointSets.Matrix(rows);
            var (one, many) = (new Lloyd(matrix, k, Parallelism.None), new Lloyd(CutPoints.Anyhow(matrix, random), k, TwoThreads));

            var (expected, result) = (one.Run(start, 60), many.Run(start, 60));

            AssertSame(expected, result);
            Assert.Equal(ClusterScores.Of(expected, one.Spreads, CancellationToken.None), ClusterScores.Of(result, many.Spreads, CancellationToken.None));
        }, tests: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void ChooseK_PartsOfAllSizes_ChoosesAndScoresAsOfOneArray(int parts)
    {
        var random = new Random(parts);
        int[] sizes = parts == 7 ? [1, 63, 64, 65, 0, 4_097, Many.Count - 4_290] : CutPoints.Sizes(Many.Count, parts, random);

        var expected = ChoiceOfOneArray.Value;
        var choice = ChooseK.Search(parts == 7 ? CutPoints.Elsewhere(Many, sizes, random) : CutPoints.Of(Many, sizes, random), FourToSix, TwoThreads);

        Assert.Equal((expected.Rule, expected.Reason, expected.Chosen.Clustering.Clusters), (choice.Rule, choice.Reason, choice.Chosen.Clustering.Clusters));
        Assert.Equal(expected.Structure!.Neighbours, choice.Structure!.Neighbours);
        foreach (var (one, many) in expected.Candidates.Zip(choice.Candidates))
        {
            AssertSame(one.Clustering, many.Clustering);
            Assert.Equal(
                (one.Silhouette, one.Scores, one.SmallestShare, one.Eligible, one.ExceedsVariety, one.Groups, one.AreGroupsInDoubt, one.Stability),
                (many.Silhouette, many.Scores, many.SmallestShare, many.Eligible, many.ExceedsVariety, many.Groups, many.AreGroupsInDoubt, many.Stability));
        }
    }

    [Fact]
    public void PointsInParts_OfDifferentFeatures_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new PointsInParts(new PointsInMemory(PointSets.Line(1), Parallelism.None), new PointsInMemory(PointSets.Matrix([1, 2]), Parallelism.None)));

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Select_NumberOutside_IsRefused(int number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CutPoints.Of(PointSets.Line(1, 2, 3), [2, 1], new Random(1)).Select([number]));

    private static void AssertSame(ClusterSet expected, ClusterSet result)
    {
        Assert.Equal(expected.Centroids, result.Centroids);
        Assert.Equal(expected.Sizes, result.Sizes);
        Assert.Equal((expected.Inertia, expected.Iterations, expected.Converged, expected.IsExact), (result.Inertia, result.Iterations, result.Converged, result.IsExact));
    }

    private static void AssertSame(ExactTotals expected, ExactTotals result, int length)
    {
        var (means, others) = (new float[length], new float[length]);
        expected.Sums.MeansInto(means);
        result.Sums.MeansInto(others);
        Assert.Equal(means, others);
        Assert.Equal(expected.Sums.Counts.ToArray(), result.Sums.Counts.ToArray());
        Assert.Equal((expected.Inertia.Value, expected.Moves), (result.Inertia.Value, result.Moves));
    }
}

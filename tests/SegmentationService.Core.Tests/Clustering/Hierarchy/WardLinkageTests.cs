using SegmentationService.Core.Clustering.Hierarchy;

namespace SegmentationService.Core.Tests.Clustering.Hierarchy;

/// <summary>Protects the merges and their heights: they are those of scipy.</summary>
public sealed class WardLinkageTests
{
    private static readonly double[][] Points = [[0, 0], [1, 0], [5, 1], [5, 3], [9, 4], [2, 7], [2.5, 7.5], [11, -3]];

    [Fact]
    public void Of_SinglePoints_AreTheMergesOfScipy()
    {
        // scipy.cluster.hierarchy.linkage(points, "ward")
        Merge[] expected =
        [
            new(5, 6, 0.7071067811865476),
            new(0, 1, 1.0),
            new(2, 3, 2.0),
            new(4, 10, 5.163977794943222),
            new(7, 11, 8.990735972840785),
            new(8, 9, 10.547511554864494),
            new(12, 13, 13.138683343470912),
        ];

        AssertSame(expected, WardLinkage.Of(Points, [1, 1, 1, 1, 1, 1, 1, 1], CancellationToken.None));
    }

    [Fact]
    public void Of_PointsThatStandForMany_AreTheMergesOfScipyOfAllOfThem()
    {
        // The last heights of linkage(numpy.repeat(points, [3, 1, 4, 1, 5, 9, 2, 6], 0), "ward"); those before them are 0.
        double[] expected = [1.224744871391589, 1.2792042981336627, 2.529822128134703, 10.439774369635048, 17.002673586554234, 20.021856743937303, 32.61247624818028];

        var merges = WardLinkage.Of(Points, [3, 1, 4, 1, 5, 9, 2, 6], CancellationToken.None);

        for (var j = 0; j < expected.Length; j++) Assert.Equal(expected[j], merges[j].Height, 1e-12 * expected[j]);
    }

    [Theory]
    [InlineData(1, 40, 3)]
    [InlineData(2, 60, 2)]
    [InlineData(3, 25, 8)]
    public void Of_RandomPointsAndSizes_AreTheMergesOfADefinitionThatLooksAtAllPairs(int seed, int count, int features)
    {
        var random = new Random(seed);
        var points = PointSets.Blobs(seed, count, features, 5, noise: 2);
        int[] sizes = [.. points.Select(_ => 1 + random.Next(9))];

        AssertSame(Naive(points, sizes), WardLinkage.Of(points, sizes, CancellationToken.None));
    }

    [Fact]
    public void Of_EquallyNearPairs_TakesTheEarliestFirst()
    {
        AssertSame([new(0, 1, 1), new(2, 3, 1), new(4, 5, Math.Sqrt(8))], WardLinkage.Of([[0], [1], [2], [3]], [1, 1, 1, 1], CancellationToken.None));
    }

    [Fact]
    public void Of_PointsOfNobody_AddNothing()
    {
        var merges = WardLinkage.Of([[0], [4], [1]], [0, 1, 1], CancellationToken.None);

        Assert.Equal([0, Math.Sqrt(9)], merges.Select(merge => merge.Height));
        AssertSame([new(0, 1, 0)], WardLinkage.Of([[0], [4]], [0, 0], CancellationToken.None));
    }

    [Fact]
    public void Of_OnePoint_HasNothingToMerge() => Assert.Empty(WardLinkage.Of([[5, 5]], [3], CancellationToken.None));

    [Fact]
    public void Of_Cancelled_Ends() => Assert.Throws<OperationCanceledException>(() => WardLinkage.Of([[0], [1]], [1, 1], new CancellationToken(canceled: true)));

    /// <summary>What every pair of groups would add to the sum of squares about the means, looked at from the points themselves.</summary>
    private static Merge[] Naive(double[][] points, int[] sizes)
    {
        var groups = Enumerable.Range(0, points.Length).Select(i => (Number: i, Members: new[] { i })).ToList();
        var merges = new List<Merge>();
        while (groups.Count > 1)
        {
            var best = (Rise: double.PositiveInfinity, A: 0, B: 0);
            for (var a = 0; a < groups.Count; a++)
            {
                for (var b = a + 1; b < groups.Count; b++)
                {
                    var rise = SumOfSquares([.. groups[a].Members, .. groups[b].Members]) - SumOfSquares(groups[a].Members) - SumOfSquares(groups[b].Members);
                    if (rise < best.Rise) best = (rise, a, b);
                }
            }

            var (one, other) = (groups[best.A], groups[best.B]);
            merges.Add(new Merge(Math.Min(one.Number, other.Number), Math.Max(one.Number, other.Number), Math.Sqrt(2 * best.Rise)));
            groups[best.A] = (points.Length + merges.Count - 1, [.. one.Members, .. other.Members]);
            groups.RemoveAt(best.B);
        }

        return [.. merges];

        double SumOfSquares(int[] members)
        {
            var size = members.Sum(i => (double)sizes[i]);
            return Enumerable.Range(0, points[0].Length).Sum(f =>
            {
                var mean = members.Sum(i => sizes[i] * points[i][f]) / size;
                return members.Sum(i => sizes[i] * (points[i][f] - mean) * (points[i][f] - mean));
            });
        }
    }

    private static void AssertSame(Merge[] expected, Merge[] actual)
    {
        Assert.Equal(expected.Select(merge => (merge.A, merge.B)), actual.Select(merge => (merge.A, merge.B)));
        for (var j = 0; j < expected.Length; j++) Assert.Equal(expected[j].Height, actual[j].Height, 1e-6 * (1 + expected[j].Height));
    }
}

using SegmentationService.Core.Clustering.Jury;

namespace SegmentationService.Core.Tests.Clustering.Jury;

/// <summary>Protects the alignment of two clusterings: the pairs share as many customers as any pairing can.</summary>
public sealed class HungarianAlignmentTests
{
    [Fact]
    public void Match_LargestPairFirst_WouldBeWorse()
    {
        // Taking 9 first leaves 0: 9 in all. The other diagonal has 8 + 7.
        Assert.Equal([1, 0], HungarianAlignment.Match(new int[,] { { 9, 8 }, { 7, 0 } }));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(6, 6)]
    [InlineData(6, 3)]
    [InlineData(3, 6)]
    public void Match_AnyTable_SharesAsManyAsTheBestOfAllPairings(int rows, int columns)
    {
        var random = new Random(rows + (10 * columns));
        for (var trial = 0; trial < 200; trial++)
        {
            var shared = new int[rows, columns];
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++) shared[row, column] = random.Next(trial % 2 == 0 ? 4 : 1_000_000);

            var columnOf = HungarianAlignment.Match(shared);

            var matched = Enumerable.Range(0, rows).Where(row => columnOf[row] >= 0).ToArray();
            Assert.Equal(Math.Min(rows, columns), matched.Length);
            Assert.Equal(matched.Length, matched.Select(row => columnOf[row]).Distinct().Count());
            Assert.Equal(Best(shared, 0, 0), matched.Sum(row => (long)shared[row, columnOf[row]]));
        }
    }

    [Fact]
    public void Match_NothingShared_KeepsTheOrder() => Assert.Equal([0, 1, 2], HungarianAlignment.Match(new int[3, 3]));

    [Fact]
    public void Match_ThousandClustersInAnotherOrder_FindsEach()
    {
        var order = Enumerable.Range(0, 1_000).Select(row => row * 7 % 1_000).ToArray();
        var shared = new int[1_000, 1_000];
        for (var row = 0; row < 1_000; row++) (shared[row, order[row]], shared[row, (order[row] + 1) % 1_000]) = (10, 9);

        Assert.Equal(order, HungarianAlignment.Match(shared));
    }

    /// <summary>The most that rows from one on can share with columns that are not taken.</summary>
    private static long Best(int[,] shared, int row, int taken)
    {
        if (row == shared.GetLength(0)) return 0;
        var best = shared.GetLength(0) > shared.GetLength(1) ? Best(shared, row + 1, taken) : 0;
        for (var column = 0; column < shared.GetLength(1); column++)
            if ((taken >> column & 1) == 0) best = Math.Max(best, shared[row, column] + Best(shared, row + 1, taken | 1 << column));
        return best;
    }
}

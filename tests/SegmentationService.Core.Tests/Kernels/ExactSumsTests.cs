using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the fast way into an exact sum: every term once, and not a bit of it lost.</summary>
public sealed class ExactSumsTests
{
    public static TheoryData<int, int> Lengths
    {
        get
        {
            var lengths = new TheoryData<int, int>();
            foreach (var powers in new[] { 0, 40, 120, 250 })
                foreach (var length in Enumerable.Range(0, 14).Concat([2047, 2048, 2049, 4103])) lengths.Add(length, powers);
            return lengths;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Add_Doubles_IsTheExactSumOfTheirTerms(int length, int powers)
    {
        var values = ExactNumbers.Random(new Random(length + powers), length, powers);
        var fenced = new double[length + 16];
        Array.Fill(fenced, double.NaN);
        values.CopyTo(fenced, 8);
        var between = fenced.AsSpan(8, length);

        Assert.Equal(ExactNumbers.Sum(values), Sum(between, default(ValueTerm)));
        Assert.Equal(ExactNumbers.Sum(values.Select(value => (value - 0.3) * (value - 0.3))), Sum(between, new SquareTerm(0.3)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddSquaresAndCubes_IsTheExactSumsOfBoth(int length, int powers)
    {
        var values = ExactNumbers.Random(new Random(length + powers), length, powers);
        var fenced = new double[length + 16];
        Array.Fill(fenced, double.NaN);
        values.CopyTo(fenced, 8);
        var (squares, cubes) = (new ExactSum(), new ExactSum());

        ExactSums.AddSquaresAndCubes(fenced.AsSpan(8, length), 0.3, squares, cubes);

        Assert.Equal(ExactNumbers.Sum(values.Select(value => (value - 0.3) * (value - 0.3))), squares.Value);
        Assert.Equal(ExactNumbers.Sum(values.Select(value => (value - 0.3) * (value - 0.3) * (value - 0.3))), cubes.Value);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1)]
    [InlineData(1e4)]
    public void Add_ValuesThatGrowOrShrinkFromChunkToChunk_IsTheirExactSum(double factor)
    {
        // The words of a chunk are laid out for the sizes of the chunk before: here they are too small, just right, or have bits below them.
        var random = new Random(41);
        double[] values = [.. Enumerable.Range(0, 6 * 2048).Select(i => (random.NextDouble() - 0.4) * Math.Pow(factor, i / 2048))];
        var (squares, cubes) = (new ExactSum(), new ExactSum());

        ExactSums.AddSquaresAndCubes(values, 0, squares, cubes);

        Assert.Equal(ExactNumbers.Sum(values), Sum(values, default(ValueTerm)));
        Assert.Equal(ExactNumbers.Sum(values.Select(value => value * value)), squares.Value);
        Assert.Equal(ExactNumbers.Sum(values.Select(value => value * value * value)), cubes.Value);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Add_Floats_IsTheExactSumOfTheirTerms(int length, int powers)
    {
        float[] values = [.. ExactNumbers.Random(new Random(length + powers), length, powers).Select(value => (float)value)];
        var fenced = new float[length + 16];
        Array.Fill(fenced, float.NaN);
        values.CopyTo(fenced, 8);
        var (sum, squares) = (new ExactSum(), new ExactSum());

        ExactSums.Add(fenced.AsSpan(8, length), default(ValueTerm), sum);
        ExactSums.AddSquares(fenced.AsSpan(8, length), values.Select(Math.Abs).DefaultIfEmpty().Max(), squares);

        Assert.Equal(ExactNumbers.Sum(values.Select(value => (double)value)), sum.Value);
        Assert.Equal(ExactNumbers.Sum(values.Select(value => (double)value * value)), squares.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-320)]
    [InlineData(-1e-290)]
    [InlineData(1e270)]
    public void Add_ManyOfTheSmallestOrLargest_IsTheirSum(double value)
    {
        double[] values = [.. Enumerable.Repeat(value, 4096)];

        Assert.Equal(4096 * value, Sum(values, default(ValueTerm)));
    }

    private static double Sum<TTerm>(ReadOnlySpan<double> values, TTerm term)
        where TTerm : struct, ITerm
    {
        var sum = new ExactSum();
        ExactSums.Add(values, term, sum);
        return sum.Value;
    }
}

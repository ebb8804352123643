using FsCheck.Fluent;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Numbers that are put aside are read again bit for bit, in whatever form they lie.</summary>
public class NarrowNumbersTests
{
    private static readonly double[] Strange =
        [0, -0.0, double.NaN, short.MinValue, short.MaxValue, int.MinValue, int.MaxValue, -327.68, 327.67, 0.005, 0.015, 1e300, 5e-324, double.PositiveInfinity, double.NegativeInfinity, 21474836.47, -21474836.48];

    [Fact]
    public void Unpack_AnyNumbers_AreThoseThatWerePacked()
    {
        var numbers = Gen.OneOf(
            Gen.Elements(Strange),
            Gen.Choose(-40_000, 40_000).Select(whole => (double)whole),
            Gen.Choose(-40_000, 40_000).Select(cents => cents / 100.0),
            Gen.Choose(int.MinValue, int.MaxValue).Select(whole => (double)whole),
            Gen.Choose(int.MinValue, int.MaxValue).Select(bits => BitConverter.Int64BitsToDouble(((long)bits << 32) ^ bits)));
        // Mostly of one kind, so that narrow forms are met, and then one number that does not fit.
        var columns = from kind in Gen.Choose(0, 4)
                      from many in (kind switch
                      {
                          0 => Gen.Choose(-30_000, 30_000).Select(whole => (double)whole),
                          1 => Gen.Choose(-30_000, 30_000).Select(cents => cents / 100.0),
                          2 => Gen.Choose(-2_000_000_000, 2_000_000_000).Select(whole => (double)whole),
                          3 => Gen.Choose(-2_000_000_000, 2_000_000_000).Select(cents => cents / 100.0),
                          _ => numbers,
                      }).ListOf()
                      from last in Gen.OneOf(Gen.Constant(double.NaN), numbers)
                      select (double[])[.. many, last];
        SeededProperty.Holds(columns, column =>
        {
            var (packed, unpacked) = (new byte[NarrowNumbers.MostBytes(column.Length)], new double[column.Length]);

            var bytes = NarrowNumbers.Pack(column, packed);
            NarrowNumbers.Unpack(packed.AsSpan(0, bytes), unpacked);

            Assert.Equal(column.Select(Bits), unpacked.Select(Bits));
        });
    }

    [Theory]
    [InlineData(2, new double[] { -32_767, 0, 32_767 })]
    [InlineData(4, new double[] { -32_768, 0, 5 })]
    [InlineData(2, new double[] { 0.01, 12.34, -327.67 })]
    [InlineData(4, new double[] { 0.01, 12.34, 999_999.99 })]
    [InlineData(8, new double[] { 0.001, 1, 2 })]
    public void Pack_NumbersOfAKind_TakesAsManyBytes(int bytesOfNumber, double[] column) =>
        Assert.Equal(1 + (column.Length * bytesOfNumber), NarrowNumbers.Pack(column, new byte[NarrowNumbers.MostBytes(column.Length)]));

    private static long Bits(double value) => double.IsNaN(value) ? -1 : BitConverter.DoubleToInt64Bits(value);
}

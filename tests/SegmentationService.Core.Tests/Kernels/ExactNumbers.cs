using System.Numerics;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Doubles as whole multiples of the smallest one: what exact sums are held against.</summary>
internal static class ExactNumbers
{
    private const int LastPlace = 1074;

    /// <summary>The sum, rounded once.</summary>
    public static double Sum(IEnumerable<double> values) => Nearest(values.Aggregate(BigInteger.Zero, (sum, value) => sum + Units(value)));

    /// <summary>Doubles whose sizes differ by up to so many powers of two.</summary>
    public static double[] Random(Random random, int count, int powers) =>
        [.. Enumerable.Range(0, count).Select(_ => ((random.NextDouble() * 2) - 1) * Math.ScaleB(1, random.Next(-powers / 2, (powers / 2) + 1)))];

    private static BigInteger Units(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = (BigInteger)(bits & ((1L << 52) - 1));
        var units = exponent == 0 ? mantissa : (mantissa + (BigInteger.One << 52)) << (exponent - 1);
        return value < 0 ? -units : units;
    }

    private static double Nearest(BigInteger units)
    {
        // Conversion cuts bits off: the result is this number or a neighbour of it.
        var shift = (int)Math.Max(0, units.GetBitLength() - 60);
        var near = Math.ScaleB((double)(long)(units >> shift), shift - LastPlace);
        return new[] { Math.BitDecrement(near), near, Math.BitIncrement(near) }
            .MinBy(value => (BigInteger.Abs(Units(value) - units), BitConverter.DoubleToInt64Bits(value) & 1));
    }
}

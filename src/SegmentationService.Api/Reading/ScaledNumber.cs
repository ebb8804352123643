using System.Globalization;
using System.Numerics;

namespace SegmentationService.Api.Reading;

/// <summary>Decimals that are stored as a whole number and a scale: how many of its digits stand behind the point.</summary>
internal static class ScaledNumber
{
    /// <summary>Whole numbers from here on are written by their digits: a double of this size may be written with an exponent, and from 2^53 on may be another number.</summary>
    public const long FirstOfDigits = 1_000_000_000_000_000;

    private const int MostExactScale = 22;

    /// <summary>10^0 to 10^22, all of which doubles have.</summary>
    public static readonly double[] PowersOfTen = [.. Enumerable.Range(0, MostExactScale + 1).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>A decimal as a number, where its digits are few enough that the quotient is the double that is nearest to it.</summary>
    /// <param name="unscaled">The digits.</param>
    /// <param name="scale">How many of them stand behind the point; at least 0.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether they are so few.</returns>
    public static bool TryDivide(BigInteger unscaled, int scale, out double value)
    {
        var isExact = scale <= MostExactScale && BigInteger.Abs(unscaled) < FirstOfDigits;
        value = isExact ? (double)(long)unscaled / PowersOfTen[scale] : double.NaN;
        return isExact;
    }

    /// <summary>The double that is nearest to a decimal.</summary>
    /// <inheritdoc cref="TryDivide" path="/param"/>
    public static double Of(BigInteger unscaled, int scale) => TryDivide(unscaled, scale, out var value) ? value : double.Parse(Digits(unscaled, scale), CultureInfo.InvariantCulture);

    /// <summary>The same of a number of 64 bits.</summary>
    /// <inheritdoc cref="TryDivide" path="/param"/>
    public static double Of(long unscaled, int scale) =>
        scale <= MostExactScale && unscaled is > -FirstOfDigits and < FirstOfDigits ? unscaled / PowersOfTen[scale] : Of((BigInteger)unscaled, scale);

    /// <summary>A decimal as it is written: <c>-12.50</c>.</summary>
    /// <inheritdoc cref="TryDivide" path="/param"/>
    public static string Digits(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(unscaled.Sign < 0 ? "-" : "")}{digits[..^scale]}{(scale == 0 ? "" : ".")}{digits[^scale..]}";
    }
}

using System.Globalization;

namespace SegmentationService.Api.Reading;

/// <summary>Numbers of single precision as people write them: 0.1, and not the double of its bits, 0.10000000149.</summary>
internal static class ShortestNumber
{
    /// <summary>A float of this size or more is whole, and need not be the shortest number that stands for it.</summary>
    private const float FirstCoarseFloat = 1 << 24;

    private const int MostDecimals = 8;

    /// <summary>The shortest decimal number that stands for a number, by trial: most have few decimals. All products are exact.</summary>
    /// <param name="value">Any; what is not finite stays so.</param>
    public static double Of(float value)
    {
        if (!(MathF.Abs(value) < FirstCoarseFloat)) return float.IsFinite(value) ? Written(value) : value;
        for (var decimals = 0; decimals <= MostDecimals; decimals++)
        {
            var rounded = Math.Round(value * ScaledNumber.PowersOfTen[decimals]) / ScaledNumber.PowersOfTen[decimals];
            if ((float)rounded == value) return rounded;
        }

        return Written(value);
    }

    private static double Written(float value)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        return double.Parse(text[..length], CultureInfo.InvariantCulture);
    }
}

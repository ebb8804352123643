using System.Globalization;

namespace SegmentationService.Core.Segmentation;

/// <summary>Numbers in names, of as few digits as tell segments apart.</summary>
internal static class NameNumber
{
    /// <summary>The significant digits to try, one after the other.</summary>
    public static readonly int[] Digits = [3, 5, 17];

    /// <summary>A number of so many significant digits, its sign in a word.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">How many digits.</param>
    /// <param name="leastUnit">No digit above this one is rounded.</param>
    public static string Of(double value, int digits, decimal leastUnit = decimal.MaxValue)
    {
        var size = Math.Abs(value);
        if (size is >= 1e15 or (< 1e-4 and > 0)) return (value < 0 ? "minus " : "") + size.ToString("g" + digits, CultureInfo.InvariantCulture);

        var unit = 1m;
        for (var rest = (decimal)size; rest >= 1; rest /= 10) unit *= 10;
        for (var rest = (decimal)size; rest is > 0 and < 0.1m; rest *= 10) unit /= 10;
        for (var digit = 0; digit < digits && unit > 1e-12m; digit++) unit /= 10;
        unit = Math.Min(unit, leastUnit);
        var text = (Math.Round((decimal)size / unit) * unit).ToString("0.############", CultureInfo.InvariantCulture);
        return value < 0 && text != "0" ? "minus " + text : text;
    }
}

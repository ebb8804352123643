using System.Globalization;

namespace SegmentationService.Core.Tests;

/// <summary>A culture that writes 1234.5 as <c>1.234,5</c>; made here, because the service knows no cultures of the system.</summary>
internal static class DecimalComma
{
    public static CultureInfo Culture { get; } = Make();

    private static CultureInfo Make()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "−";
        return culture;
    }
}

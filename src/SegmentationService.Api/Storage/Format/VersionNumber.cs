using System.Globalization;

namespace SegmentationService.Api.Storage.Format;

/// <summary>Version numbers as text: 1, 2, 3 ... without sign, blanks or leading zeros, so that each has one spelling.</summary>
internal static class VersionNumber
{
    /// <summary>The largest there is: so that another always follows whatever a folder is named.</summary>
    public const int Largest = 999_999_999;

    /// <summary>Reads a version number.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="version">The number, 1 to <see cref="Largest"/>.</param>
    public static bool TryParse(string? text, out int version) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version is > 0 and <= Largest && text![0] != '0';

    /// <summary>The one spelling of a version number.</summary>
    /// <param name="version">At least 1.</param>
    public static string ToText(int version) => version.ToString(CultureInfo.InvariantCulture);
}

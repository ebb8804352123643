using System.Globalization;

namespace SegmentationService.Api.Storage.Format;

/// <summary>Version numbers as text: 1, 2, 3 ... without sign, blanks or leading zeros, so that each has one spelling.</summary>
internal static class VersionNumber
{
    /// <summary>Reads a version number.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="version">The number, at least 1.</param>
    public static bool TryParse(string? text, out int version) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0 && text![0] != '0';

    /// <summary>The one spelling of a version number.</summary>
    /// <param name="version">At least 1.</param>
    public static string ToText(int version) => version.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace SegmentationService.Core;

/// <summary>How messages tell bytes.</summary>
internal static class ByteWords
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Mebibytes, rounded up, such as <c>3 MiB</c>.</summary>
    /// <param name="bytes">At least 0.</param>
    public static string InMebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(bytes / Mebibyte):0} MiB");
}

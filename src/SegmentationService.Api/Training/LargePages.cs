using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Training;

/// <summary>
/// Asks Linux to back the managed heap with large pages (<see cref="PageAdvice"/>): a training touches hundreds of megabytes for the first time. The .NET
/// setting GCLargePages needs pages that the administrator has set aside; this needs nothing and is only a hint.
/// </summary>
internal static class LargePages
{
    /// <summary>The garbage collector reserves its address space in one piece at the start, far larger than anything else.</summary>
    private const ulong LeastReservation = 1UL << 30;

    /// <summary>Gives the hint for all that the heap has reserved, now and in future. Without effect elsewhere than on Linux.</summary>
    public static void AskForHeap()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            foreach (var mapping in File.ReadLines("/proc/self/maps"))
            {
                if (Reservation(mapping) is not var (begin, length)) continue;
                PageAdvice.AskForLargePages((nint)begin, (nint)length);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc the heap keeps small pages: slower, and nothing else.
        }
    }

    /// <summary>The bounds of a large anonymous private mapping; null for any other line of the maps file.</summary>
    internal static (ulong Begin, ulong Length)? Reservation(string mapping)
    {
        // begin-end permissions offset device inode [path]
        var fields = mapping.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5 || fields[4] != "0") return null;
        var bounds = fields[0].Split('-');
        if (bounds.Length != 2
            || !ulong.TryParse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var begin)
            || !ulong.TryParse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end))
            return null;
        return end - begin >= LeastReservation ? (begin, end - begin) : null;
    }
}

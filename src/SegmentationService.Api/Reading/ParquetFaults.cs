using ParquetSharp;
using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>What goes wrong in the library that reads Parquet, told as a problem of the file.</summary>
internal static class ParquetFaults
{
    /// <summary>Runs a call of the library, whose failures of whatever kind mean that the file is not as it should be.</summary>
    /// <exception cref="MalformedBodyException">It failed.</exception>
    public static T Explained<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw Damaged(e);
        }
    }

    /// <summary>Whether a failure tells of the file: not of what surrounds it, and not said as a problem already.</summary>
    public static bool IsOfTheFile(Exception e) => e is not (OperationCanceledException or OutOfMemoryException or BodyException or MemoryLimitException);

    /// <summary>The problem of a file that cannot be read.</summary>
    /// <param name="cause">The failure that showed it.</param>
    public static MalformedBodyException Damaged(Exception cause) => new(
        MalformedBodyKind.InvalidParquet, "The Parquet file is damaged, breaks off, is encrypted, or is compressed in a way that is not read; write it again, or send the table as CSV.", cause);

    /// <summary>A failure of the library's kind, of something that it does not check itself.</summary>
    /// <param name="message">What contradicts itself in the file.</param>
    public static ParquetException Contradiction(string message) => new(nameof(ParquetFaults), message);
}

namespace SegmentationService.Core.Data;

/// <summary>Where bytes are put aside that memory shall not hold, for as long as a table is worked on.</summary>
public interface IScratch
{
    /// <summary>Puts bytes behind all others. For one caller at a time.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The place of the first, to read them by.</returns>
    long Append(ReadOnlySpan<byte> bytes);

    /// <summary>Reads bytes again. Thread-safe.</summary>
    /// <param name="place">Where the first of them lies.</param>
    /// <param name="bytes">out: the bytes.</param>
    void Read(long place, Span<byte> bytes);
}

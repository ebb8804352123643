using System.Buffers;

namespace SegmentationService.Core.Data;

/// <summary>
/// Room for a column that is needed for a moment. Rented, because memory of this size would otherwise be new, and cleared by the
/// system, for each column of a table, and be given back late.
/// </summary>
/// <param name="length">The number of values; what they are at first is not defined.</param>
internal readonly struct RentedColumn(int length) : IDisposable
{
    private readonly double[] _array = ArrayPool<double>.Shared.Rent(length);

    /// <summary>The values.</summary>
    public Span<double> Values => _array.AsSpan(0, length);

    /// <summary>Gives the room back.</summary>
    public void Dispose() => ArrayPool<double>.Shared.Return(_array);
}

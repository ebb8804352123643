using System.Buffers;
using System.Runtime.InteropServices;

namespace SegmentationService.Core.Data;

/// <summary>
/// Room for a column that is needed for a moment. Rented, because memory of this size would otherwise be new, and cleared by the
/// system, for each column of a table, and be given back late. A very long one is not kept for the next: what is kept of a few of these would be most of the memory.
/// </summary>
internal readonly unsafe struct RentedColumn : IDisposable
{
    /// <summary>From here on room is the system's, and goes back to it at once.</summary>
    private const int FewestOfSystem = 1 << 24;

    private readonly double[]? _array;
    private readonly double* _own;
    private readonly int _length;

    /// <summary>Rents room.</summary>
    /// <param name="length">The number of values; what they are at first is not defined.</param>
    public RentedColumn(int length)
    {
        _length = length;
        if (length < FewestOfSystem) _array = ArrayPool<double>.Shared.Rent(length);
        else
        {
            var bytes = (nuint)length * sizeof(double);
            _own = (double*)NativeMemory.AlignedAlloc(bytes, PageAdvice.LargePage);
            PageAdvice.AskForLargePages((nint)_own, (nint)bytes);
        }
    }

    /// <summary>The values.</summary>
    public Span<double> Values => _array is null ? new Span<double>(_own, _length) : _array.AsSpan(0, _length);

    /// <summary>Gives the room back.</summary>
    public void Dispose()
    {
        if (_array is not null) ArrayPool<double>.Shared.Return(_array);
        else NativeMemory.AlignedFree(_own);
    }
}

using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Bytes put aside in an array.</summary>
internal sealed class MemoryScratch : IScratch
{
    private readonly List<byte> _bytes = [];

    /// <summary>How many they are.</summary>
    public int Length => _bytes.Count;

    public long Append(ReadOnlySpan<byte> bytes)
    {
        var place = _bytes.Count;
        _bytes.AddRange(bytes);
        return place;
    }

    public void Read(long place, Span<byte> bytes) => CollectionsMarshal.AsSpan(_bytes).Slice((int)place, bytes.Length).CopyTo(bytes);
}

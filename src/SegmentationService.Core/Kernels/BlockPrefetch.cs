using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SegmentationService.Core.Kernels;

/// <summary>Asks for a block to be brought into the cache while another is worked on.</summary>
internal static class BlockPrefetch
{
    private const int CacheLineFloats = 16;

    /// <summary>Begins to load a block; a hint, without effect on any result, and on processors other than x86 without effect at all.</summary>
    /// <param name="block">in: d x 64 floats.</param>
    public static unsafe void Begin(ReadOnlySpan<float> block)
    {
        if (!Sse.IsSupported) return;
        ref var origin = ref MemoryMarshal.GetReference(block);

        // A hint may point anywhere, so nothing needs to be pinned: should the array move, another line is loaded.
        for (var i = 0; i < block.Length; i += CacheLineFloats) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref origin, i)));
    }
}

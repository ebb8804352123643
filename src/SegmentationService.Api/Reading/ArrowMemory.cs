using System.Buffers;
using Apache.Arrow.Memory;
using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>Where the library holds the batches of an Arrow stream: taken from what the work may hold before it is allocated.</summary>
/// <param name="memory">What it is taken from; null where nobody counts.</param>
/// <param name="most">The most bytes of one message.</param>
internal sealed class ArrowMemory(MemoryShare? memory, long most) : MemoryAllocator
{
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length > most) throw BodyTooLargeException.Of("A batch of rows of the Arrow stream", most);
        memory?.Take(length);
        bytesAllocated = length;
        return new Owner(new byte[length], memory);
    }

    private sealed class Owner(byte[] bytes, MemoryShare? memory) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Owner));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } held) memory?.Give(held.Length);
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.ExceptionServices;

namespace SegmentationService.Api.Reading;

/// <summary>
/// The bytes of an Arrow stream on their way to the library, which takes whatever length a message says it has, and the end of the bytes for that of the table: lengths are checked here, and
/// whether the mark of the end has come.
/// </summary>
/// <param name="body">The bytes; stays open.</param>
internal sealed class ArrowContent(Stream body) : ForwardStream
{
    /// <summary>The library asks for the length of each message alone.</summary>
    private const int LengthBytes = sizeof(int);

    /// <summary>What stands before a length.</summary>
    private const int Continuation = -1;

    /// <summary>The most bytes of what describes a message: of a thousand columns these are some hundred kilobytes.</summary>
    private const int MostMessageBytes = 16 << 20;

    private ExceptionDispatchInfo? _failure;

    /// <summary>Whether a message of no length has come, which ends the table.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Throws what the bytes themselves failed with: layers above see it as a fault of the stream.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // Filled up each time: what is asked for is always the whole of something, never what is left of it.
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (buffer.Length != LengthBytes || read < LengthBytes) return read;
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.Span);
            HasEnded = length == 0;
            if (length is < Continuation or > MostMessageBytes) throw new InvalidDataException("A message of the stream has an impossible length.");
            return read;
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }
}

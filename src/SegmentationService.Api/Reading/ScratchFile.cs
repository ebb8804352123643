using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>A temporary file that the numbers and ids of a large table are put aside in. It is made when the first are, and gone with the work, however that ends.</summary>
internal sealed class ScratchFile : IScratch, IDisposable
{
    private FileStream? _file;
    private long _length;

    /// <summary>What the bytes are taken from; null where nobody counts.</summary>
    public MemoryShare? Memory { get; set; }

    /// <inheritdoc/>
    /// <exception cref="TemporaryFileException">It cannot be written, mostly since the folder is full.</exception>
    /// <exception cref="MemoryLimitException">It would be longer than temporary files may be.</exception>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        _file ??= TemporaryFile.Create(TemporaryFile.Folder);
        Memory?.Files.Take(bytes.Length);
        TemporaryFile.Write(_file, bytes, _length);
        _length += bytes.Length;
        return _length - bytes.Length;
    }

    /// <inheritdoc/>
    /// <exception cref="TemporaryFileException">It cannot be read.</exception>
    public void Read(long place, Span<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var read = RandomAccess.Read(_file!.SafeFileHandle, bytes, place);
                if (read == 0) throw new EndOfStreamException("A temporary file is shorter than what was written to it.");
                place += read;
                bytes = bytes[read..];
            }
        }
        catch (IOException e)
        {
            throw new TemporaryFileException(e);
        }
    }

    public void Dispose() => _file?.Dispose();
}

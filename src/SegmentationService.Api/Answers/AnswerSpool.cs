using System.IO.Pipelines;
using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Answers;

/// <summary>
/// Bytes put aside until they are sent: the first in memory, the rest in a temporary file, which is gone with the spool. Written and read
/// by plain calls: a file in the page cache is faster than the change of threads that waiting for it costs.
/// </summary>
/// <param name="inMemory">The bytes kept in memory at most.</param>
/// <param name="folder">The folder of the temporary file.</param>
/// <param name="share">What both are taken from; null where nobody counts.</param>
internal sealed class AnswerSpool(int inMemory, string folder, MemoryShare? share = null) : IDisposable
{
    /// <summary>The bytes sent at once.</summary>
    private const int SendBytes = 1 << 16;

    private byte[] _memory = [];
    private int _inMemory;
    private FileStream? _file;
    private long _inFile;

    /// <summary>The number of bytes.</summary>
    public long Length => _inMemory + _inFile;

    /// <summary>Adds bytes.</summary>
    /// <exception cref="TemporaryFileException">The temporary file cannot be written.</exception>
    /// <exception cref="MemoryLimitException">There is no room for them.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && bytes.Length <= inMemory - _inMemory)
        {
            if (_memory.Length - _inMemory < bytes.Length) Grow(bytes.Length);
            bytes.CopyTo(_memory.AsSpan(_inMemory));
            _inMemory += bytes.Length;
            return;
        }

        share?.Files.Take(bytes.Length);
        _file ??= TemporaryFile.Create(folder);
        TemporaryFile.Write(_file, bytes, _inFile);
        _inFile += bytes.Length;
    }

    /// <summary>Sends all bytes.</summary>
    /// <param name="target">Takes them, as fast as the client reads.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async ValueTask SendAsync(PipeWriter target, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < _inMemory; sent += SendBytes)
            await target.WriteAsync(_memory.AsMemory(sent, Math.Min(SendBytes, _inMemory - sent)), cancellationToken);
        for (long sent = 0; sent < _inFile;)
        {
            var read = RandomAccess.Read(_file!.SafeFileHandle, target.GetMemory(SendBytes).Span, sent);
            if (read == 0) throw new EndOfStreamException("The temporary file of the answer was cut off.");
            target.Advance(read);
            sent += read;
            await target.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Reads bytes again.</summary>
    /// <param name="buffer">Takes them, at most as many as fit.</param>
    /// <param name="position">From 0 to <see cref="Length"/>.</param>
    /// <returns>How many were read: 0 only at the end, or for an empty buffer.</returns>
    public int Read(Span<byte> buffer, long position)
    {
        if (position >= _inMemory) return _file is null ? 0 : RandomAccess.Read(_file.SafeFileHandle, buffer, position - _inMemory);
        var bytes = _memory.AsSpan((int)position, (int)Math.Min(buffer.Length, _inMemory - position));
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public void Dispose() => _file?.Dispose();

    private void Grow(int bytes)
    {
        var length = Math.Min(inMemory, Math.Max(2 * _memory.Length, _inMemory + bytes));
        share?.Take(length - _memory.Length);
        Array.Resize(ref _memory, length);
    }
}

using System.Security.Cryptography;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// A part of a version that is read once, from its beginning to its end, and is whole or breaks off: its last bytes are given out only when the checksum of all of them is that of the manifest.
/// A small one is verified before its first byte is. Remains readable when the version is deleted.
/// </summary>
internal sealed class StoredPart : Stream
{
    /// <summary>What is read at once, and held.</summary>
    private const int PieceSize = 1 << 18;

    /// <summary>Larger parts are verified while they are read alone: reading them twice would make whoever waits for them wait noticeably longer.</summary>
    private const long MostVerifiedBefore = 16L << 20;

    private readonly FileStream _file;
    private readonly FileRecord _expected;
    private readonly DiskThreads _threads;
    private readonly Action<CorruptModelException> _damaged;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _piece = [];
    private int _given;
    private int _filled;
    private long _read;

    private StoredPart(FileStream file, FileRecord expected, DiskThreads threads, Action<CorruptModelException> damaged) =>
        (_file, _expected, _threads, _damaged) = (file, expected, threads, damaged);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _expected.Bytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => _read - _filled + _given;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a part.</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <param name="expected">What the manifest says of it.</param>
    /// <param name="threads">Read it where that is asynchronous.</param>
    /// <param name="damaged">Told of damage that is found while it is read.</param>
    /// <exception cref="CorruptModelException">It is not there, cannot be read, or is damaged as far as has been looked.</exception>
    public static StoredPart Open(string folder, FileRecord expected, DiskThreads threads, Action<CorruptModelException> damaged)
    {
        var part = new StoredPart(StoredFile.Open(folder, expected.Name), expected, threads, damaged);
        try
        {
            VersionFolder.Check(part._file, expected, isContentRead: expected.Bytes is > PieceSize and <= MostVerifiedBefore);
            part._file.Position = 0;
            part.Fill();
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CorruptModelException">It is damaged; the last bytes are not given out.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_given == _filled) FillAndTell();
        return Give(buffer);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == _filled && Position < Length)
        {
            await _threads.ReadAsync(
                () =>
                {
                    FillAndTell();
                    return true;
                },
                cancellationToken);
        }

        return Give(buffer.Span);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: see above.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _filled - _given);
        _piece.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    private void FillAndTell()
    {
        try
        {
            Fill();
        }
        catch (CorruptModelException e)
        {
            _damaged(e);
            throw;
        }
    }

    private void Fill()
    {
        (_given, _filled) = (0, 0);
        var count = (int)Math.Min(PieceSize, Length - _read);
        if (count == 0) return;
        if (_piece.Length < count) _piece = new byte[count];
        try
        {
            _file.ReadExactly(_piece, 0, count);
        }
        catch (IOException e)
        {
            throw new CorruptModelException($"{_expected.Name} cannot be read: {DiskFailure.Reason(e)}.", e);
        }

        _hash.AppendData(_piece, 0, count);
        if (_read + count == Length) VersionFolder.CheckSha256(_expected, Convert.ToHexStringLower(_hash.GetHashAndReset()));
        (_read, _filled) = (_read + count, count);
    }
}

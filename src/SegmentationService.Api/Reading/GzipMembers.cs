using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace SegmentationService.Api.Reading;

/// <summary>
/// The text of a gzip file (RFC 1952) to its last byte: every member, each checked by its CRC-32 and its length, and nothing behind them but zeros, with which tapes fill up
/// their blocks. GZipStream takes a file as ended where it does not understand what follows.
/// </summary>
/// <param name="source">The compressed bytes; stays open.</param>
internal sealed class GzipMembers(Stream source) : ForwardStream
{
    private const int TrailerBytes = 8;
    private const int FixedHeaderBytes = 10;

    private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B];

    private readonly Input _input = new(source);
    private readonly Crc32 _checksum = new();
    private DeflateStream? _member;
    private uint _length;
    private bool _hasBegun;
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_hasEnded && buffer.Length > 0)
        {
            if (_member is null && !await BeginMemberAsync(cancellationToken)) break;
            var read = await _member!.ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                _checksum.Append(buffer.Span[..read]);
                _length += (uint)read;
                return read;
            }

            await EndMemberAsync(cancellationToken);
        }

        _hasEnded |= buffer.Length > 0;
        return 0;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_member is not null) await _member.DisposeAsync();
        _input.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads the header of the next member.</summary>
    /// <returns>Whether there is one.</returns>
    private async ValueTask<bool> BeginMemberAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await _input.HasAsync(1, cancellationToken)) return false;
        if (_hasBegun && _input.Unread[0] == 0)
        {
            await CheckPaddingAsync(cancellationToken);
            return false;
        }

        if (!await _input.HasAsync(FixedHeaderBytes, cancellationToken) || _input.Unread is not [0x1F, 0x8B, 8, var flags, ..] || (flags & 0b1110_0000) != 0) throw Damaged();
        _input.Advance(FixedHeaderBytes);
        if ((flags & 0b0100) != 0) await SkipExtraAsync(cancellationToken);
        if ((flags & 0b1000) != 0) await SkipTextAsync(cancellationToken); // the name of the file
        if ((flags & 0b1_0000) != 0) await SkipTextAsync(cancellationToken); // a comment
        if ((flags & 0b0010) != 0) await SkipAsync(sizeof(ushort), cancellationToken); // a checksum of the header
        _hasBegun = true;
        _checksum.Reset();
        _length = 0;
        _member = new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }

    /// <summary>
    /// Finds the trailer of the member. How many of the bytes that it was given last the decompression has used nobody tells, but what stands behind those is the CRC-32 and the
    /// length of all that came of them.
    /// </summary>
    private async ValueTask EndMemberAsync(CancellationToken cancellationToken)
    {
        await _member!.DisposeAsync();
        _member = null;
        _input.TakeBack();
        await _input.HasAsync(_input.Unread.Length + TrailerBytes + Magic.Length, cancellationToken);
        _input.Advance(EndOfTrailer());
    }

    private int EndOfTrailer()
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[sizeof(uint)..], _length);
        // Of a member without text it is all zeros, as the last bytes of its data are: then what follows tells where it ends.
        var unread = _input.Unread;
        var end = 0;
        for (var start = Find(unread, trailer, 0); start >= 0; start = Find(unread, trailer, start + 1))
        {
            end = start + TrailerBytes;
            if (_length > 0 || end == unread.Length || unread[end..].StartsWith(Magic)) return end;
        }

        return end > 0 ? end : throw Damaged();

        static int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> part, int from) => bytes[from..].IndexOf(part) is >= 0 and var found ? from + found : -1;
    }

    private async ValueTask CheckPaddingAsync(CancellationToken cancellationToken)
    {
        while (await _input.HasAsync(1, cancellationToken))
        {
            if (_input.Unread.ContainsAnyExcept((byte)0)) throw Damaged();
            _input.Advance(_input.Unread.Length);
        }
    }

    private async ValueTask SkipExtraAsync(CancellationToken cancellationToken)
    {
        if (!await _input.HasAsync(sizeof(ushort), cancellationToken)) throw Damaged();
        await SkipAsync(sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(_input.Unread), cancellationToken);
    }

    private async ValueTask SkipTextAsync(CancellationToken cancellationToken)
    {
        while (await _input.HasAsync(1, cancellationToken))
        {
            var end = _input.Unread.IndexOf((byte)0);
            _input.Advance(end < 0 ? _input.Unread.Length : end + 1);
            if (end >= 0) return;
        }

        throw Damaged();
    }

    private async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        if (!await _input.HasAsync(count, cancellationToken)) throw Damaged();
        _input.Advance(count);
    }

    private static InvalidDataException Damaged() => new("The gzip data is damaged.");

    /// <summary>The compressed bytes, of which those that a member was given last can be taken back.</summary>
    private sealed class Input(Stream source) : ForwardStream
    {
        private const int InitialBytes = 1 << 13;

        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialBytes);
        private int _given;
        private int _start;
        private int _end;

        public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

        public void Advance(int count) => _start += count;

        /// <summary>Takes back what was given last, however much of it was used.</summary>
        public void TakeBack()
        {
            _start -= _given;
            _given = 0;
        }

        /// <summary>Reads until there are so many bytes.</summary>
        /// <returns>Whether there are.</returns>
        public async ValueTask<bool> HasAsync(int count, CancellationToken cancellationToken)
        {
            if (_end - _start >= count) return true;
            _given = 0;
            var target = count <= _bytes.Length ? _bytes : ArrayPool<byte>.Shared.Rent(count);
            Buffer.BlockCopy(_bytes, _start, target, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
            if (target != _bytes)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = target;
            }

            while (_end < count && await source.ReadAsync(_bytes.AsMemory(_end), cancellationToken) is var read and > 0) _end += read;
            return _end >= count;
        }

        /// <summary>Gives bytes to a member.</summary>
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!await HasAsync(1, cancellationToken)) return _given = 0;
            _given = Math.Min(buffer.Length, _end - _start);
            Unread[.._given].CopyTo(buffer.Span);
            _start += _given;
            return _given;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && _bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = [];
                _start = _end = 0;
            }

            base.Dispose(disposing);
        }
    }
}

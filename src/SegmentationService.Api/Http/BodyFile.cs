using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Http;

/// <summary>Bodies that lie on the volume as they were sent, and are read again later. What is read is always what was received: its SHA-256 tells.</summary>
internal static class BodyFile
{
    private const int BufferSize = 1 << 18;

    /// <summary>Writes a body to a file, and flushes it.</summary>
    /// <param name="body">The body; it is read to its end.</param>
    /// <param name="head">What else the digest is of: a text that comes before the bytes.</param>
    /// <param name="path">The file; there is none yet.</param>
    /// <param name="limits">How large the body may be.</param>
    /// <param name="disk">Where the file is written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The SHA-256 of head and body, and the length of the body in bytes.</returns>
    /// <exception cref="BodyTooLargeException">The body is larger than allowed.</exception>
    public static async Task<(string Sha256, long Length)> WriteAsync(
        TableBody body, string head, string path, ReadingOptions limits, DiskThreads disk, CancellationToken cancellationToken)
    {
        var file = await disk.RunAsync(() => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
        try
        {
            long length = 0;
            var digest = await DigestAsync(body, head, limits, Write, cancellationToken);
            await disk.RunAsync(() => DiskFlush.File(file));
            return (digest, length);

            Task Write(ReadOnlyMemory<byte> content)
            {
                length += content.Length;
                return disk.RunAsync(() => file.Write(content.Span));
            }
        }
        finally
        {
            await disk.RunAsync(file.Dispose);
        }
    }

    /// <summary>The same SHA-256 without keeping the body.</summary>
    public static Task<string> DigestAsync(TableBody body, string head, ReadingOptions limits, CancellationToken cancellationToken) =>
        DigestAsync(body, head, limits, _ => Task.CompletedTask, cancellationToken);

    /// <summary>Opens a body, on a thread of its own: a large one is read for a while before it is known to be the one that was received.</summary>
    /// <param name="open">Opens the file.</param>
    /// <param name="head">As it was written.</param>
    /// <param name="sha256">What was told when it was written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The file, at its beginning.</returns>
    /// <exception cref="CorruptModelException">It is not there, cannot be read, or is another one.</exception>
    public static Task<FileStream> OpenAsync(Func<FileStream> open, string head, string sha256, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            var file = open();
            try
            {
                if (Digest(file, head, cancellationToken) != sha256) throw new CorruptModelException("The body is not what was received: its SHA-256 is another one.");
                file.Position = 0;
                return file;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        },
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>The bytes of a file, read on the thread that asks, which is one of the work: those of the pool, which asynchronous reading of files would wait in, serve.</summary>
    /// <param name="file">The file, at its beginning; stays open.</param>
    /// <param name="progress">Told which share of it has been read, 0 to 1; null where nobody asks.</param>
    public static Stream Read(FileStream file, Action<double>? progress = null) => new FileContent(file, progress);

    private static async Task<string> DigestAsync(TableBody body, string head, ReadingOptions limits, Func<ReadOnlyMemory<byte>, Task> take, CancellationToken cancellationToken)
    {
        using var digest = Begin(head);
        var content = body.Open(limits);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                digest.AppendData(buffer, 0, read);
                await take(buffer.AsMemory(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static string Digest(FileStream file, string head, CancellationToken cancellationToken)
    {
        using var digest = Begin(head);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (file.Read(buffer) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                digest.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static IncrementalHash Begin(string head)
    {
        var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(head));
        return digest;
    }

    private sealed class FileContent(FileStream file, Action<double>? progress) : ForwardStream
    {
        private long _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = file.Read(buffer.Span);
            _read += read;
            progress?.Invoke((double)_read / Math.Max(file.Length, 1));
            return new ValueTask<int>(read);
        }
    }
}

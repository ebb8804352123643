using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>A request whose body waits on the volume, as it was sent, until it is its turn.</summary>
internal static class SpooledRequest
{
    private const int BufferSize = 1 << 18;

    /// <summary>Writes the body of a request to a file, and flushes it.</summary>
    /// <param name="body">The body; it is read to its end.</param>
    /// <param name="query">The query of the request, as it came.</param>
    /// <param name="path">The file; there is none yet.</param>
    /// <param name="limits">How large the body may be.</param>
    /// <param name="disk">Where the file is written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The SHA-256 of all that the outcome depends on: query, Content-Type, Content-Encoding and body.</returns>
    public static async Task<string> SpoolAsync(TableBody body, string query, string path, ReadingOptions limits, JobThreads disk, CancellationToken cancellationToken)
    {
        var file = await disk.RunAsync(() => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
        try
        {
            var digest = await DigestAsync(body, query, limits, content => disk.RunAsync(() => file.Write(content.Span)), cancellationToken);
            await disk.RunAsync(() => DiskFlush.File(file));
            return digest;
        }
        finally
        {
            await disk.RunAsync(file.Dispose);
        }
    }

    /// <summary>The same SHA-256 without keeping the body.</summary>
    public static Task<string> DigestAsync(TableBody body, string query, ReadingOptions limits, CancellationToken cancellationToken) =>
        DigestAsync(body, query, limits, _ => Task.CompletedTask, cancellationToken);

    /// <summary>Whether a body is still the one that was received, with all that belongs to it.</summary>
    /// <param name="record">Says how it was sent, and its SHA-256.</param>
    /// <param name="file">The body, at its beginning, where it is after.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static bool IsWhole(JobRecord record, FileStream file, CancellationToken cancellationToken)
    {
        using var digest = Begin(record.Query, record.ContentType, record.ContentEncoding);
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

        file.Position = 0;
        return Convert.ToHexStringLower(digest.GetHashAndReset()) == record.RequestSha256;
    }

    /// <summary>The body again.</summary>
    /// <param name="record">Says how it was sent.</param>
    /// <param name="file">Where it lies.</param>
    /// <param name="progress">Told how much of it has been read.</param>
    public static TableBody Open(JobRecord record, FileStream file, IProgress<TrainingProgress> progress) =>
        new(new WatchedStream(file, progress), record.ContentType, record.ContentEncoding, file.Length);

    private static async Task<string> DigestAsync(TableBody body, string query, ReadingOptions limits, Func<ReadOnlyMemory<byte>, Task> take, CancellationToken cancellationToken)
    {
        using var digest = Begin(query, body.ContentType, body.ContentEncoding);
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

    private static IncrementalHash Begin(string query, string? contentType, string? contentEncoding)
    {
        var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{query}\n{contentType}\n{contentEncoding}\n"));
        return digest;
    }

    /// <summary>Tells how much of a file has been read.</summary>
    private sealed class WatchedStream(FileStream file, IProgress<TrainingProgress> progress) : ForwardStream
    {
        private long _read;

        /// <summary>Reads on the thread that asks, which is one of the training: those of the pool, which asynchronous reading of files would wait in, serve.</summary>
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = file.Read(buffer.Span);
            _read += read;
            progress.Report(new TrainingProgress(TrainingPhase.Reading, (double)_read / Math.Max(file.Length, 1)));
            return new ValueTask<int>(read);
        }
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>A request whose body waits on the volume, as it was sent, until it is its turn.</summary>
internal static class SpooledRequest
{
    private const int BufferSize = 1 << 18;

    /// <summary>Writes the body of a request to a file.</summary>
    /// <param name="body">The body; it is read to its end.</param>
    /// <param name="query">The query of the request, as it came.</param>
    /// <param name="path">The file; there is none yet.</param>
    /// <param name="limits">How large the body may be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The SHA-256 of all that the outcome depends on: query, Content-Type, Content-Encoding and body.</returns>
    public static async Task<string> SpoolAsync(TableBody body, string query, string path, ReadingOptions limits, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        return await CopyAsync(body, query, file, limits, cancellationToken);
    }

    /// <summary>The same SHA-256 without keeping the body.</summary>
    public static Task<string> DigestAsync(TableBody body, string query, ReadingOptions limits, CancellationToken cancellationToken) =>
        CopyAsync(body, query, Stream.Null, limits, cancellationToken);

    /// <summary>The body again.</summary>
    /// <param name="record">Says how it was sent.</param>
    /// <param name="file">Where it lies.</param>
    /// <param name="progress">Told how much of it has been read.</param>
    public static TableBody Open(JobRecord record, FileStream file, IProgress<TrainingProgress> progress) =>
        new(new WatchedStream(file, progress), record.ContentType, record.ContentEncoding, file.Length);

    private static async Task<string> CopyAsync(TableBody body, string query, Stream target, ReadingOptions limits, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{query}\n{body.ContentType}\n{body.ContentEncoding}\n"));
        var content = body.Open(limits);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                digest.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>Tells how much of a file has been read.</summary>
    private sealed class WatchedStream(FileStream file, IProgress<TrainingProgress> progress) : ForwardStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await file.ReadAsync(buffer, cancellationToken);
            _read += read;
            progress.Report(new TrainingProgress(TrainingPhase.Reading, (double)_read / Math.Max(file.Length, 1)));
            return read;
        }
    }
}

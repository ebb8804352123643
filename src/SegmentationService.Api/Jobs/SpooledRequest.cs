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
    /// <returns>The SHA-256 of all that the outcome depends on: query, Content-Type, Content-Encoding and body.</returns>
    public static async Task<string> SpoolAsync(HttpRequest request, string path, ReadingOptions limits, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        return await CopyAsync(request, file, limits, cancellationToken);
    }

    /// <summary>The same SHA-256 without keeping the body.</summary>
    public static Task<string> DigestAsync(HttpRequest request, ReadingOptions limits, CancellationToken cancellationToken) =>
        CopyAsync(request, Stream.Null, limits, cancellationToken);

    /// <summary>The request again.</summary>
    /// <param name="record">Says what it was.</param>
    /// <param name="body">Its body.</param>
    /// <param name="progress">Told how much of the body has been read.</param>
    public static HttpRequest Open(JobRecord record, FileStream body, IProgress<TrainingProgress> progress)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = HttpMethods.Post;
        request.QueryString = new QueryString(record.Query);
        request.ContentType = record.ContentType;
        if (record.ContentEncoding is not null) request.Headers.ContentEncoding = record.ContentEncoding;
        request.ContentLength = body.Length;
        request.Body = new WatchedStream(body, progress);
        return request;
    }

    private static async Task<string> CopyAsync(HttpRequest request, Stream target, ReadingOptions limits, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{request.QueryString.Value}\n{request.ContentType}\n{request.Headers.ContentEncoding}\n"));
        var body = CustomerBody.Open(request, limits);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
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

using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>A request whose body waits on the volume, as it was sent, until it is its turn.</summary>
internal static class SpooledRequest
{
    /// <summary>Writes the body of a request to a file, and flushes it.</summary>
    /// <param name="body">The body; it is read to its end.</param>
    /// <param name="query">The query of the request, as it came.</param>
    /// <param name="path">The file; there is none yet.</param>
    /// <param name="limits">How large the body may be.</param>
    /// <param name="disk">Where the file is written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The SHA-256 of all that the outcome depends on: query, Content-Type, Content-Encoding and body.</returns>
    public static async Task<string> SpoolAsync(TableBody body, string query, string path, ReadingOptions limits, JobThreads disk, CancellationToken cancellationToken) =>
        (await BodyFile.WriteAsync(body, Head(query, body.ContentType, body.ContentEncoding), path, limits, disk, cancellationToken)).Sha256;

    /// <summary>The same SHA-256 without keeping the body.</summary>
    public static Task<string> DigestAsync(TableBody body, string query, ReadingOptions limits, CancellationToken cancellationToken) =>
        BodyFile.DigestAsync(body, Head(query, body.ContentType, body.ContentEncoding), limits, cancellationToken);

    /// <summary>What stands before the body in its digest.</summary>
    /// <param name="record">Says how it was sent.</param>
    public static string Head(JobRecord record) => Head(record.Query, record.ContentType, record.ContentEncoding);

    /// <summary>The body again.</summary>
    /// <param name="record">Says how it was sent.</param>
    /// <param name="file">Where it lies.</param>
    /// <param name="progress">Told how much of it has been read.</param>
    public static TableBody Open(JobRecord record, FileStream file, IProgress<TrainingProgress> progress) =>
        new(BodyFile.Read(file, done => progress.Report(new TrainingProgress(TrainingPhase.Reading, done))), record.ContentType, record.ContentEncoding, file.Length) { File = file };

    private static string Head(string query, string? contentType, string? contentEncoding) => $"{query}\n{contentType}\n{contentEncoding}\n";
}

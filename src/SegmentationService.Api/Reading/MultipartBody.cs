using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// The one file of a form, as browsers, Swagger UI and <c>curl -F</c> send it. Read as a stream; fields, which are parameters, are taken by a reading of their own.
/// </summary>
internal sealed class MultipartBody
{
    private const int LongestBoundary = 70; // RFC 2046, section 5.1.1
    private const int LongestHead = 64 * 1024;
    private const int LongestField = 8 * 1024;
    private const int MostFields = 100;

    private static readonly string[] AcceptedFiles = [".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".xlsx", ".parquet", ".arrow", ".zip"];

    private readonly LimitedStream _body;
    private readonly Allowance _head = new();
    private readonly MultipartReader _parts;
    private MultipartSection? _current;

    /// <param name="body">The form.</param>
    /// <param name="type">Its Content-Type, which tells the boundary between the parts.</param>
    public MultipartBody(LimitedStream body, MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrWhiteSpace(boundary) || boundary.Length > LongestBoundary)
            throw Invalid(
                $"The Content-Type multipart/form-data needs a boundary of 1 to {LongestBoundary} characters; "
                    + "most clients set it when they are left to choose the header.");
        _body = body;
        _parts = new MultipartReader(boundary, new HeadLimit(body, _head));
    }

    /// <summary>Moves to the next file, of whatever field.</summary>
    /// <returns>Null where there is none any more.</returns>
    /// <exception cref="MalformedBodyException">The form is malformed.</exception>
    /// <exception cref="UnsupportedBodyException">The file is of another type than those read.</exception>
    public async ValueTask<MultipartFile?> NextAsync(CancellationToken cancellationToken) =>
        await NextFileAsync(cancellationToken) is var (section, field, name) ? new MultipartFile(field, new ExplainedStream(section.Body, _body, Explain), Format(section, name), BodyFormat.IsGzip(name)) : null;

    /// <summary>Moves to the file.</summary>
    /// <exception cref="MalformedBodyException">There is none, or the form is malformed.</exception>
    /// <exception cref="UnsupportedBodyException">The file is of another type than those read.</exception>
    public async ValueTask<MultipartFile> FindFileAsync(CancellationToken cancellationToken) => await NextAsync(cancellationToken) ?? throw NoFile();

    /// <summary>All fields of the form that are no files, and the name of its file. It is read to its end.</summary>
    /// <exception cref="MalformedBodyException">The form is malformed, or a field is too long to be the value of a parameter.</exception>
    public async ValueTask<FormContent> ContentAsync(CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> fields = [];
        string? file = null;
        try
        {
            while (await NextPartAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                if (disposition.FileName.HasValue || disposition.FileNameStar.HasValue)
                {
                    file ??= NameOf(disposition);
                    continue;
                }

                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                var bytes = new byte[LongestField + 1];
                var length = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
                if (length > LongestField || fields.Count == MostFields)
                    throw Invalid($"The field '{Excerpt.Of(name)}' of the form is no file and too long for a parameter, or there are more than {MostFields} fields; a table is sent as a file, as curl -F file=@customers.csv does.");
                fields.Add(new(name, Encoding.UTF8.GetString(bytes, 0, length)));
            }
        }
        catch (Exception e) when (!_body.HasFailed && Explain(e) is { } explained)
        {
            throw explained;
        }

        return file is null ? throw NoFile() : new FormContent(fields, file);
    }

    /// <summary>Reads the rest of the form, after the file.</summary>
    /// <exception cref="MalformedBodyException">There is a second file, or the form is malformed.</exception>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (await NextFileAsync(cancellationToken) is { } second)
            throw Invalid($"The form holds a second file, '{Excerpt.Of(second.Name)}'; one file is read at a time.");
    }

    private static BodyFormat Format(MultipartSection section, string fileName)
    {
        var hasType = MediaTypeHeaderValue.TryParse(section.ContentType, out var type) && !SaysNothing(type.MediaType.Value);
        return (hasType ? BodyFormat.Of(type!) : BodyFormat.OfFile(fileName)) ?? throw new UnsupportedBodyException(
            $"The file '{Excerpt.Of(fileName)}' of type '{Excerpt.Of(section.ContentType ?? "")}' is not read; "
                + $"accepted are {string.Join(", ", AcceptedFiles)}, and the same with .gz.",
            HeaderNames.ContentType,
            BodyFormat.AcceptedTypes);
    }

    /// <summary>Types that clients give to files which they do not know; Windows with Excel calls every CSV file an Excel file.</summary>
    private static bool SaysNothing(string? mediaType) => mediaType?.ToLowerInvariant()
        is "application/octet-stream" or "application/vnd.ms-excel" or "application/gzip" or "application/x-gzip" or "application/x-zip-compressed";

    private async ValueTask<(MultipartSection Section, string Field, string Name)?> NextFileAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await NextPartAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                if (NameOf(disposition) is { Length: > 0 } name) return (section, HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", name);
            }

            return null;
        }
        catch (Exception e) when (!_body.HasFailed && Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>The name of the file of a part; empty where it has none.</summary>
    private static string NameOf(ContentDispositionHeaderValue disposition) =>
        (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value ?? "";

    private async ValueTask<MultipartSection?> NextPartAsync(CancellationToken cancellationToken)
    {
        if (_current is not null) await _current.Body.CopyToAsync(Stream.Null, cancellationToken);
        _head.Bytes = LongestHead;
        _current = await _parts.ReadNextSectionAsync(cancellationToken);
        _head.Bytes = long.MaxValue;
        return _current;
    }

    private static MalformedBodyException? Explain(Exception cause) => cause is IOException or InvalidDataException
        ? new MalformedBodyException(
            MalformedBodyKind.InvalidMultipart, "The multipart form breaks off, or its parts are not as its boundary says.", cause)
        : null;

    private static MalformedBodyException NoFile() => Invalid("The form holds no file; send one as curl -F file=@customers.csv does.");

    private static MalformedBodyException Invalid(string message) => new(MalformedBodyKind.InvalidMultipart, message);

    /// <summary>Bounds what is read for the head of one part: the reader of the framework holds a line of it whole, however long it is.</summary>
    private sealed class HeadLimit(Stream body, Allowance left) : ForwardStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left.Bytes <= 0) throw new InvalidDataException("The head of a part is too long.");
            var read = await body.ReadAsync(buffer, cancellationToken);
            left.Bytes -= read;
            return read;
        }
    }

    private sealed class Allowance
    {
        public long Bytes { get; set; } = long.MaxValue;
    }
}

/// <summary>A file of a form.</summary>
/// <param name="Field">The name of its field.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Format">How they are to be read.</param>
/// <param name="IsGzip">Whether they are compressed.</param>
internal sealed record MultipartFile(string Field, ExplainedStream Content, BodyFormat Format, bool IsGzip);

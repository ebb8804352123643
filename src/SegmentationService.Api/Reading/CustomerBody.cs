using Microsoft.Net.Http.Headers;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads the customers of a body, in any of the formats, as a stream: at no time is more of it held than a buffer and one row.
/// </summary>
internal static class CustomerBody
{
    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="body">The body; its Content-Type and Content-Encoding say how it is read.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="parallelism">Whose threads split CSV, and what ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is not what its headers say.</exception>
    /// <exception cref="UnsupportedBodyException">The Content-Type or Content-Encoding is none of those read.</exception>
    /// <exception cref="BodyTooLargeException">The body is larger than the limits allow, as sent or decompressed.</exception>
    /// <exception cref="Core.InvalidTableException">The rows are no table of customers.</exception>
    public static async ValueTask ReadAsync(TableBody body, ICustomerSink sink, ReadingOptions limits, Parallelism parallelism)
    {
        var (type, format) = Announced(body);
        var sent = body.Open(limits);
        await using var decoder = ContentCoding.Decode(sent, body.ContentEncoding);
        var content = decoder is null ? sent : Decompressed(decoder, limits);

        if (format is null) await ReadFormAsync(content, type, sink, limits, parallelism);
        else await ReadAsync(content, format, sink, limits, parallelism);
    }

    /// <summary>Checks what the headers say of a body that is read later.</summary>
    /// <param name="body">The body.</param>
    /// <exception cref="MalformedBodyException">There is none.</exception>
    /// <exception cref="UnsupportedBodyException">The Content-Type or Content-Encoding is none of those read.</exception>
    public static void CheckHeaders(TableBody body)
    {
        _ = Announced(body);
        using var decoder = ContentCoding.Decode(new LimitedStream(Stream.Null, 0, "The body"), body.ContentEncoding);
    }

    private static (MediaTypeHeaderValue Type, BodyFormat? Format) Announced(TableBody body)
    {
        if (body.IsEmpty)
            throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; a table of customers is expected.");

        var type = MediaTypeHeaderValue.TryParse(body.ContentType, out var parsed) ? parsed : throw Unsupported(body);
        var format = BodyFormat.Of(type);
        return format is not null || IsForm(type) ? (type, format) : throw Unsupported(body);
    }

    private static async ValueTask ReadFormAsync(
        LimitedStream body, MediaTypeHeaderValue type, ICustomerSink sink, ReadingOptions limits, Parallelism parallelism)
    {
        var form = new MultipartBody(body, type);
        var file = await form.FindFileAsync(parallelism.Cancellation);
        await using var decoder = file.IsGzip ? ContentCoding.Gunzip(new LimitedStream(file.Content, long.MaxValue, "The file")) : null;
        await ReadAsync(decoder is null ? file.Content : Decompressed(decoder, limits), file.Format, sink, limits, parallelism);
        await form.EndAsync(parallelism.Cancellation);
    }

    private static ValueTask ReadAsync(Stream body, BodyFormat format, ICustomerSink sink, ReadingOptions limits, Parallelism parallelism) =>
        format.Syntax switch
        {
            BodySyntax.Csv or BodySyntax.Tsv => CsvCustomers.ReadAsync(body, format, sink, limits, parallelism),
            _ => JsonCustomers.ReadAsync(body, format.Syntax, sink, limits, parallelism.Cancellation),
        };

    private static LimitedStream Decompressed(Stream decoder, ReadingOptions limits) =>
        new(decoder, limits.MaxDecompressedBytes, "The body, once decompressed,");

    private static bool IsForm(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static UnsupportedBodyException Unsupported(TableBody body)
    {
        var type = body.ContentType ?? "";
        var problem = type.Length == 0
            ? "The request has no Content-Type"
            : $"The Content-Type '{Excerpt.Of(type)}' is not read";
        var hint = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? " It is what curl -d sends unless told otherwise; send a file with -H 'Content-Type: text/csv' --data-binary @customers.csv."
            : "";
        return new UnsupportedBodyException(
            $"{problem}; accepted are {string.Join(", ", BodyFormat.AcceptedTypes)}.{hint}",
            HeaderNames.ContentType,
            BodyFormat.AcceptedTypes);
    }
}

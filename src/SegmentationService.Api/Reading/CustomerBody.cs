using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads the customers of a request body, in any of the formats, as a stream: at no time is more of it held than a buffer and one row.
/// </summary>
internal static class CustomerBody
{
    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="request">The request; its Content-Type and Content-Encoding say how the body is read.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is not what its headers say.</exception>
    /// <exception cref="UnsupportedBodyException">The Content-Type or Content-Encoding is none of those read.</exception>
    /// <exception cref="BodyTooLargeException">The body is larger than the limits allow, as sent or decompressed.</exception>
    /// <exception cref="Core.InvalidTableException">The rows are no table of customers.</exception>
    public static async ValueTask ReadAsync(
        HttpRequest request, ICustomerSink sink, ReadingOptions limits, CancellationToken cancellationToken)
    {
        var (type, format) = Announced(request);
        var sent = Open(request, limits);
        await using var decoder = ContentCoding.Decode(sent, request.Headers.ContentEncoding);
        var body = decoder is null ? sent : Decompressed(decoder, limits);

        if (format is null) await ReadFormAsync(body, type, sink, limits, cancellationToken);
        else await ReadAsync(body, format, sink, limits, cancellationToken);
    }

    /// <summary>Checks what the headers say of a body that is read later.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="MalformedBodyException">There is no body.</exception>
    /// <exception cref="UnsupportedBodyException">The Content-Type or Content-Encoding is none of those read.</exception>
    public static void CheckHeaders(HttpRequest request)
    {
        _ = Announced(request);
        using var decoder = ContentCoding.Decode(new LimitedStream(Stream.Null, 0, "The body"), request.Headers.ContentEncoding);
    }

    /// <summary>The body as it is sent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <exception cref="BodyTooLargeException">The request says that its body is larger.</exception>
    public static LimitedStream Open(HttpRequest request, ReadingOptions limits)
    {
        var body = new LimitedStream(request.Body, limits.MaxBodyBytes, "The body");
        if (request.ContentLength > limits.MaxBodyBytes) throw body.TooLarge();

        // The server has a limit of its own, by default far lower.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = limits.MaxBodyBytes;
        return body;
    }

    private static (MediaTypeHeaderValue Type, BodyFormat? Format) Announced(HttpRequest request)
    {
        if (HasNoBody(request))
            throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; a table of customers is expected.");

        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : throw Unsupported(request);
        var format = BodyFormat.Of(type);
        return format is not null || IsForm(type) ? (type, format) : throw Unsupported(request);
    }

    private static async ValueTask ReadFormAsync(
        LimitedStream body, MediaTypeHeaderValue type, ICustomerSink sink, ReadingOptions limits, CancellationToken cancellationToken)
    {
        var form = new MultipartBody(body, type);
        var file = await form.FindFileAsync(cancellationToken);
        await using var decoder = file.IsGzip ? ContentCoding.Gunzip(new LimitedStream(file.Content, long.MaxValue, "The file")) : null;
        await ReadAsync(decoder is null ? file.Content : Decompressed(decoder, limits), file.Format, sink, limits, cancellationToken);
        await form.EndAsync(cancellationToken);
    }

    private static ValueTask ReadAsync(
        Stream body, BodyFormat format, ICustomerSink sink, ReadingOptions limits, CancellationToken cancellationToken) =>
        format.Syntax switch
        {
            BodySyntax.Csv or BodySyntax.Tsv => CsvCustomers.ReadAsync(body, format, sink, limits, cancellationToken),
            _ => JsonCustomers.ReadAsync(body, format.Syntax, sink, limits, cancellationToken),
        };

    private static LimitedStream Decompressed(Stream decoder, ReadingOptions limits) =>
        new(decoder, limits.MaxDecompressedBytes, "The body, once decompressed,");

    private static bool HasNoBody(HttpRequest request) =>
        request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    private static bool IsForm(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static UnsupportedBodyException Unsupported(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        var problem = type.Length == 0
            ? "The request has no Content-Type"
            : $"The Content-Type '{BodyException.Excerpt(type)}' is not read";
        var hint = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? " It is what curl -d sends unless told otherwise; send a file with -H 'Content-Type: text/csv' --data-binary @customers.csv."
            : "";
        return new UnsupportedBodyException(
            $"{problem}; accepted are {string.Join(", ", BodyFormat.AcceptedTypes)}.{hint}",
            HeaderNames.ContentType,
            BodyFormat.AcceptedTypes);
    }
}

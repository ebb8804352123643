using System.Buffers;
using System.IO.Pipelines;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Http;

/// <summary>A request whose body is one customer, as <see cref="CustomerJson"/> reads it.</summary>
internal static class CustomerRequest
{
    /// <summary>Checks that a request announces one customer.</summary>
    /// <exception cref="BodyException">The body is of another media type.</exception>
    public static void CheckHeaders(HttpRequest request)
    {
        // Nearly all say exactly this, which need not be parsed.
        if (request.ContentType != "application/json" && !request.HasJsonContentType())
            throw new UnsupportedBodyException(
                $"The Content-Type is '{Excerpt.Of(request.ContentType ?? "")}'; one customer is sent as application/json. A table goes to /predict/batch.",
                "Content-Type",
                ["application/json"]);
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
            throw new UnsupportedBodyException("One customer is sent as it is, without Content-Encoding.", "Content-Encoding", ["identity"]);
    }

    /// <summary>Reads the body of a request to its end, unless it has become too large. The read stays open until <see cref="PipeReader.AdvanceTo(SequencePosition)"/>.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpRequest request)
    {
        try
        {
            while (true)
            {
                // A small body mostly came with its headers. Asking for RequestAborted would make the server create what it is made of.
                if (!request.BodyReader.TryRead(out var read)) read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
                if (read.IsCompleted || read.Buffer.Length > CustomerJson.MaxBytes) return read.Buffer;
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (IOException e) when (RequestBody.IsOfSender(e))
        {
            throw RequestBody.Unreadable(e);
        }
    }
}

using Microsoft.AspNetCore.Http.Features;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Http;

/// <summary>The bodies of requests, as readers take them.</summary>
internal static class RequestBody
{
    /// <summary>The first HRESULT that stands for an error of Windows; those of other systems are positive.</summary>
    private const int FirstOfSystem = unchecked((int)0x80070000);

    private const int LastOfSystem = unchecked((int)0x8007FFFF);

    /// <summary>The body of a request; nothing of it is read yet.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">How large it may be.</param>
    public static TableBody Of(HttpRequest request, ReadingOptions limits)
    {
        var hasNone = request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        return new TableBody(new RequestStream(request, limits.MaxBodyBytes), request.ContentType, request.Headers.ContentEncoding, hasNone ? 0 : request.ContentLength);
    }

    /// <summary>Whether a request has a body with anything in it. Where nothing tells, its first byte is read.</summary>
    /// <param name="request">A request whose body is not read any more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async ValueTask<bool> HasContentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length) return length > 0;
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return false;
        return await request.Body.ReadAsync(new byte[1], cancellationToken) > 0;
    }

    /// <summary>Whether a body could not be read because of what was sent, such as a chunk of an impossible size: a failure of a disk of the server has a number of the system.</summary>
    public static bool IsOfSender(IOException e) => e is not BadHttpRequestException && e.HResult is < 0 and not (>= FirstOfSystem and <= LastOfSystem);

    /// <summary>What such a body is refused with.</summary>
    public static BadHttpRequestException Unreadable(IOException e) => new("The body cannot be read: it breaks off, or what divides it into chunks is not that of HTTP.", e);

    /// <summary>The bytes of a request, up to a limit that takes the place of the server's when the reading begins.</summary>
    private sealed class RequestStream(HttpRequest request, long maxBytes) : ForwardStream
    {
        private bool _hasBegun;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_hasBegun) Begin();
            try
            {
                return await request.Body.ReadAsync(buffer, cancellationToken);
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                throw BodyTooLargeException.Of("The body", maxBytes, e);
            }
            catch (IOException e) when (IsOfSender(e))
            {
                throw Unreadable(e);
            }
        }

        /// <summary>The server has a limit of its own, by default far lower.</summary>
        private void Begin()
        {
            _hasBegun = true;
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = maxBytes;
        }
    }
}

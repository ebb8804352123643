using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Security;

/// <summary>Holds the bodies of a call to what <see cref="BodiesUnderWay"/> has room for, until they have been read to their end.</summary>
internal sealed class BodyLimits(BodiesUnderWay bodies) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        await using var body = new Watched(http.Request.Body, bodies.Begin(RateLimits.Caller(http)));
        http.Request.Body = body;
        return await next(context);
    }

    /// <summary>A body whose bytes are counted.</summary>
    private sealed class Watched(Stream content, BodiesUnderWay.Body body) : ForwardStream
    {
        private bool _isRead;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isRead) return 0;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, body.Ended);
            try
            {
                var read = await content.ReadAsync(buffer, end.Token);
                body.Receive(read);
                if (read == 0 && buffer.Length > 0) Leave();
                return read;
            }
            catch (OperationCanceledException) when (body.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new SlowBodyException(body.Reason);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isRead) Leave();
            base.Dispose(disposing);
        }

        private void Leave()
        {
            _isRead = true;
            body.Dispose();
        }
    }
}

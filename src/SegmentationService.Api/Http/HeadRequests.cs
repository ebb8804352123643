using Microsoft.AspNetCore.Http.Features;

namespace SegmentationService.Api.Http;

/// <summary>Answers HEAD wherever there is a GET, by its headers alone: monitors and <c>curl -I</c> ask so. What a GET would send is made no further than to its first bytes.</summary>
internal static class HeadRequests
{
    /// <summary>Comes before whatever looks at the method, and before an endpoint is chosen.</summary>
    public static void UseHeadRequests(this WebApplication app)
    {
        app.Use(next => context => HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(context, next) : next(context));
        // Else the framework would choose the endpoint by the method that came.
        app.UseRouting();
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var nothing = new NoBody();
        context.Request.Method = HttpMethods.Get;
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(nothing, body));
        try
        {
            await next(context);
        }
        catch (EndedException)
        {
            // The headers are complete once the body begins, and the rest was not made.
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Features.Set(body);
        }
    }

    /// <summary>An answer to HEAD has no body.</summary>
    private sealed class EndedException : Exception;

    /// <summary>Ends the handler that begins to write. By an exception of its own: handlers take one of those that there are for a client that has gone.</summary>
    private sealed class NoBody : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.IsEmpty) return;
            throw new EndedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>
/// The application from its first middleware on, called on the thread of the caller: without a server, a client, and the changes of threads between
/// them, which would take longer than the requests.
/// </summary>
internal sealed class ApplicationPipeline : IStartupFilter
{
    private RequestDelegate? _pipeline;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => builder =>
    {
        builder.Use(rest => _pipeline = rest);
        next(builder);
    };

    /// <summary>Sends a request, POST where it has a body, and waits for the whole answer.</summary>
    /// <param name="services">Those of the application, which has been started.</param>
    /// <param name="address">The path, and the query as it is escaped.</param>
    /// <param name="body">Every other one comes without its length, as chunked ones do.</param>
    /// <param name="accept">The header.</param>
    public Answer Send(IServiceProvider services, string address, Body? body, string? accept)
    {
        using var scope = services.CreateScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var (request, response) = (context.Request, context.Response);
        var queryStart = address.IndexOf('?', StringComparison.Ordinal);
        (request.Scheme, request.Host, request.Protocol) = ("http", new HostString("localhost"), "HTTP/1.1");
        request.Method = body is null ? HttpMethods.Get : HttpMethods.Post;
        request.Path = queryStart < 0 ? address : address[..queryStart];
        request.QueryString = new QueryString(queryStart < 0 ? null : address[queryStart..]);
        if (accept is not null) request.Headers.Accept = accept;
        if (body is not null)
        {
            request.Body = new MemoryStream(body.Bytes, writable: false);
            if (body.Bytes.Length % 2 == 0) request.ContentLength = body.Bytes.Length;
            if (body.ContentType is not null) request.ContentType = body.ContentType;
            if (body.ContentEncoding is not null) request.Headers.ContentEncoding = body.ContentEncoding;
        }

        using var answered = new MemoryStream();
        response.Body = answered;
        var pipeline = _pipeline ?? throw new InvalidOperationException("The application has not been started.");
        pipeline(context).GetAwaiter().GetResult();
        response.CompleteAsync().GetAwaiter().GetResult();
        using var headers = new HttpResponseMessage();
        return new Answer(response.StatusCode, response.ContentType?.Split(';')[0], Encoding.UTF8.GetString(answered.GetBuffer(), 0, (int)answered.Length), headers.Headers, headers.Content.Headers);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Protects what is told of the body of a request, and that the limit of the server and that of the reading are one.</summary>
public sealed class RequestBodyTests
{
    private static readonly ReadingOptions Limits = new() { MaxBodyBytes = 5000 };

    [Fact]
    public async Task Of_Request_TellsItsHeadersAndItsBytes()
    {
        var request = Request("a\n1\n"u8.ToArray(), Bodies.Csv, "identity");
        request.ContentLength = 4;

        var body = RequestBody.Of(request, Limits);

        Assert.Equal((Bodies.Csv, "identity", 4, false), (body.ContentType, body.ContentEncoding, body.Length, body.IsEmpty));
        Assert.Equal(["a=1"], (await Bodies.ReadAsync(body)).Customers);
    }

    [Fact]
    public void Of_RequestWithoutHeaders_TellsNothing()
    {
        var body = RequestBody.Of(Request([], null), Limits);

        Assert.Equal((null, null, null, false), (body.ContentType, body.ContentEncoding, body.Length, body.IsEmpty));
    }

    [Fact]
    public void Of_RequestThatHasNoBody_IsEmpty()
    {
        var declaredEmpty = Request([], Bodies.Csv);
        declaredEmpty.ContentLength = 0;
        var without = Request([], Bodies.Csv);
        without.HttpContext.Features.Set<IHttpRequestBodyDetectionFeature>(new NoBody());

        Assert.True(RequestBody.Of(declaredEmpty, Limits).IsEmpty);
        Assert.True(RequestBody.Of(without, Limits).IsEmpty);
    }

    [Theory]
    [InlineData(Bodies.Csv, null)]
    [InlineData(Bodies.Json, null)]
    [InlineData(Bodies.Form, null)]
    [InlineData(Bodies.Csv, "gzip")]
    [InlineData(Bodies.Csv, "br")]
    public async Task Read_ServerRefusesTheSize_IsTheProblemOfTheLimit(string type, string? coding)
    {
        var refusal = new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
        var request = Request(new ChunkedStream(CustomerBodyTests.Beginning(type, coding), failure: refusal), type, coding);

        var problem = await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(RequestBody.Of(request, Limits), Limits));

        Assert.Equal("The body is larger than 5000 bytes, the most that is allowed.", problem.Message);
        Assert.Equal(5000, problem.LimitBytes);
    }

    [Theory]
    [InlineData(false, 5000L)]
    [InlineData(true, 30_000_000L)]
    public async Task Read_ServerLimit_IsSetUnlessItIsTooLate(bool isReadOnly, long? expected)
    {
        var server = new ServerLimit { IsReadOnly = isReadOnly, MaxRequestBodySize = 30_000_000 };
        var request = Request("a\n1\n"u8.ToArray(), Bodies.Csv);
        request.HttpContext.Features.Set<IHttpMaxRequestBodySizeFeature>(server);

        var body = RequestBody.Of(request, Limits);
        Assert.Equal(30_000_000, server.MaxRequestBodySize);
        await Bodies.ReadAsync(body, Limits);

        Assert.Equal(expected, server.MaxRequestBodySize);
    }

    private static HttpRequest Request(byte[] body, string? contentType, string? contentEncoding = null) => Request(new ChunkedStream(body), contentType, contentEncoding);

    private static HttpRequest Request(Stream body, string? contentType, string? contentEncoding)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Body, request.ContentType, request.Headers.ContentEncoding) = (HttpMethods.Post, body, contentType, contentEncoding);
        return request;
    }

    private sealed class NoBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => false;
    }

    private sealed class ServerLimit : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly { get; init; }

        public long? MaxRequestBodySize { get; set; }
    }
}

using System.Text;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests;

/// <summary>A request body: bytes, and what their headers say of them.</summary>
internal sealed record Body(byte[] Bytes, string? ContentType, string? ContentEncoding = null)
{
    public static Body Csv(string text) => new(Encoding.UTF8.GetBytes(text), Bodies.Csv);

    public static Body Csv(byte[] bytes) => new(bytes, Bodies.Csv);

    public static Body Json(string text) => new(Encoding.UTF8.GetBytes(text), Bodies.Json);

    public static Body NdJson(string text) => new(Encoding.UTF8.GetBytes(text), Bodies.Lines);

    public static Body Form(string fileName, byte[] content) => new(Bodies.FormOf(fileName, null, content), Bodies.Form);

    /// <summary>The same, compressed: <c>gzip</c> or <c>br</c>.</summary>
    public Body Compressed(string coding) => this with { Bytes = Bodies.Compress(Bytes, coding), ContentEncoding = coding };

    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(Bytes);
        if (ContentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        if (ContentEncoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", ContentEncoding);
        return content;
    }
}

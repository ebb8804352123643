using System.IO.Compression;
using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Makes bodies and reads them.</summary>
internal static class Bodies
{
    public const string Csv = "text/csv";
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Form = "multipart/form-data; boundary=\"b0\"";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static TableBody Of(Stream body, string? contentType, string? contentEncoding = null) => new(body, contentType, contentEncoding, Length: null);

    public static TableBody Of(byte[] body, string? contentType, string? contentEncoding = null) =>
        Of(new ChunkedStream(body), contentType, contentEncoding);

    public static TableBody Of(string body, string? contentType) => Of(Utf8(body), contentType);

    public static async Task<RecordingSink> ReadAsync(TableBody body, ReadingOptions? limits = null)
    {
        var sink = new RecordingSink();
        await CustomerBody.ReadAsync(body, sink, limits ?? new ReadingOptions(), Parallelism.None);
        return sink;
    }

    public static Task<RecordingSink> ReadAsync(string body, string contentType, ReadingOptions? limits = null) =>
        ReadAsync(Of(body, contentType), limits);

    public static async Task<CustomerTable> ReadTableAsync(TableBody body, ReadingOptions? limits = null)
    {
        limits ??= new ReadingOptions();
        var sink = new TableSink(limits.ToTableLimits(), name => name == "id");
        await CustomerBody.ReadAsync(body, sink, limits, Parallelism.None);
        return sink.Build();
    }

    /// <summary>Reads a body that is refused.</summary>
    public static Task<MalformedBodyException> RefusedAsync(TableBody body, ReadingOptions? limits = null) =>
        Assert.ThrowsAsync<MalformedBodyException>(() => ReadAsync(body, limits));

    public static Task<MalformedBodyException> RefusedAsync(string body, string contentType, ReadingOptions? limits = null) =>
        RefusedAsync(Of(body, contentType), limits);

    public static byte[] Compress(byte[] bytes, string coding)
    {
        var compressed = new MemoryStream();
        using (Stream encoder = coding == "br" ? new BrotliStream(compressed, CompressionLevel.Fastest) : new GZipStream(compressed, CompressionLevel.Fastest))
            encoder.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>A part of a form with boundary <c>b0</c>.</summary>
    public static byte[] Part(string disposition, string? contentType, byte[] content) =>
    [
        .. Utf8($"--b0\r\nContent-Disposition: form-data; {disposition}\r\n" + (contentType is null ? "" : $"Content-Type: {contentType}\r\n") + "\r\n"),
        .. content,
        .. "\r\n"u8,
    ];

    public static byte[] FormOf(params byte[][] parts) => [.. parts.SelectMany(part => part), .. "--b0--\r\n"u8];

    /// <summary>A form with one file.</summary>
    public static byte[] FormOf(string fileName, string? contentType, byte[] content) =>
        FormOf(Part($"name=\"file\"; filename=\"{fileName}\"", contentType, content));
}

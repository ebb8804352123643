using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace SegmentationService.Pages.Tests;

/// <summary>The library of charts is sent once, in few bytes, and is the one that its name says.</summary>
public partial class VendorFilesTests
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task Library_UnderTheNameOfItsContent_IsKeptForGoodInFewBytes(string coding)
    {
        await using var service = Service.Start();
        using var client = new HttpClient { BaseAddress = service.Address };
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));

        using var known = await client.GetAsync(new Uri("vendor/echarts.js", UriKind.Relative));
        var name = HashedName().Match(await known.Content.ReadAsStringAsync());
        using var library = await client.GetAsync(new Uri($"vendor/{name.Value}", UriKind.Relative));
        var sent = await library.Content.ReadAsByteArrayAsync();

        Assert.Equal("no-cache", known.Headers.CacheControl!.ToString());
        Assert.Contains("immutable", library.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript", library.Content.Headers.ContentType!.MediaType);
        Assert.Equal(coding == "identity" ? [] : [coding], library.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", library.Headers.Vary);
        if (coding != "identity") Assert.InRange(sent.Length, 1, 450_000);
        Assert.StartsWith(name.Groups[1].Value, Convert.ToHexStringLower(SHA256.HashData(Plain(sent, coding))), StringComparison.Ordinal);
    }

    private static byte[] Plain(byte[] sent, string coding)
    {
        using var source = new MemoryStream(sent);
        using Stream plain = coding switch
        {
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var target = new MemoryStream();
        plain.CopyTo(target);
        return target.ToArray();
    }

    [GeneratedRegex("echarts-([0-9a-f]{16})\\.js")]
    private static partial Regex HashedName();
}

using System.Text;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that a file of another kind is told as what it is, whatever it is called, and that what can be unpacked is.</summary>
public sealed class ContentSignatureTests
{
    private const string Table = "shop,visits\nn1,3\nn2,8\n";

    private static readonly string[] Shops = ["shop=n1|visits=3", "shop=n2|visits=8"];

    [Theory]
    [InlineData("%PDF-1.7\n", "PDF")]
    [InlineData("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1\0\0", ".xls")]
    [InlineData("PAR1\u0015", "Parquet")]
    [InlineData("SQLite format 3\0", "SQLite")]
    [InlineData("<!DOCTYPE html>\n<html>", "HTML")]
    [InlineData("\n <HTML lang=en>", "HTML")]
    [InlineData("<?xml version=\"1.0\"?>", "XML")]
    [InlineData("7z\u00BC\u00AF\u0027\u001C", "7z")]
    public async Task Read_FileOfAnotherKind_IsNamed(string beginning, string name)
    {
        foreach (var type in (string[])["text/csv", "application/json", "application/zip"])
        {
            var problem = await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(Encoding.Latin1.GetBytes(beginning), type)));
            Assert.Contains(name, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_BinaryFileOfAnUnknownKind_IsNoCsv() =>
        await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of([.. Enumerable.Range(0, 200).Select(i => (byte)(i % 9 == 0 ? 'a' : i % 9))], Bodies.Csv)));

    [Theory]
    [InlineData("[{\"shop\": \"n1\"}]", "text/csv", "is JSON; send it as application/json")]
    [InlineData(" \n{\"shop\": \"n1\"}\n{\"shop\": \"n2\"}\n", "text/plain", "application/x-ndjson")]
    [InlineData(Table, "application/json", "line 1 looks like CSV; send it as text/csv")]
    [InlineData("\"shop\";\"visits\"\r\n\"n1\";3\r\n", "application/x-ndjson", "looks like CSV")]
    [InlineData(Table, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "called a workbook, but is none")]
    [InlineData(Table, "application/zip", "called a zip file, but is none")]
    [InlineData("s\0h\0o\0p\0,\0v\0\n\0n\0001\0,\0003\0\n\0", "text/csv", "charset=utf-16")]
    public async Task Read_TextOfAnotherKind_SaysHowToSendIt(string body, string type, string words) =>
        Assert.Contains(words, (await Bodies.RefusedAsync(body, type)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[shop],[visits]\n[n1],3\n", "text/csv")]
    [InlineData("{shop},{visits}\n{n1},3\n", "text/csv")]
    public async Task Read_NamesInBrackets_AreNoJson(string body, string type) => Assert.Single((await Bodies.ReadAsync(body, type)).Customers);

    [Theory]
    [InlineData("NaN", "null")]
    [InlineData("Infinity", "null")]
    [InlineData("-Infinity", "null")]
    [InlineData("None", "null")]
    [InlineData("True", "true")]
    [InlineData("'x'", "double quotes")]
    public async Task Read_WordThatJsonDoesNotHave_SaysWhatToWrite(string word, string instead)
    {
        var message = (await Bodies.RefusedAsync($"[{{\"shop\": \"n1\", \"visits\": {word}}}]", Bodies.Json)).Message;

        Assert.Contains($"{(word[0] == '\'' ? "'" : word)} is no JSON", message, StringComparison.Ordinal);
        Assert.Contains(instead, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/gzip")]
    public async Task Read_GzipThatNobodyAnnounced_IsUnpackedOnce(string type)
    {
        var packed = Bodies.Compress(Bodies.Utf8(Table), "gzip");

        Assert.Equal(Shops, (await Bodies.ReadAsync(Bodies.Of(packed, type))).Customers);
        await Assert.ThrowsAsync<UnsupportedBodyException>(() => Bodies.ReadAsync(Bodies.Of(Bodies.Compress(packed, "gzip"), type)));
    }

    [Fact]
    public async Task Read_GzipOfJsonThatNobodyNamed_IsRead() =>
        Assert.Equal(["visits=3"], (await Bodies.ReadAsync(Bodies.Of(Bodies.Compress("[{\"visits\":3}]"u8.ToArray(), "gzip"), "application/gzip"))).Customers);

    [Theory]
    [InlineData("application/zip")]
    [InlineData("application/x-zip-compressed")]
    public async Task Read_ZipOfOneTable_IsRead(string type)
    {
        var zip = Workbooks.Zip(("__MACOSX/._shops.csv", [1]), ("export/", []), ("export/.DS_Store", [2]), ("export/readme.md", [3]), ("export/shops.csv", Bodies.Utf8(Table)));

        Assert.Equal(Shops, (await Bodies.ReadAsync(Bodies.Of(zip, type))).Customers);
    }

    [Fact]
    public async Task Read_ZipOfAWorkbookOrJson_IsRead()
    {
        var workbook = Workbooks.Of(("S", [["shop", "visits"], ["n1", 3.0], ["n2", 8.0]]));

        Assert.Equal(Shops, (await Bodies.ReadAsync(Bodies.Of(Workbooks.Zip(("s.xlsx", workbook)), "application/zip"))).Customers);
        Assert.Equal(["visits=3"], (await Bodies.ReadAsync(Bodies.Of(Workbooks.Zip(("s.json", "[{\"visits\":3}]"u8.ToArray())), "application/zip"))).Customers);
        Assert.Equal(Shops, (await Bodies.ReadAsync(Bodies.Of(Bodies.FormOf("s.zip", null, Workbooks.Zip(("s.csv", Bodies.Utf8(Table)))), Bodies.Form))).Customers);
    }

    [Fact]
    public async Task Read_ZipThatIsNotOneTable_IsRefusedWithItsNames()
    {
        var table = Bodies.Utf8(Table);
        var inner = Workbooks.Zip(("a.csv", table));

        Assert.Contains("'a.csv', 'b/c.json'", await RefusedAsync(Workbooks.Zip(("a.csv", table), ("b/c.json", table))), StringComparison.Ordinal);
        Assert.Contains("without a table: 'photo.png'", await RefusedAsync(Workbooks.Zip(("photo.png", table))), StringComparison.Ordinal);
        Assert.Contains("without a table", await RefusedAsync(Workbooks.Zip()), StringComparison.Ordinal);
        Assert.Contains("a zip file in a zip file", await RefusedAsync(Workbooks.Zip(("a.zip", inner))), StringComparison.Ordinal);
        Assert.Contains("damaged", await RefusedAsync(inner[..^10]), StringComparison.Ordinal);
        Assert.Contains("too many entries", await RefusedAsync(Workbooks.Zip([.. Enumerable.Range(0, 20_000).Select(i => ($"{i}.md", Array.Empty<byte>()))])), StringComparison.Ordinal);

        static async Task<string> RefusedAsync(byte[] zip) => (await Bodies.RefusedAsync(Bodies.Of(zip, "application/zip"))).Message;
    }

    [Fact]
    public async Task Read_ZipThatUnpacksToTooMuch_IsTooLarge()
    {
        var zip = Workbooks.Zip(("a.csv", [.. "a\n"u8, .. new byte[1 << 20]]));

        await Assert.ThrowsAsync<BodyTooLargeException>(() => Bodies.ReadAsync(Bodies.Of(zip, "application/zip"), new ReadingOptions { MaxDecompressedBytes = 1 << 18 }));
    }
}

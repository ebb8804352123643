using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Every name of a column can be written in a list of the query, as in CSV.</summary>
public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("a,b", "a", "b")]
    [InlineData(" a , b ", "a", "b")]
    [InlineData("a,,b,", "a", "b")]
    [InlineData("", new string[0])]
    [InlineData("\"a,b\",c", "a,b", "c")]
    [InlineData(" \"a,b\" , c", "a,b", "c")]
    [InlineData("\"a, \"\"b\"\"\",c", "a, \"b\"", "c")]
    [InlineData("\"\"\"a\"\"\"", "\"a\"")]
    [InlineData("\"\"", new string[0])]
    [InlineData("\" a \"", " a ")]
    [InlineData("size 5\",weight", "size 5\"", "weight")]
    public void List_OfNames_IsReadAsCsv(string value, params string[] expected) => Assert.Equal(expected, Read(value));

    [Theory]
    [InlineData("\"a,b")]
    [InlineData("\"a\"\"")]
    [InlineData("\"")]
    public void List_QuoteThatIsNotClosed_IsRefused(string value) =>
        Assert.Contains("ends with one, and a quote within is doubled", Assert.Throws<InvalidParameterException>(() => Read(value)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"a\"b")]
    [InlineData("\"a\" \"b\"")]
    public void List_SomethingAfterTheQuote_IsRefused(string value) =>
        Assert.Contains("after the closing quote", Assert.Throws<InvalidParameterException>(() => Read(value)).Message, StringComparison.Ordinal);

    [Fact]
    public void List_AnyNames_WrittenAsCsvCanBeRead()
    {
        string[] names = ["a", "a,b", "\"", "\"\"", "a\"b", ",", "\",\"", "a b"];

        Assert.Equal(names, Read(string.Join(',', names.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
    }

    private static IReadOnlyList<string> Read(string value) =>
        new QueryReader(new QueryCollection(new Dictionary<string, StringValues> { ["columns"] = value }), [new("columns", ParameterKind.List, "")]).List("columns");
}

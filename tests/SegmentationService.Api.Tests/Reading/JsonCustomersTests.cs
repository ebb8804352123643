using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

public sealed class JsonCustomersTests
{
    [Theory]
    [InlineData("""[{"a":1,"b":"x"},{"a":2,"b":null}]""")]
    [InlineData("\uFEFF \r\n[ {\"a\" : 1 , \"b\":\"x\"}\n,\n{ \"a\":2,\"b\":null } ]\n\n")]
    [InlineData("""{"customers":[{"a":1,"b":"x"},{"a":2,"b":null}]}""")]
    [InlineData("""{"first":1,"deep":{"customers":[{"c":[1,[2]]}]},"list":[1,{"x":[]},"y"],"customers":[{"a":1,"b":"x"},{"a":2,"b":null}],"last":{"n":null}}""")]
    [InlineData("""{"\u0063ustomers":[{"\u0061":1,"b":"\u0078"},{"a":2,"b":""}]}""")]
    public async Task Read_ListOrObjectWithCustomers_GivesTheSame(string json)
    {
        var sink = await Bodies.ReadAsync(json, Bodies.Json);

        Assert.Equal(RowUnit.Item, sink.Unit);
        Assert.False(sink.HasHeader);
        Assert.Equal(["a", "b"], sink.Columns);
        Assert.Equal(["a=1|b=x", "a=2|b="], sink.Customers);
        Assert.Equal([1, 2], sink.Lines);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", 1, 2)]
    [InlineData("{\"a\":1}\n{\"a\":2}", 1, 2)]
    [InlineData("\uFEFF{\"a\":1}\r\n{\"a\":2}\r\n", 1, 2)]
    [InlineData("\n\n{\"a\":1}\n  \n\n{\"a\":2}\n\n", 3, 6)]
    [InlineData("{\n\"a\":1\n}\n{\"a\":2}\n", 1, 4)]
    [InlineData("{\"a\":1} {\"a\":2}", 1, 1)]
    public async Task Read_ObjectsOneAfterTheOther_GivesTheirLines(string json, long first, long second)
    {
        var sink = await Bodies.ReadAsync(json, Bodies.Lines);

        Assert.Equal(RowUnit.Line, sink.Unit);
        Assert.Equal(["a=1", "a=2"], sink.Customers);
        Assert.Equal([first, second], sink.Lines);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.5")]
    [InlineData("12345678901234567890.12345")]
    [InlineData("9.34E-05")]
    [InlineData("1e+9")]
    [InlineData("1E400")]
    public async Task Read_Number_KeepsItsDigits(string number)
    {
        Assert.Equal([$"a={number}"], (await Bodies.ReadAsync($"[{{\"a\":{number}}}]", Bodies.Json)).Customers);
        Assert.Equal([$"a={number}"], (await Bodies.ReadAsync($"[{{\"a\":\"{number}\"}}]", Bodies.Json)).Customers);
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "")]
    [InlineData("\"\"", "")]
    [InlineData("\"0001\"", "0001")]
    [InlineData("\" padded \"", "padded")]
    [InlineData("\"caf\\u00e9\"", "café")]
    [InlineData("\"café\"", "café")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"😀\"", "😀")]
    [InlineData("\"q\\\"b\\\\s\\/n\\nt\\t\"", "q\"b\\s/n\nt")]
    public async Task Read_Value_IsHandedOnAsText(string json, string cell)
    {
        var sink = await Bodies.ReadAsync($"[{{\"_\":1,\"a\":{json}}}]", Bodies.Json);

        Assert.Equal([$"_=1|a={cell}"], sink.Customers);
    }

    [Fact]
    public async Task Read_KeysInAnyOrderOrMissing_FindTheirColumns()
    {
        const string json = """[{"a":1,"b":2,"c":3},{"c":6,"b":5,"a":4},{"b":7},{},{"d":8,"a":9},{"a":10,"c":11,"d":12}]""";

        var sink = await Bodies.ReadAsync(json, Bodies.Json);

        Assert.Equal(["a", "b", "c", "d"], sink.Columns);
        Assert.Equal(["a=1|b=2|c=3", "a=4|b=5|c=6", "b=7", "a=9|d=8", "a=10|c=11|d=12"], sink.Customers);
        Assert.Equal(4, sink.FindCalls);
    }

    [Fact]
    public async Task Read_MissingKeys_AreMissingValues()
    {
        var table = await Bodies.ReadTableAsync(Bodies.Of("""[{"a":1},{"b":2},{"a":3,"b":4}]""", Bodies.Json));

        Assert.Equal([1, double.NaN, 3], table.Find("a")!.Values);
        Assert.Equal([double.NaN, 2, 4], table.Find("b")!.Values);
    }

    [Theory]
    [InlineData("""[{"a":1},{"a":2,"b":3,"a":4}]""")]
    [InlineData("""[{"a":1},{"a":2,"b":3,"\u0061":4}]""")]
    [InlineData("""[{"a":1},{"a":2,"b":3," a ":4}]""")]
    public async Task Read_KeyTwiceInOneObject_IsRefused(string json)
    {
        var problem = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadTableAsync(Bodies.Of(json, Bodies.Json)));

        Assert.Equal(TableDefect.DuplicateColumn, problem.Defect);
        Assert.Equal(2, problem.Line);
        Assert.Contains("item 2", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Bodies.Json, "[{\"a\":1},\n\n{\"a\":1,\"\":2}]", 2, "item 2")]
    [InlineData(Bodies.Lines, "{\"a\":1}\n\n{\" \":2}", 3, "line 3")]
    public async Task Read_EmptyKey_IsRefusedWithItsPlace(string type, string json, long row, string place)
    {
        var problem = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadAsync(json, type));

        Assert.Equal(TableDefect.EmptyColumnName, problem.Defect);
        Assert.Equal(row, problem.Line);
        Assert.Contains(place, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Bodies.Json, "")]
    [InlineData(Bodies.Json, " \r\n\t ")]
    [InlineData(Bodies.Json, "\uFEFF")]
    [InlineData(Bodies.Lines, "")]
    [InlineData(Bodies.Lines, "\n\n")]
    public async Task Read_NothingInIt_IsAnEmptyBody(string type, string json)
    {
        Assert.Equal(MalformedBodyKind.EmptyBody, (await Bodies.RefusedAsync(json, type)).Kind);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"customers":[],"other":1}""")]
    public async Task Read_EmptyList_HasNoCustomers(string json)
    {
        var problem = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadTableAsync(Bodies.Of(json, Bodies.Json)));

        Assert.Equal(TableDefect.NoCustomers, problem.Defect);
    }

    [Theory]
    [InlineData("[{\"a\":1},\n{\"a\":", 2)]
    [InlineData("[{\"a\":1},\n{\"a\":2", 2)]
    [InlineData("[{\"a\":1},\n{\"a\":\"x", 2)]
    [InlineData("[{\"a\":1},\n\n{\"a\":2}\n", 4)]
    [InlineData("[{\"a\":1},]", 1)]
    [InlineData("[{\"a\":1}}", 1)]
    [InlineData("[\n{\"a\":1}\n{\"a\":2}]", 3)]
    [InlineData("[{\"a\":1}]\n[{\"a\":2}]", 2)]
    [InlineData("[{\"a\":01}]", 1)]
    [InlineData("[{\"a\":+1}]", 1)]
    [InlineData("[{\"a\":NaN}]", 1)]
    [InlineData("[{\"a\":Infinity}]", 1)]
    [InlineData("[{'a':1}]", 1)]
    [InlineData("[{a:1}]", 1)]
    [InlineData("[\n\n{\"a\":\"x\ny\"}]", 3)]
    [InlineData("[{\"a\":\"\\x\"}]", 1)]
    [InlineData("// no\n[{\"a\":1}]", 1)]
    [InlineData("a\n1\n", 1)]
    [InlineData("{\"customers\":[{\"a\":1}]", 1)]
    public async Task Read_MalformedJson_NamesTheLine(string json, long line)
    {
        var problem = await Bodies.RefusedAsync(json, Bodies.Json);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.Equal(line, problem.Line);
        Assert.Contains($"malformed in line {line}, byte ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("reader", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":1}\n\n{\"a\":", 3)]
    [InlineData("{\"a\":1}\n{\"a\":2},\n{\"a\":3}\n", 2)]
    [InlineData("{\"a\":1}\n{\"a\" 2}\n", 2)]
    public async Task Read_MalformedLine_NamesTheLine(string json, long line)
    {
        var problem = await Bodies.RefusedAsync(json, Bodies.Lines);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.Equal(line, problem.Line);
    }

    [Theory]
    [InlineData("[{\"a\":1},\n{\"a\":1,\"inner\":{\"x\":1}}]", "an object")]
    [InlineData("[{\"a\":1},\n{\"inner\":[1,2]}]", "a list")]
    public async Task Read_NestedValue_NamesItemAndKey(string json, string what)
    {
        var problem = await Bodies.RefusedAsync(json, Bodies.Json);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.Equal(2, problem.Item);
        Assert.Equal(2, problem.Line);
        Assert.Equal("inner", problem.Column);
        Assert.StartsWith($"The value of 'inner' in item 2 is {what};", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NestedValueInLines_NamesLineAndKey()
    {
        var problem = await Bodies.RefusedAsync("{\"a\":1}\n\n{\"a\":[]}", Bodies.Lines);

        Assert.Equal(3, problem.Line);
        Assert.Null(problem.Item);
        Assert.StartsWith("The value of 'a' in line 3 is a list;", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NestedValueOfLongKey_RepeatsOnlyItsBeginning()
    {
        var problem = await Bodies.RefusedAsync($$"""[{"{{new string('k', 100)}}":[]}]""", Bodies.Json);

        Assert.Contains($"'{new string('k', 40)}…'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"a":1},5]""", "In item 2 there is a number;")]
    [InlineData("""[{"a":1},{"a":1},[{"a":2}]]""", "In item 3 there is a list;")]
    [InlineData("""[null]""", "In item 1 there is null;")]
    [InlineData("""["a","b"]""", "In item 1 there is a text;")]
    [InlineData("""{"customers":[true]}""", "In item 1 there is true or false;")]
    public async Task Read_ItemThatIsNoObject_NamesTheItem(string json, string message)
    {
        var problem = await Bodies.RefusedAsync(json, Bodies.Json);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.NotNull(problem.Item);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", "The body is a number;")]
    [InlineData("\"x\"", "The body is a text;")]
    [InlineData("""{"a":1,"b":2}""", "The body is an object without 'customers';")]
    [InlineData("{\"a\":1}\n{\"a\":2}", "The body is an object without 'customers';")]
    [InlineData("{}", "The body is an object without 'customers';")]
    [InlineData("""{"customers":{"a":1}}""", "'customers' is an object, not a list;")]
    [InlineData("""{"customers":null}""", "'customers' is null, not a list;")]
    [InlineData("""{"customers":[{"a":1}],"customers":[]}""", "The body has 'customers' twice.")]
    public async Task Read_AnotherShape_SaysWhatIsExpected(string json, string message)
    {
        var problem = await Bodies.RefusedAsync(json, Bodies.Json);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ListAsLines_NamesTheLine()
    {
        var problem = await Bodies.RefusedAsync("""[{"a":1}]""", Bodies.Lines);

        Assert.StartsWith("In line 1 there is a list;", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Read_NestingAroundTheCustomers_IsLimited(int depth, bool isFine)
    {
        var limits = new ReadingOptions { MaxJsonDepth = 6 };
        var json = "{\"meta\":" + new string('[', depth) + new string(']', depth) + ",\"customers\":[{\"a\":1}]}";

        if (isFine) Assert.Single((await Bodies.ReadAsync(json, Bodies.Json, limits)).Customers);
        else Assert.Contains("depth of 6", (await Bodies.RefusedAsync(json, Bodies.Json, limits)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"a\":\"\\ud83d\"}]")]
    [InlineData("[{\"a\":\"\\ude00x\"}]")]
    [InlineData("[{\"a\\ud83d\":1}]")]
    public async Task Read_HalfASurrogatePair_IsRefused(string json)
    {
        var problem = await Bodies.RefusedAsync(json, Bodies.Json);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.Contains("surrogate", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"a\":\"größe\"}]")]
    [InlineData("[{\"a\":\"größe\\n\"}]")]
    [InlineData("[{\"größe\":1}]")]
    public async Task Read_TextThatIsNotUtf8_IsRefused(string json)
    {
        var problem = await Bodies.RefusedAsync(Bodies.Of(Encoding.Latin1.GetBytes(json), Bodies.Json));

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.Contains("not UTF-8", problem.Message, StringComparison.Ordinal);
        Assert.Equal(1, problem.Line);
    }

    [Theory]
    [InlineData(Bodies.Json, "[{\"a\":1},{\"a\":\"", "x", "In item 2 or after it,")]
    [InlineData(Bodies.Json, "[{\"a\":1},{\"", "x", "In item 2 or after it,")]
    [InlineData(Bodies.Json, "[{\"a\":", "1", "In item 1 or after it,")]
    [InlineData(Bodies.Json, "{\"meta\":\"", "x", "Before the first customer,")]
    [InlineData(Bodies.Lines, "{\"a\":1}\n{\"a\":\"", "x", "In line 2 or after it,")]
    public async Task Read_ValueWithoutEnd_StopsAtTheLimit(string type, string beginning, string repeated, string place)
    {
        var limits = new ReadingOptions { MaxRecordBytes = 200_000 };
        var body = new EndlessStream(Bodies.Utf8(beginning), Bodies.Utf8(string.Concat(Enumerable.Repeat(repeated, 1000))));

        var problem = await Bodies.RefusedAsync(Bodies.Of(body, type), limits);

        Assert.Equal(MalformedBodyKind.InvalidJson, problem.Kind);
        Assert.StartsWith(place, problem.Message, StringComparison.Ordinal);
        Assert.InRange(body.BytesRead, 1, 4 * limits.MaxRecordBytes);
    }

    [Fact]
    public async Task Read_LongValueWithinTheLimit_ArrivesWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i}é"));

        var sink = await Bodies.ReadAsync($"[{{\"a\":\"{text}\"}},{{\"a\":\"{text.Replace("é", "\\u00e9", StringComparison.Ordinal)}\"}}]", Bodies.Json);

        Assert.Equal([$"a={text}", $"a={text}"], sink.Customers);
    }

    [Fact]
    public async Task Read_MoreKeysThanColumnsAllowed_IsRefused()
    {
        var limits = new ReadingOptions { MaxColumns = 2 };

        Assert.Equal(2, (await Bodies.ReadAsync("""[{"a":1,"b":2},{"b":3}]""", Bodies.Json, limits)).Columns.Count);
        var problem = await Assert.ThrowsAsync<InvalidTableException>(() => Bodies.ReadAsync("""[{"a":1,"b":2},{"c":3}]""", Bodies.Json, limits));
        Assert.Equal(TableDefect.TooManyColumns, problem.Defect);
        Assert.Equal(2, problem.Line);
    }

    [Fact]
    public async Task Read_KeysLongerThanARecordTogether_IsRefused()
    {
        var limits = new ReadingOptions { MaxRecordBytes = 1024 };
        var key = new string('k', 600);

        Assert.Single((await Bodies.ReadAsync($$"""[{"{{key}}1":1},{"{{key}}1":2}]""", Bodies.Json, limits)).Columns);
        var problem = await Bodies.RefusedAsync($$"""[{"{{key}}1":1},{"{{key}}2":2}]""", Bodies.Json, limits);
        Assert.Equal(2, problem.Item);
        Assert.Contains("1024 bytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ManyObjects_FlushesAboutOncePerBufferAndAsksForEachKeyOnce()
    {
        var json = string.Concat(Enumerable.Repeat("{\"first\":12345,\"second\":67890}\n", 20_000));

        var sink = await Bodies.ReadAsync(Bodies.Of(new MemoryStream(Bodies.Utf8(json)), Bodies.Lines));

        Assert.Equal(20_000, sink.Lines.Length);
        Assert.Equal(20_000, sink.Lines[^1]);
        Assert.Equal(2, sink.FindCalls);
        Assert.InRange(sink.Flushes, 4, 20);
    }

    [Fact]
    public async Task Read_ObjectsWithoutAValue_AreLeftOutAndCounted()
    {
        var sink = await Bodies.ReadAsync("""[{}, {"a": 1, "b": null}, {"a": null, "b": " "}, {"b": "x"}]""", Bodies.Json);

        Assert.Equal([2, 4], sink.Lines);
        Assert.Equal(["a=1|b=", "b=x"], sink.Customers);
        Assert.StartsWith("2 items, the first is item 1, have no value", Assert.Single(sink.Notices).Message, StringComparison.Ordinal);
    }
}

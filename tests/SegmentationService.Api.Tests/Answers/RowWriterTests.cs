using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ParquetSharp;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;
using Encoding = System.Text.Encoding;

namespace SegmentationService.Api.Tests.Answers;

/// <summary>Protects that every form of a table says the same, cell by cell, when a program of somebody else reads it; and that text stays text in each.</summary>
public sealed class RowWriterTests
{
    private static readonly AnswerColumn[] Columns =
    [
        new("id", AnswerColumnKind.Id), new("=name, \"x\"", AnswerColumnKind.Text), new("segment", AnswerColumnKind.Whole), new("distance", AnswerColumnKind.Number), new("outlier", AnswerColumnKind.YesNo), new("own", AnswerColumnKind.Given),
    ];

    private static readonly string[][] Rows =
    [
        ["A-1", "Loyal", "1", "0.1", "true", "12.50x"],
        ["=1+1", "=HYPERLINK(\"http://x\",\"y\")", "2", "1E-300", "false", "@SUM(A1)"],
        ["0012", "a, \"b\"\nc", "12", "12345678.9", "true", "007"],
        ["'=x", "  spaces  ", "-3", "-0.25", "false", "1,5"],
        ["", "", "", "", "", ""],
        ["é😀", "_x0041_ & <b>", "4", "0.30000000000000004", "true", "-5 "],
        ["12345678901234567", "-2+3", "5", "7", "false", "1e5"],
    ];

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("arrow")]
    public async Task Form_ReadByAnother_HasEveryCell(string name)
    {
        var (bytes, type) = await WrittenAsync(name, Columns, Rows);
        Assert.Equal(name switch
        {
            "json" => "application/json",
            "ndjson" => "application/x-ndjson",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "arrow" => "application/vnd.apache.arrow.stream",
            _ => "application/vnd.apache.parquet",
        }, type);
        string[][] expected = [[.. Columns.Select(column => column.Name)], .. Rows];
        Assert.Equal(expected, FormReader.Read(name, bytes));
    }

    [Fact]
    public async Task Csv_ReadByAnother_HasEveryCellAndMarksFormulas()
    {
        var (bytes, type) = await WrittenAsync("csv", Columns, Rows);
        string[][] expected =
        [
            ["id", "'=name, \"x\"", "segment", "distance", "outlier", "own"],
            Rows[0],
            ["'=1+1", "'=HYPERLINK(\"http://x\",\"y\")", "2", "1E-300", "false", "'@SUM(A1)"],
            .. Rows[2..5],
            ["é😀", "_x0041_ & <b>", "4", "0.30000000000000004", "true", "'-5 "],
            ["12345678901234567", "'-2+3", "5", "7", "false", "1e5"],
        ];
        Assert.Equal("text/csv; charset=utf-8", type);
        Assert.Equal(expected, FormReader.Read("csv", bytes));
    }

    [Fact]
    public async Task Workbook_Cells_AreNumbersOnlyWhereTheyAreWrittenAsSuch()
    {
        string[][] rows = [["123", "123", "1", "0.123456", "true", "12.5"], ["0012", "=A1", "2", "7", "false", "-3"], ["-5", "5", "3", "1234567", "true", "1.50e1"], ["123456789012345", "", "4", "0.5", "false", "1234567890123456"]];
        var (bytes, _) = await WrittenAsync("xlsx", Columns, rows);
        using var reader = FormReader.OpenWorkbook(bytes);
        var values = new List<object?[]>();
        var formats = new List<string?>();
        while (reader.Read())
        {
            values.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
            formats.Add(reader.GetNumberFormatString(3));
        }

        object?[][] expected =
        [
            [123.0, "123", 1.0, 0.123456, true, 12.5],
            ["0012", "=A1", 2.0, 7.0, false, -3.0],
            ["-5", "5", 3.0, 1234567.0, true, "1.50e1"],
            [123456789012345.0, null, 4.0, 0.5, false, "1234567890123456"],
        ];
        Assert.Equal(expected, values.Skip(1));
        Assert.Equal(["0.00##", "0", "0", "0.00##"], formats.Skip(1));

        using var parts = new ZipArchive(new MemoryStream(bytes));
        var sheet = await TextAsync(parts.GetEntry("xl/worksheets/sheet1.xml")!);
        Assert.DoesNotContain("<f>", sheet, StringComparison.Ordinal);
        Assert.Contains("ySplit=\"1\"", sheet, StringComparison.Ordinal);
        Assert.Contains("state=\"frozen\"", sheet, StringComparison.Ordinal);
        Assert.Contains("<b/>", (await TextAsync(parts.GetEntry("xl/styles.xml")!)).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workbook_TextThatXmlOrACellCannotHold_IsWrittenByCodesOrCut()
    {
        var (bytes, _) = await WrittenAsync("xlsx", Columns[1..2], [["a\u0001b\uffff\r\n"], ["_x0041_x0042_"], [new string('x', 40_000)], [new string('x', 32_765) + "😀😀"]]);
        var rows = FormReader.Read("xlsx", bytes);
        Assert.Equal(["a\u0001b\uffff\r\n", "_x0041_x0042_", new string('x', 32_766) + "…", new string('x', 32_765) + "…"], rows.Skip(1).Select(row => row[0]));
    }

    [Fact]
    public async Task Parquet_ManyRows_AreGroups()
    {
        string[][] rows = [.. Enumerable.Range(0, 70_000).Select(i => new[] { FormReader.Text(i), FormReader.Text(i / 7.0) })];
        var (bytes, _) = await WrittenAsync("parquet", [new("id", AnswerColumnKind.Id), new("x", AnswerColumnKind.Number)], rows);
        Assert.Equal(rows, FormReader.Read("parquet", bytes).Skip(1));
        using var reader = new ParquetFileReader(new MemoryStream(bytes));
        Assert.Equal((2, 70_000L), (reader.FileMetaData.NumRowGroups, reader.FileMetaData.NumRows));
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("parquet")]
    [InlineData("arrow")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task Form_OfNoRows_IsATableAllTheSame(string name)
    {
        var (bytes, _) = await WrittenAsync(name, Columns, []);
        if (name == "json") Assert.Equal("[]\n", Encoding.UTF8.GetString(bytes));
        else Assert.Single(FormReader.Read(name, bytes));
    }

    [Theory]
    [InlineData("xlsx", 1_048_575, 16_384, true)]
    [InlineData("xlsx", 1_048_576, 6, false)]
    [InlineData("xlsx", 5, 16_385, false)]
    [InlineData("parquet", 2_000_000, 20_000, true)]
    [InlineData("csv", 2_000_000, 20_000, true)]
    public void CheckFits_ByForm_RefusesWhatASheetCannotHold(string name, long rows, int columns, bool fits)
    {
        var refusal = Record.Exception(() => Form(name).CheckFits(rows, columns));
        if (fits) Assert.Null(refusal);
        else Assert.Contains($"there are {rows} rows and {columns} columns", Assert.IsType<InvalidParameterException>(refusal).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "csv")]
    [InlineData("*/*", "", "csv")]
    [InlineData("application/*", "", "json")]
    [InlineData("text/*", "", "csv")]
    [InlineData("text/html, application/vnd.apache.parquet;q=0.5, text/csv;q=0.1", "", "parquet")]
    [InlineData("application/x-parquet", "", "parquet")]
    [InlineData("application/jsonl", "", "ndjson")]
    [InlineData("text/csv;q=0, */*;q=0.1", "", "json")]
    [InlineData("application/json;q=0, application/*", "", "ndjson")]
    [InlineData("nonsense", "", "csv")]
    [InlineData("text/html", "?format=XLSX", "xlsx")]
    public void Choose_ByAcceptAndFormat_TakesTheFormThatIsAskedFor(string accept, string query, string expected)
    {
        var context = new DefaultHttpContext();
        if (accept.Length > 0) context.Request.Headers.Accept = accept;
        context.Request.QueryString = new QueryString(query);
        Assert.Equal(expected, AnswerForm.Choose(context.Request, new QueryReader(context.Request.Query, [AnswerForm.Parameter]), AnswerForm.Csv).Name);
    }

    private static async Task<(byte[] Bytes, string? ContentType)> WrittenAsync(string name, AnswerColumn[] columns, string[][] rows)
    {
        var (context, sent) = (new DefaultHttpContext(), new MemoryStream());
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(sent));
        await Form(name).SendAsync(context.Response, columns, RowsOf(rows), memory: null, CancellationToken.None);
        await context.Response.BodyWriter.FlushAsync();
        return (sent.ToArray(), context.Response.ContentType);
    }

    private static AnswerForm Form(string name)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString($"?format={name}");
        return AnswerForm.Choose(context.Request, new QueryReader(context.Request.Query, [AnswerForm.Parameter]), AnswerForm.Json);
    }

    private static IEnumerable<AnswerRow> RowsOf(string[][] rows)
    {
        var row = new AnswerRow();
        foreach (var cells in rows)
        {
            row.Clear();
            foreach (var cell in cells) row.Add(Encoding.UTF8.GetBytes(cell));
            yield return row;
        }
    }

    private static async Task<string> TextAsync(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(await entry.OpenAsync());
        return await reader.ReadToEndAsync();
    }
}

using System.Globalization;
using System.Text.Json;
using ExcelDataReader;
using ParquetSharp;
using SegmentationService.Api.Tests.Reading;
using Encoding = System.Text.Encoding;

namespace SegmentationService.Api.Tests.Answers;

/// <summary>Reads a table in any form, by programs of others, into cells as CSV writes them: numbers in their shortest form, nothing where there is no value. The first row is the names.</summary>
internal static class FormReader
{
    /// <summary>The reader of workbooks asks for the code pages of old ones, also where it needs none.</summary>
    static FormReader() => Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);

    public static IReadOnlyList<string[]> Read(string form, byte[] bytes) => form switch
    {
        "csv" => CsvRows.Parse(Encoding.UTF8.GetString(bytes)),
        "json" => Objects([.. JsonDocument.Parse(bytes).RootElement.EnumerateArray()]),
        "ndjson" => Objects([.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]),
        "xlsx" => Workbook(bytes),
        "parquet" => Parquet(bytes),
        "arrow" => Arrows.Rows(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    public static IExcelDataReader OpenWorkbook(byte[] bytes) => ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(bytes));

    public static string Text(object? value) => value switch
    {
        null or DBNull => "",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static IReadOnlyList<string[]> Objects(JsonElement[] items) =>
        [items[0].Names(), .. items.Select(item => item.EnumerateObject().Select(member => member.Value.ValueKind is JsonValueKind.Null ? "" : member.Value.ToString() is "True" or "False" ? member.Value.ToString().ToLowerInvariant() : member.Value.ToString()).ToArray())];

    private static List<string[]> Workbook(byte[] bytes)
    {
        using var reader = OpenWorkbook(bytes);
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))]);
        return rows;
    }

    private static List<string[]> Parquet(byte[] bytes)
    {
        using var reader = new ParquetFileReader(new MemoryStream(bytes));
        var columns = reader.FileMetaData.NumColumns;
        List<string[]> rows = [[.. Enumerable.Range(0, columns).Select(c => reader.FileMetaData.Schema.Column(c).Name)]];
        for (var g = 0; g < reader.FileMetaData.NumRowGroups; g++)
        {
            using var group = reader.RowGroup(g);
            var count = checked((int)group.MetaData.NumRows);
            string[][] cells = [.. Enumerable.Range(0, columns).Select(c => Column(group, c, count))];
            for (var row = 0; row < count; row++) rows.Add([.. cells.Select(column => column[row])]);
        }

        return rows;
    }

    /// <summary>By the type that the file says it has: a double that was written as text would not be one here.</summary>
    private static string[] Column(RowGroupReader group, int column, int count)
    {
        using var reader = group.Column(column);
        return reader.Type switch
        {
            PhysicalType.Int64 => Cells<long?>(reader, count),
            PhysicalType.Double => Cells<double?>(reader, count),
            PhysicalType.Boolean => Cells<bool?>(reader, count),
            PhysicalType.ByteArray => Cells<string?>(reader, count),
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    private static string[] Cells<T>(ColumnReader column, int count)
    {
        using var reader = column.LogicalReader<T>();
        return [.. reader.ReadAll(count).Select(value => Text(value))];
    }
}

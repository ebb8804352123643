using System.Globalization;
using ParquetSharp;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Makes Parquet files, by the library's own typed writers.</summary>
internal static class Parquets
{
    public const string Type = "application/vnd.apache.parquet";

    /// <summary>A file of columns in groups of rows.</summary>
    public static byte[] Of(int rowsOfGroup, params ParquetTestColumn[] columns) => Of(rowsOfGroup, Compression.Snappy, columns);

    public static byte[] Of(int rowsOfGroup, Compression compression, params ParquetTestColumn[] columns)
    {
        var file = new MemoryStream();
        using (var writer = new ParquetFileWriter(file, [.. columns.Select(column => column.Schema)], logicalTypeFactory: null, compression, keyValueMetadata: null, leaveOpen: true))
        {
            for (var first = 0; first == 0 || first < columns[0].Rows; first += rowsOfGroup)
            {
                using var group = writer.AppendRowGroup();
                foreach (var column in columns) column.WriteTo(group, first, Math.Min(rowsOfGroup, column.Rows - first));
            }

            writer.Close();
        }

        return file.ToArray();
    }

    /// <summary>A column of values, null where one is missing.</summary>
    public static ParquetTestColumn Column<T>(string name, T[] values, LogicalType? type = null) => new ParquetTestColumn.Typed<T>(new Column<T>(name, type), values);

    /// <summary>The table of a CSV, typed: a kind for each column, of <c>text</c>, <c>int</c>, <c>long</c>, <c>float</c>, <c>double</c>, <c>decimal</c>, <c>day</c>, <c>moment</c>, <c>bool</c>.</summary>
    public static byte[] OfCsv(string csv, string kinds, int rowsOfGroup = 1_000)
    {
        var rows = CsvRows.Parse(csv);
        return Of(rowsOfGroup, [.. kinds.Split(' ').Select((kind, c) => OfCells(rows[0][c], kind, [.. rows.Skip(1).Select(row => row[c])]))]);
    }

    /// <summary>The same, where a column of plain numbers is of int64 or doubles, and any other of texts.</summary>
    public static byte[] OfCsv(string csv, int rowsOfGroup = 1_000)
    {
        var rows = CsvRows.Parse(csv);
        return OfCsv(csv, string.Join(' ', KindsOf(rows)), rowsOfGroup);
    }

    /// <summary>What the columns of a CSV hold, in the words of <see cref="OfCsv(string, string, int)"/>.</summary>
    /// <param name="rows">The names, and the rows below them.</param>
    public static string[] KindsOf(IReadOnlyList<string[]> rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(column => KindOf([.. rows.Skip(1).Select(row => row[column]).Where(cell => cell.Length > 0)]))];

    private static string KindOf(string[] cells)
    {
        if (!Array.TrueForAll(cells, cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !(cell.Length > 1 && cell[0] == '0' && cell[1] != '.'))) return "text";
        return Array.TrueForAll(cells, cell => long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) ? "long" : "double";
    }

    private static ParquetTestColumn OfCells(string name, string kind, string[] cells) => kind switch
    {
        "text" => Column(name, Array.ConvertAll(cells, cell => cell.Length == 0 ? null : cell)),
        "int" => Values(name, cells, cell => int.Parse(cell, CultureInfo.InvariantCulture)),
        "long" => Values(name, cells, cell => long.Parse(cell, CultureInfo.InvariantCulture)),
        "float" => Values(name, cells, cell => float.Parse(cell, CultureInfo.InvariantCulture)),
        "double" => Values(name, cells, cell => double.Parse(cell, CultureInfo.InvariantCulture)),
        "decimal" => Values(name, cells, cell => decimal.Parse(cell, CultureInfo.InvariantCulture), LogicalType.Decimal(29, 2)),
        "day" => Values(name, cells, cell => new Date(DateTime.Parse(cell, CultureInfo.InvariantCulture))),
        "moment" => Values(name, cells, cell => DateTime.Parse(cell, CultureInfo.InvariantCulture), LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Micros)),
        "bool" => Values(name, cells, bool.Parse),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static ParquetTestColumn Values<T>(string name, string[] cells, Func<string, T> parse, LogicalType? type = null)
        where T : struct => Column(name, Array.ConvertAll(cells, cell => cell.Length == 0 ? (T?)null : parse(cell)), type);
}

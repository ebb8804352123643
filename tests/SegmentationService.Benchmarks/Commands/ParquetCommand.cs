using ParquetSharp;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks.Commands;

/// <summary><c>parquet FILE.csv FILE.parquet</c>: the same table as Parquet, numbers as doubles and all else as texts, so that <c>read</c> can be compared.</summary>
internal static class ParquetCommand
{
    /// <summary>As DuckDB has it.</summary>
    private const int RowsOfGroup = 122_880;

    public static async Task RunAsync(CommandArguments command)
    {
        var table = await ReadCommand.ReadAsync(command.Word(1, "The .csv file"));
        Column[] schema = [.. table.Columns.Select(column => IsNumbers(column) ? (Column)new Column<double?>(column.Name) : new Column<string>(column.Name))];
        using var file = new ParquetFileWriter(command.Word(2, "The .parquet file"), schema);
        for (var first = 0; first < table.Customers; first += RowsOfGroup)
        {
            var count = Math.Min(RowsOfGroup, table.Customers - first);
            using var group = file.AppendRowGroup();
            foreach (var column in table.Columns)
            {
                if (IsNumbers(column)) Write(group, column.Values.AsSpan(first, count), value => double.IsNaN(value) ? null : (double?)value);
                else Write(group, Enumerable.Range(first, count).ToArray(), row => column.Texts![row]);
            }
        }

        file.Close();
    }

    private static bool IsNumbers(TableColumn column) => column.IsNumeric && column.Texts is null;

    private static void Write<TValue, TCell>(RowGroupWriter group, ReadOnlySpan<TValue> values, Func<TValue, TCell> cell)
    {
        var cells = new TCell[values.Length];
        for (var i = 0; i < cells.Length; i++) cells[i] = cell(values[i]);
        using var writer = group.NextColumn().LogicalWriter<TCell>();
        writer.WriteBatch(cells);
    }
}

using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using SegmentationService.Api.Tests.Answers;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Makes Arrow streams, and reads those of the service, by the library's own writers and readers.</summary>
internal static class Arrows
{
    public const string Type = "application/vnd.apache.arrow.stream";

    /// <summary>A stream of one batch.</summary>
    public static byte[] Of(params (string Name, IArrowArray Cells)[] columns) => Of(null, columns);

    public static byte[] Of(CompressionCodecType? compression, params (string Name, IArrowArray Cells)[] columns) => Of(compression, [columns]);

    /// <summary>The table of a CSV, a column of plain numbers being of doubles, and any other of texts.</summary>
    public static byte[] OfCsv(string csv, int rowsOfBatch = 1_000)
    {
        var rows = CsvRows.Parse(csv);
        var kinds = Parquets.KindsOf(rows);
        return Of(null, [.. rows.Skip(1).Chunk(rowsOfBatch).Select(batch => rows[0].Select((name, c) => (name, Cells(kinds[c], [.. batch.Select(row => row[c])]))).ToArray())]);
    }

    /// <summary>The cells of a stream as CSV writes them, the names first.</summary>
    public static IReadOnlyList<string[]> Rows(byte[] bytes)
    {
        using var reader = new ArrowStreamReader(new MemoryStream(bytes));
        List<string[]> rows = [[.. reader.Schema.FieldsList.Select(field => field.Name)]];
        while (reader.ReadNextRecordBatch() is { } batch)
            using (batch) rows.AddRange(Enumerable.Range(0, batch.Length).Select(row => Enumerable.Range(0, batch.ColumnCount).Select(c => FormReader.Text(Value(batch.Column(c), row))).ToArray()));
        return rows;
    }

    private static byte[] Of(CompressionCodecType? compression, (string Name, IArrowArray Cells)[][] batches)
    {
        var stream = new MemoryStream();
        var schema = new Schema(batches[0].Select(column => new Field(column.Name, column.Cells.Data.DataType, nullable: true)), null);
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true, new IpcOptions { CompressionCodec = compression, CompressionCodecFactory = new CompressionCodecFactory() }))
        {
            foreach (var batch in batches) writer.WriteRecordBatch(new RecordBatch(schema, batch.Select(column => column.Cells), batch[0].Cells.Length));
            writer.WriteEnd();
        }

        return stream.ToArray();
    }

    private static IArrowArray Cells(string kind, string[] cells)
    {
        if (kind == "text")
        {
            var texts = new StringArray.Builder();
            foreach (var cell in cells) texts.Append(cell.Length == 0 ? null : cell);
            return texts.Build();
        }

        var numbers = new DoubleArray.Builder();
        foreach (var cell in cells)
        {
            if (cell.Length == 0) numbers.AppendNull();
            else numbers.Append(double.Parse(cell, CultureInfo.InvariantCulture));
        }

        return numbers.Build();
    }

    private static object? Value(IArrowArray array, int row) => array switch
    {
        Int64Array wholes => wholes.GetValue(row),
        DoubleArray numbers => numbers.GetValue(row),
        BooleanArray flags => flags.GetValue(row),
        StringArray texts => texts.GetString(row),
        _ => throw new InvalidOperationException(array.Data.DataType.Name),
    };
}

using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Reads customers from an Arrow stream (IPC) by Apache.Arrow, batch after batch as it comes: no more than one of them is held, and nothing is put aside.</summary>
/// <param name="sink">Takes the customers.</param>
/// <param name="limits">How long a value, and how large a batch may be.</param>
/// <param name="parallelism">Whose threads make parts of the rows, what ends the reading, and what it takes its memory from.</param>
internal sealed class ArrowCustomers(ICustomerSink sink, ReadingOptions limits, Parallelism parallelism)
{
    /// <summary>Reads all customers.</summary>
    /// <param name="body">The stream; stays open.</param>
    /// <exception cref="MalformedBodyException">It is damaged, breaks off, or has no column that is read.</exception>
    /// <exception cref="BodyTooLargeException">A batch of it is larger than a body may be.</exception>
    public async ValueTask ReadAsync(Stream body)
    {
        using var memory = parallelism.Memory?.Part();
        await using var content = new ArrowContent(body);
        using var reader = new ArrowStreamReader(content, new ArrowMemory(memory, limits.MaxDecompressedBytes), new CompressionCodecFactory(), leaveOpen: true);
        var schema = await ExplainedAsync(content, async () => await reader.GetSchema(parallelism.Cancellation)) ?? throw Damaged(null);
        sink.Begin(RowUnit.Row);
        var columns = ColumnsOf(schema);
        await using var parts = new BatchParts(sink, () => new ColumnBatch([.. columns.Select(column => new ColumnCells(schema.GetFieldByIndex(column).Name, limits.MaxRecordBytes, parallelism.Memory))]), parallelism);
        while (await ExplainedAsync(content, async () => await reader.ReadNextRecordBatchAsync(parallelism.Cancellation)) is { } rows)
            using (rows) await ReadAsync(rows, columns, parts);
        if (!content.HasEnded) throw Damaged(null);

        await parts.EndAsync();
        await sink.FlushAsync(parallelism.Cancellation);
    }

    private int[] ColumnsOf(Schema schema)
    {
        var header = new FlatHeader(sink);
        int[] columns = [.. Enumerable.Range(0, schema.FieldsList.Count).Where(i => header.Add(schema.GetFieldByIndex(i).Name, ArrowCells.AreRead(schema.GetFieldByIndex(i).DataType)))];
        if (columns.Length == 0) throw new MalformedBodyException(MalformedBodyKind.InvalidArrow, "The Arrow stream has no column of numbers, texts, dates or yes and no; a row for each customer with such columns is expected.");
        header.End();
        return columns;
    }

    private async ValueTask ReadAsync(RecordBatch rows, int[] columns, BatchParts parts)
    {
        if (rows.Length < 0 || System.Array.Exists(columns, column => column >= rows.ColumnCount || rows.Column(column).Length != rows.Length)) throw Damaged(null);
        sink.Expect(rows.Length);
        for (var first = 0; first < rows.Length;)
        {
            var batch = parts.Next();
            batch.Rows = Math.Min(rows.Length - first, parts.MostRowsOfNext);
            for (var c = 0; c < columns.Length; c++) Add(batch.Columns[c], rows.Column(columns[c]), first, batch.Rows);
            first += batch.Rows;
            await parts.AddAsync(batch);
        }
    }

    private static void Add(ColumnCells cells, IArrowArray array, int first, int count)
    {
        try
        {
            ArrowCells.Add(cells, array, first, count);
        }
        catch (Exception e) when (IsOfTheStream(e))
        {
            throw Damaged(e);
        }
    }

    /// <summary>Runs a call of the library, whose failures of whatever kind mean that the stream is not as it should be, unless its bytes failed of themselves.</summary>
    private static async ValueTask<T?> ExplainedAsync<T>(ArrowContent content, Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (IsOfTheStream(e))
        {
            content.ThrowIfFailed();
            throw Damaged(e);
        }
    }

    private static bool IsOfTheStream(Exception e) => e is not (OperationCanceledException or OutOfMemoryException or BodyException or MemoryLimitException or InvalidTableException);

    private static MalformedBodyException Damaged(Exception? cause) => new(
        MalformedBodyKind.InvalidArrow,
        "The Arrow stream is damaged, breaks off before the mark of its end, or is none; close the writer of the stream (IPC) before it is sent, or send the table as CSV.",
        cause);
}

using ParquetSharp;
using ParquetSharp.IO;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads customers from a Parquet file by ParquetSharp. What its footer says is checked before anything else is read. Groups of rows are decoded one after the other, a page of each column at
/// a time; what sinks make of them is made side by side.
/// </summary>
/// <param name="sink">Takes the customers.</param>
/// <param name="limits">How long a value may be.</param>
/// <param name="maxBytes">The most bytes that the file may have when it is unpacked.</param>
/// <param name="parallelism">Whose threads make parts of the rows, what ends the reading, and what it takes its memory from.</param>
internal sealed class ParquetCustomers(ICustomerSink sink, ReadingOptions limits, long maxBytes, Parallelism parallelism)
{
    /// <summary>What is read of a column at once.</summary>
    private const int BufferBytes = 1 << 16;

    /// <summary>About the largest page of a column that programs write; it is unpacked as a whole.</summary>
    private const int PageBytes = 1 << 20;

    /// <summary>Reads all customers.</summary>
    /// <param name="file">The file, which can be read from any place; stays open.</param>
    /// <exception cref="MalformedBodyException">It is damaged, encrypted, or has no column that is read.</exception>
    /// <exception cref="BodyTooLargeException">It unpacks to more than is allowed.</exception>
    public async ValueTask ReadAsync(Stream file)
    {
        file.Position = 0;
        using var input = new ManagedRandomAccessFile(file, leaveOpen: true);
        using var properties = ParquetFaults.Explained(Properties);
        using var reader = ParquetFaults.Explained(() => new ParquetFileReader(input, properties));
        var content = ParquetFaults.Explained(() => reader.FileMetaData);
        sink.Begin(RowUnit.Row);
        Check(reader, content);
        List<(string Name, ParquetColumnReader Reader)> columns = [];
        try
        {
            AddColumns(content, columns);
            await ReadRowsAsync(reader, content, columns);
        }
        finally
        {
            foreach (var (_, column) in columns) column.Dispose();
        }

        await sink.FlushAsync(parallelism.Cancellation);
    }

    private static ReaderProperties Properties()
    {
        var properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnablePageChecksumVerification();
        properties.EnableBufferedStream();
        properties.BufferSize = BufferBytes;
        return properties;
    }

    /// <summary>Refuses what the footer says is too much, or contradicts itself in.</summary>
    private void Check(ParquetFileReader reader, FileMetaData content)
    {
        var (rows, bytes) = ParquetFaults.Explained(() =>
        {
            var (rows, bytes) = (0L, 0L);
            for (var i = 0; i < content.NumRowGroups; i++)
            {
                using var group = reader.RowGroup(i);
                if (group.MetaData.NumRows < 0 || group.MetaData.TotalByteSize < 0) throw ParquetFaults.Contradiction("A group of rows has fewer than none.");
                rows = checked(rows + group.MetaData.NumRows);
                bytes = checked(bytes + group.MetaData.TotalByteSize);
            }

            return rows == content.NumRows ? (rows, bytes) : throw ParquetFaults.Contradiction("The groups have another number of rows than the file.");
        });
        if (bytes > maxBytes) throw BodyTooLargeException.Of("The Parquet file, once unpacked,", maxBytes);
        sink.Expect(rows);
    }

    private void AddColumns(FileMetaData content, List<(string Name, ParquetColumnReader Reader)> columns)
    {
        var header = new FlatHeader(sink);
        for (var i = 0; i < content.NumColumns; i++)
        {
            var (name, reader) = ParquetFaults.Explained(() =>
            {
                var column = content.Schema.Column(i);
                var path = column.Path.ToDotVector();
                return (path[0], path.Length > 1 ? null : ParquetColumnReader.Of(column, i));
            });
            if (reader is not null) columns.Add((name, reader));
            header.Add(name, reader is not null);
        }

        if (columns.Count == 0) throw new MalformedBodyException(MalformedBodyKind.InvalidParquet, "The Parquet file has no column of numbers, texts, dates or yes and no; a row for each customer with such columns is expected.");
        header.End();
    }

    private async ValueTask ReadRowsAsync(ParquetFileReader reader, FileMetaData content, List<(string Name, ParquetColumnReader Reader)> columns)
    {
        using var native = parallelism.Memory?.Part();
        await using var parts = new BatchParts(sink, () => new ColumnBatch([.. columns.Select(column => new ColumnCells(column.Name, limits.MaxRecordBytes, parallelism.Memory))]), parallelism);
        for (var i = 0; i < content.NumRowGroups; i++)
        {
            using var group = ParquetFaults.Explained(() => reader.RowGroup(i));
            var rows = ParquetFaults.Explained(() =>
            {
                native?.Hold(BytesOf(group, columns.Count));
                foreach (var (_, column) in columns) column.Open(group);
                return group.MetaData.NumRows;
            });
            while (rows > 0)
            {
                var batch = parts.Next();
                batch.Rows = (int)Math.Min(rows, parts.MostRowsOfNext);
                for (var c = 0; c < columns.Count; c++) Read(columns[c].Reader, batch.Columns[c], batch.Rows);
                rows -= batch.Rows;
                await parts.AddAsync(batch);
            }
        }

        await parts.EndAsync();
    }

    /// <summary>What the library holds of a group of rows, about: of each column what is read at once, and a page.</summary>
    private static long BytesOf(RowGroupReader group, int columns) => Math.Min(group.MetaData.TotalByteSize, (long)(BufferBytes + PageBytes) * columns);

    private static void Read(ParquetColumnReader column, ColumnCells cells, int rows) => ParquetFaults.Explained(() =>
    {
        column.Read(cells, rows);
        return true;
    });
}

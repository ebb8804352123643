using System.Runtime.ExceptionServices;
using ParquetSharp;
using ParquetSharp.IO;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads customers from a Parquet file by ParquetSharp. What its footer says is checked before anything else is read. Groups of rows are decoded one after the other, a page of each column at
/// a time and the columns side by side; so is made what sinks make of the rows before.
/// </summary>
/// <param name="sink">Takes the customers.</param>
/// <param name="limits">How long a value may be.</param>
/// <param name="maxBytes">The most bytes that the file may have when it is unpacked.</param>
/// <param name="parallelism">Whose threads make parts of the rows, what ends the reading, and what it takes its memory from.</param>
internal sealed class ParquetCustomers(ICustomerSink sink, ReadingOptions limits, long maxBytes, Parallelism parallelism)
{
    /// <summary>What is read of a column at once.</summary>
    private const int BufferBytes = 1 << 16;

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
        using var footer = parallelism.Memory?.Part();
        var pages = ParquetFaults.Explained(() =>
        {
            var pages = new ParquetPages(file);
            footer?.Take(pages.FooterBytes());
            pages.ReadFooter();
            return pages;
        });
        List<Column> columns = [];
        try
        {
            AddColumns(content, columns);
            await ReadRowsAsync(reader, content, pages, columns);
        }
        finally
        {
            foreach (var column in columns) column.Reader.Dispose();
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

    private void AddColumns(FileMetaData content, List<Column> columns)
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
            if (reader is not null) columns.Add(new Column(name, i, reader));
            header.Add(name, reader is not null);
        }

        if (columns.Count == 0) throw new MalformedBodyException(MalformedBodyKind.InvalidParquet, "The Parquet file has no column of numbers, texts, dates or yes and no; a row for each customer with such columns is expected.");
        header.End();
    }

    private async ValueTask ReadRowsAsync(ParquetFileReader reader, FileMetaData content, ParquetPages pages, List<Column> columns)
    {
        using var native = parallelism.Memory?.Part();
        await using var parts = new BatchParts(sink, () => new ColumnBatch([.. columns.Select(column => new ColumnCells(column.Name, limits.MaxRecordBytes, parallelism.Memory))]), parallelism);
        var unpacked = 0L;
        for (var i = 0; i < content.NumRowGroups; i++)
        {
            using var group = ParquetFaults.Explained(() => reader.RowGroup(i));
            var rows = ParquetFaults.Explained(() =>
            {
                var held = Measure(pages, i, columns, ref unpacked);
                native?.Hold(held);
                foreach (var column in columns) column.Reader.Open(group);
                return group.MetaData.NumRows;
            });
            while (rows > 0)
            {
                var batch = parts.Next();
                batch.Rows = (int)Math.Min(rows, parts.MostRowsOfNext);
                await ReadAsync(columns, batch);
                rows -= batch.Rows;
                await parts.AddAsync(batch);
            }
        }

        await parts.EndAsync();
    }

    /// <summary>What the library holds of a group of rows, about: of each column what is read at once, the dictionary, and a page. What all pages unpack to is limited, whatever the footer says of it.</summary>
    private long Measure(ParquetPages pages, int group, List<Column> columns, ref long unpacked)
    {
        var held = 0L;
        foreach (var column in columns)
        {
            var (bytes, ofColumn) = pages.Measure(group, column.Index, maxBytes - unpacked, parallelism.Cancellation);
            if (bytes > maxBytes - unpacked) throw BodyTooLargeException.Of("The Parquet file, once unpacked,", maxBytes);
            unpacked += bytes;
            held += BufferBytes + ofColumn;
        }

        return held;
    }

    /// <summary>Reads the next rows, the columns side by side. What is wrong is that of the first column that something is wrong with.</summary>
    private async ValueTask ReadAsync(List<Column> columns, ColumnBatch batch)
    {
        var problems = new ExceptionDispatchInfo?[columns.Count];
        var next = -1;
        var others = Enumerable.Range(1, Math.Min(parallelism.Threads, columns.Count) - 1).Select(_ => parallelism.Begin(ReadColumns)).ToArray();
        ReadColumns();
        await Task.WhenAll(others);
        Array.Find(problems, problem => problem is not null)?.Throw();

        bool ReadColumns()
        {
            for (var column = Interlocked.Increment(ref next); column < columns.Count; column = Interlocked.Increment(ref next))
            {
                try
                {
                    columns[column].Reader.Read(batch.Columns[column], batch.Rows);
                }
                catch (Exception e)
                {
                    problems[column] = ExceptionDispatchInfo.Capture(ParquetFaults.IsOfTheFile(e) ? ParquetFaults.Damaged(e) : e);
                }
            }

            return true;
        }
    }

    /// <summary>A column that is read.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Index">Its place in the file.</param>
    /// <param name="Reader">Reads it.</param>
    private sealed record Column(string Name, int Index, ParquetColumnReader Reader);
}

using ParquetSharp;
using ParquetSharp.IO;
using SegmentationService.Core;

namespace SegmentationService.Api.Answers;

/// <summary>
/// A Parquet file for programs that read it: columns of texts, int64, doubles, exact, and booleans, each of which may be null. Rows are collected and written as groups, so that memory does not
/// grow with their number.
/// </summary>
internal sealed class ParquetRowWriter : IRowWriter
{
    /// <summary>What a group takes: cells as objects, and the pages that the library makes of them.</summary>
    private const int BytesInMemory = 8 * RowBatch.MostBytes;

    private readonly ParquetColumn[] _columns;
    private readonly ManagedOutputStream _output;
    private readonly ParquetFileWriter _file;
    private RowBatch _batch;

    /// <param name="target">Takes the bytes.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    public ParquetRowWriter(Stream target, IReadOnlyList<AnswerColumn> columns, MemoryShare? memory)
    {
        memory?.Take(BytesInMemory);
        _columns = [.. columns.Select(ParquetColumn.Of)];
        _output = new ManagedOutputStream(target);
        _file = new ParquetFileWriter(_output, [.. _columns.Select(column => column.Schema)], Compression.Snappy);
    }

    public ValueTask BeginAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(AnswerRow row, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].Add(row[i]);
        _batch.Add(row);
        if (_batch.IsFull) EndGroup();
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_batch.Rows > 0) EndGroup();
        _file.Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        _output.Dispose();
        return ValueTask.CompletedTask;
    }

    private void EndGroup()
    {
        using var group = _file.AppendRowGroup();
        foreach (var column in _columns) column.WriteTo(group);
        _batch = default;
    }
}

using Apache.Arrow;
using Apache.Arrow.Ipc;
using SegmentationService.Core;

namespace SegmentationService.Api.Answers;

/// <summary>
/// An Arrow stream (IPC) for programs that read it as it comes: columns of texts, int64, doubles, exact, and booleans, each of which may be null. Rows are collected and written as batches, so that
/// memory does not grow with their number.
/// </summary>
internal sealed class ArrowRowWriter : IRowWriter
{
    /// <summary>What a batch takes: the arrays, and what is written of them.</summary>
    private const int BytesInMemory = 4 * RowBatch.MostBytes;

    private readonly ArrowColumn[] _columns;
    private readonly Schema _schema;
    private readonly ArrowStreamWriter _stream;
    private RowBatch _batch;

    /// <param name="target">Takes the bytes.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    public ArrowRowWriter(Stream target, IReadOnlyList<AnswerColumn> columns, MemoryShare? memory)
    {
        memory?.Take(BytesInMemory);
        _columns = [.. columns.Select(ArrowColumn.Of)];
        _schema = new Schema(_columns.Select(column => column.Field), null);
        _stream = new ArrowStreamWriter(target, _schema, leaveOpen: true);
    }

    public async ValueTask BeginAsync(CancellationToken cancellationToken) => await _stream.WriteStartAsync(cancellationToken);

    public async ValueTask WriteAsync(AnswerRow row, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].Add(row[i]);
        _batch.Add(row);
        if (_batch.IsFull) await EndBatchAsync(cancellationToken);
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_batch.Rows > 0) await EndBatchAsync(cancellationToken);
        await _stream.WriteEndAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _stream.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask EndBatchAsync(CancellationToken cancellationToken)
    {
        using var batch = new RecordBatch(_schema, _columns.Select(column => column.Build()), _batch.Rows);
        await _stream.WriteRecordBatchAsync(batch, cancellationToken);
        _batch = default;
    }
}

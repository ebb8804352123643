using System.Runtime.ExceptionServices;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Makes parts of a sink of rows that come in batches, column by column: several side by side, while the next is read, and joined in order.</summary>
/// <param name="sink">Takes the parts; its header has ended.</param>
/// <param name="make">Makes an empty batch.</param>
/// <param name="parallelism">Whose threads fill the parts, and what ends it.</param>
internal sealed class BatchParts(ICustomerSink sink, Func<ColumnBatch> make, Parallelism parallelism) : IAsyncDisposable
{
    /// <summary>The first rows tell the sink which columns are texts before others are read side by side.</summary>
    private const int FirstRows = 256;

    private const int MostRows = 1 << 16;

    private static readonly int MostUnderWay = Environment.ProcessorCount + 1;

    private readonly RowNotices _notices = new(RowUnit.Row);
    private readonly Queue<(ColumnBatch Batch, ICustomerPart Part, Task<ExceptionDispatchInfo?> Filling)> _underWay = new();
    private readonly Stack<ColumnBatch> _free = new();
    private long _rows;

    /// <summary>The most rows of the next batch.</summary>
    public int MostRowsOfNext => _rows == 0 ? FirstRows : Math.Min(sink.MostCustomersOfPart, MostRows);

    /// <summary>An empty batch.</summary>
    public ColumnBatch Next() => _free.TryPop(out var batch) ? batch : make();

    /// <summary>Takes a batch, which must not be used after.</summary>
    /// <param name="batch">From <see cref="Next"/>, filled.</param>
    public async ValueTask AddAsync(ColumnBatch batch)
    {
        parallelism.Cancellation.ThrowIfCancellationRequested();
        var first = _rows + 1;
        _rows += batch.Rows;
        var part = sink.BeginPart(batch.Rows);
        _underWay.Enqueue((batch, part, parallelism.Begin(() => Fill(batch, part, first))));
        if (first == 1 || _underWay.Count >= MostUnderWay) await JoinAsync();
    }

    /// <summary>Joins what is left, and tells what was left out.</summary>
    public async ValueTask EndAsync()
    {
        while (_underWay.Count > 0) await JoinAsync();
        foreach (var notice in _notices.Notices()) sink.Note(notice);
    }

    /// <summary>Waits for what is at work: none of it may still write to a part when the caller goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var left in _underWay) await left.Filling;
    }

    /// <summary>Fills a part, up to the first problem.</summary>
    /// <returns>The problem, or null.</returns>
    private ExceptionDispatchInfo? Fill(ColumnBatch batch, ICustomerPart part, long first)
    {
        try
        {
            batch.AddTo(part, first, sink.KeepsEmptyRows, _notices);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private async ValueTask JoinAsync()
    {
        var (batch, part, filling) = _underWay.Dequeue();
        var problem = await filling;
        sink.EndPart(part);
        problem?.Throw();
        batch.Clear();
        _free.Push(batch);
        await sink.FlushAsync(parallelism.Cancellation);
    }
}

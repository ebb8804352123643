using System.Collections.Frozen;
using System.Runtime.ExceptionServices;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads customers from CSV: a header line, then a line for each customer. RFC 4180, empty lines skipped. One task reads the body
/// and cuts it into chunks of whole rows; the chunks are split into cells, and made columns of, side by side, and joined in order.
/// </summary>
/// <param name="format">The separator, if it is known, and the encoding.</param>
/// <param name="sink">Takes the customers.</param>
/// <param name="limits">How long a row may be.</param>
/// <param name="sizes">How the body is cut.</param>
internal sealed class CsvCustomers(BodyFormat format, ICustomerSink sink, ReadingOptions limits, CsvChunkSizes sizes)
{
    /// <summary>What a row may have in any case, and what is looked at to find the header.</summary>
    private const int LeastLongestRow = 1 << 16;

    private static readonly int MostUnderWay = Environment.ProcessorCount + 1;

    private readonly StrayBytes _strayBytes = new();
    private readonly RowNotices _notices = new(RowUnit.Line);
    private readonly int _longestRow = Math.Max(limits.MaxRecordBytes, LeastLongestRow);

    /// <summary>The lines that are passed over.</summary>
    public IReadOnlySet<long> LeftOutLines { get; init; } = FrozenSet<long>.Empty;

    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="format">The separator, if it is known, and the encoding.</param>
    /// <param name="leftOut">The lines that are passed over.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How long a row may be.</param>
    /// <param name="parallelism">Whose threads split the rows, and what ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is empty or not CSV, has no header, or a row is longer than it.</exception>
    public static ValueTask ReadAsync(Stream body, BodyFormat format, IReadOnlySet<long> leftOut, ICustomerSink sink, ReadingOptions limits, Parallelism parallelism) =>
        new CsvCustomers(format, sink, limits, CsvChunkSizes.Usual) { LeftOutLines = leftOut }.ReadAsync(body, parallelism);

    /// <summary>Reads all customers.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="parallelism">Whose threads split the rows, and what ends the reading.</param>
    public async ValueTask ReadAsync(Stream body, Parallelism parallelism)
    {
        var cancellationToken = parallelism.Cancellation;
        sink.Begin(RowUnit.Line);
        await using var all = await Utf8Text.OfAsync(body, format.Encoding, cancellationToken);
        await using var text = LeftOutLines.Count == 0 ? all : new LeftOutLines(all, LeftOutLines, _notices);
        using var chunks = new CsvChunks(text, _longestRow, sizes.Last);
        var beginning = await BeginAsync(chunks, cancellationToken);
        AddColumns(beginning);
        if (beginning.Notice is { } above) sink.Note(above);

        var layout = new CsvLayout(beginning.Separator, beginning.Names.Count, beginning.HeaderLine, sink.KeepsEmptyRows);
        chunks.Separator = (byte)layout.Separator;
        chunks.Skip(CsvLines.OffsetOfLine(chunks.Unread.Span, beginning.NextLine));
        await ReadChunksAsync(chunks, layout, beginning.NextLine, parallelism);

        if (_strayBytes.Notice is { } notice) sink.Note(notice);
        foreach (var lenient in _notices.Notices()) sink.Note(lenient);
        await sink.FlushAsync(cancellationToken);
    }

    /// <summary>Looks at the first rows.</summary>
    private async ValueTask<CsvBeginning> BeginAsync(CsvChunks chunks, CancellationToken cancellationToken)
    {
        for (var size = LeastLongestRow; ; size *= 2)
        {
            var isAll = await chunks.PeekAsync(size, cancellationToken);
            var hasRow = isAll || chunks.Unread.Span.ContainsAny((byte)'\n', (byte)'\r'); // else a line that has not ended is not looked at each time that there is more of it
            if (hasRow && CsvBeginning.Of(new StrayBytes().Mend(chunks.Unread.Span), format.Syntax, isAll) is { } beginning) return beginning;
            if (isAll)
                throw new MalformedBodyException(
                    MalformedBodyKind.EmptyBody, "The request has an empty body; a header line, and then a line for each customer is expected.");
            if (size > _longestRow) throw LibraryCsv.TooLong(1, limits);
        }
    }

    private async ValueTask ReadChunksAsync(CsvChunks chunks, CsvLayout layout, long line, Parallelism parallelism)
    {
        var cancellationToken = parallelism.Cancellation;
        var first = await chunks.ReadAsync(sizes.First, sink.MostCustomersOfPart, cancellationToken);
        if (!first.IsWhole)
        {
            await ReadRowsAsync(chunks.Remainder(first), layout, line, isEnd: true, cancellationToken);
            return;
        }

        // The first rows tell the sink which columns are texts before others are read side by side.
        first = _strayBytes.Mend(first, line);
        await ReadRowsAsync(new MemoryStream(first.Buffer, 0, first.Length), layout, line, first.IsLast, cancellationToken);
        line += CsvLines.Count(first.Text);
        first.Return();
        if (!first.IsLast) await ReadPartsAsync(chunks, layout, line, parallelism);
    }

    /// <summary>Reads chunks side by side into parts of the sink.</summary>
    private async ValueTask ReadPartsAsync(CsvChunks chunks, CsvLayout layout, long line, Parallelism parallelism)
    {
        var cancellationToken = parallelism.Cancellation;
        var underWay = new Queue<(ICustomerPart Part, Task<ExceptionDispatchInfo?> Splitting)>();
        Stream? remainder = null;
        ExceptionDispatchInfo? failure = null;
        var size = sizes.Part;
        try
        {
            for (var isLast = false; !isLast;)
            {
                CsvChunk chunk;
                try
                {
                    chunk = await chunks.ReadAsync(size, sink.MostCustomersOfPart, cancellationToken);
                }
                catch (Exception e)
                {
                    // What was read before the body failed may have a problem of its own, which comes first.
                    failure = ExceptionDispatchInfo.Capture(e);
                    break;
                }

                if (!chunk.IsWhole)
                {
                    remainder = chunks.Remainder(chunk);
                    break;
                }

                var (lines, first) = (CsvLines.Count(chunk.Text), line);
                if (!chunk.IsLast && !sink.Needs(chunk.Text))
                {
                    chunk.Return();
                    line += lines;
                    continue;
                }

                var part = sink.BeginPart(lines + 1);
                underWay.Enqueue((part, parallelism.Begin(() => SplitAsync(chunk, layout, first, part, cancellationToken)).Unwrap()));
                line += lines;
                isLast = chunk.IsLast;

                // Where rows are short a piece has as many as a part takes, and no more need be looked at.
                size = Math.Clamp(2 * chunk.Length, Math.Min(sizes.First, sizes.Part), sizes.Part);
                if (underWay.Count >= MostUnderWay) await JoinAsync(underWay.Dequeue(), cancellationToken);
            }

            while (underWay.TryDequeue(out var next)) await JoinAsync(next, cancellationToken);
        }
        finally
        {
            // None of them may still write to a part, or read from a buffer, when the caller goes on.
            foreach (var left in underWay) await left.Splitting;
        }

        failure?.Throw();
        if (remainder is not null) await ReadRowsAsync(remainder, layout, line, isEnd: true, cancellationToken);
    }

    private async ValueTask JoinAsync((ICustomerPart Part, Task<ExceptionDispatchInfo?> Splitting) chunk, CancellationToken cancellationToken)
    {
        var problem = await chunk.Splitting;
        sink.EndPart(chunk.Part);
        problem?.Throw();
        await sink.FlushAsync(cancellationToken);
    }

    /// <summary>Gives the rows of a chunk to a part, up to the first problem.</summary>
    /// <returns>The problem, or null.</returns>
    private async Task<ExceptionDispatchInfo?> SplitAsync(CsvChunk chunk, CsvLayout layout, long line, ICustomerPart part, CancellationToken cancellationToken)
    {
        try
        {
            chunk = _strayBytes.Mend(chunk, line);

            // What ends the table is not for the splitter: it may be sums and remarks below the data.
            var taken = chunk.IsLast ? 0 : new CsvSplitter(layout, _notices, _longestRow).Split(chunk.Text, ref line, part);
            if (taken == chunk.Length) return null;

            using var rest = new MemoryStream(chunk.Buffer, taken, chunk.Length - taken);
            await using var library = LibraryCsv.Of(rest, layout, line, _notices, limits);
            await library.ReadRowsAsync(() => part, _ => ValueTask.CompletedTask, chunk.IsLast, cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            chunk.Return();
        }
    }

    /// <summary>Reads all rows, one after the other.</summary>
    private async ValueTask ReadRowsAsync(Stream rows, CsvLayout layout, long line, bool isEnd, CancellationToken cancellationToken)
    {
        await using var library = LibraryCsv.Of(rows, layout, line, _notices, limits);
        var parts = new SequentialParts(sink);
        try
        {
            await library.ReadRowsAsync(parts.Next, sink.FlushAsync, isEnd, cancellationToken);
        }
        finally
        {
            // Where the body fails, what was read before may have a problem of its own, which comes first.
            parts.End();
        }
    }

    private void AddColumns(CsvBeginning beginning)
    {
        foreach (var name in beginning.Names) sink.AddColumn(name);
        try
        {
            sink.EndHeader();
        }
        catch (ModelMismatchException) when (beginning.Problem is not null)
        {
            // That the header is none says more than that it lacks the columns of a model.
        }

        if (beginning.Problem is not null) throw beginning.Problem;
    }
}

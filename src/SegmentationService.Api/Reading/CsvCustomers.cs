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
    /// <summary>What a row may have in any case.</summary>
    private const int LeastLongestRow = 1 << 16;

    private static readonly int MostUnderWay = Environment.ProcessorCount + 1;

    private readonly StrayBytes _strayBytes = new();
    private readonly int _longestRow = Math.Max(limits.MaxRecordBytes, LeastLongestRow);

    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="format">The separator, if it is known, and the encoding.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How long a row may be.</param>
    /// <param name="parallelism">Whose threads split the rows, and what ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is empty or not CSV, or a row is not as long as the header.</exception>
    public static ValueTask ReadAsync(Stream body, BodyFormat format, ICustomerSink sink, ReadingOptions limits, Parallelism parallelism) =>
        new CsvCustomers(format, sink, limits, CsvChunkSizes.Usual).ReadAsync(body, parallelism);

    /// <summary>Reads all customers.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="parallelism">Whose threads split the rows, and what ends the reading.</param>
    public async ValueTask ReadAsync(Stream body, Parallelism parallelism)
    {
        var cancellationToken = parallelism.Cancellation;
        sink.Begin(RowUnit.Line);
        if (format.Encoding is not null)
        {
            await ReadWholeAsync(body, cancellationToken);
        }
        else
        {
            using var chunks = new CsvChunks(body, _longestRow);
            var first = await chunks.ReadAsync(sizes.First, cancellationToken);
            if (first.IsWhole && IsUtf8(first.Text)) first = _strayBytes.Mend(first, line: 1);
            if (first.IsLast || !first.IsWhole || !IsUtf8(first.Text)) await ReadWholeAsync(chunks.Remainder(first), cancellationToken);
            else await ReadChunksAsync(chunks, first, parallelism);
        }

        if (_strayBytes.Notice is { } notice) sink.Note(notice);
        await sink.FlushAsync(cancellationToken);
    }

    private async ValueTask ReadWholeAsync(Stream body, CancellationToken cancellationToken)
    {
        await using var library = LibraryCsv.WithHeader(body, format, limits);
        var names = await library.ReadHeaderAsync(cancellationToken);
        if (names.Count == 0)
            throw new MalformedBodyException(
                MalformedBodyKind.EmptyBody, "The request has an empty body; a header line, and then a line for each customer is expected.");

        AddColumns(names);
        await ReadRowsAsync(library, names.Count, cancellationToken);
    }

    private async ValueTask ReadChunksAsync(CsvChunks chunks, CsvChunk first, Parallelism parallelism)
    {
        var cancellationToken = parallelism.Cancellation;
        await using var library = LibraryCsv.WithHeader(new MemoryStream(first.Buffer, 0, first.Length), format, limits);
        var names = await library.ReadHeaderAsync(cancellationToken);
        if (names.Count == 0)
        {
            await ReadWholeAsync(chunks.Remainder(first), cancellationToken);
            return;
        }

        // The first rows tell the sink which columns are texts before others are read side by side.
        AddColumns(names);
        await ReadRowsAsync(library, names.Count, cancellationToken);
        var line = 1L + CsvLines.Count(first.Text);
        first.Return();
        await ReadPartsAsync(chunks, library.Separator, names.Count, line, parallelism);
    }

    /// <summary>Reads chunks side by side into parts of the sink.</summary>
    private async ValueTask ReadPartsAsync(CsvChunks chunks, char separator, int columns, long line, Parallelism parallelism)
    {
        var cancellationToken = parallelism.Cancellation;
        var underWay = new Queue<(ICustomerPart Part, Task<ExceptionDispatchInfo?> Splitting)>();
        Stream? remainder = null;
        ExceptionDispatchInfo? failure = null;
        try
        {
            for (var isLast = false; !isLast;)
            {
                CsvChunk chunk;
                try
                {
                    chunk = await chunks.ReadAsync(sizes.Part, cancellationToken);
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
                var part = sink.BeginPart(lines + 1);
                underWay.Enqueue((part, parallelism.Begin(() => SplitAsync(chunk, separator, columns, first, part, cancellationToken)).Unwrap()));
                line += lines;
                isLast = chunk.IsLast;
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
        if (remainder is not null) await ReadRemainderAsync(remainder, separator, columns, line, cancellationToken);
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
    private async Task<ExceptionDispatchInfo?> SplitAsync(
        CsvChunk chunk, char separator, int columns, long line, ICustomerPart part, CancellationToken cancellationToken)
    {
        try
        {
            chunk = _strayBytes.Mend(chunk, line);
            var canSplit = char.IsAscii(separator) && separator is not ('"' or '\r' or '\n' or '\0');
            var taken = canSplit ? new CsvSplitter((byte)separator, columns, _longestRow).Split(chunk.Text, ref line, part) : 0;
            if (taken == chunk.Length) return null;

            using var rest = new MemoryStream(chunk.Buffer, taken, chunk.Length - taken);
            await using var library = await LibraryCsv.WithoutHeaderAsync(rest, format, separator, line, limits, cancellationToken);
            await library.ReadRowsAsync(columns, () => part, _ => ValueTask.CompletedTask, cancellationToken);
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

    /// <summary>Reads what cannot be cut.</summary>
    private async ValueTask ReadRemainderAsync(Stream rows, char separator, int columns, long line, CancellationToken cancellationToken)
    {
        await using var library = await LibraryCsv.WithoutHeaderAsync(rows, format, separator, line, limits, cancellationToken);
        await ReadRowsAsync(library, columns, cancellationToken);
    }

    /// <summary>Reads all rows, one after the other.</summary>
    private async ValueTask ReadRowsAsync(LibraryCsv library, int columns, CancellationToken cancellationToken)
    {
        var parts = new SequentialParts(sink);
        try
        {
            await library.ReadRowsAsync(columns, parts.Next, sink.FlushAsync, cancellationToken);
        }
        finally
        {
            // Where the body fails, what was read before may have a problem of its own, which comes first.
            parts.End();
        }
    }

    private void AddColumns(IReadOnlyList<string> names)
    {
        foreach (var name in names) sink.AddColumn(name);
        sink.EndHeader();
    }

    /// <summary>Whether a body does not say by its first bytes that it is UTF-16 or UTF-32.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> beginning) =>
        !beginning.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
        && !beginning.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
        && !beginning.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]);
}

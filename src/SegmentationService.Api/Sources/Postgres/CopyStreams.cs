using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;
using Npgsql;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>
/// The answers of statements, each a stream of the binary COPY, in the order of the statements: connections read some of them ahead of who takes them, and wait where that is more than fits.
/// </summary>
internal sealed class CopyStreams : IAsyncDisposable
{
    /// <summary>The most bytes of one answer that are read ahead: more than a range of a table of usual rows has.</summary>
    public const int MostBytesAhead = 1 << 23;

    /// <summary>How many answers each connection may be ahead, with the one that it reads.</summary>
    public const int MostAhead = 2;

    private const int BytesOfRead = 1 << 16;

    private readonly IReadOnlyList<string> _selects;
    private readonly ConcurrentQueue<int> _left;
    private readonly Channel<PipeReader> _streams = Channel.CreateUnbounded<PipeReader>();
    private readonly SemaphoreSlim _ahead;
    private readonly CancellationTokenSource _end;
    private readonly Task[] _readings;
    private readonly Lock _order = new();
    private PipeReader? _taken;

    /// <summary>Begins to read.</summary>
    /// <param name="connections">The connections, which see the same; none is used elsewhere until this is disposed of.</param>
    /// <param name="selects">The statements.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public CopyStreams(IReadOnlyList<NpgsqlConnection> connections, IReadOnlyList<string> selects, CancellationToken cancellationToken)
    {
        _selects = selects;
        _left = new ConcurrentQueue<int>(Enumerable.Range(0, selects.Count));
        _ahead = new SemaphoreSlim(MostAhead * connections.Count);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _readings = [.. connections.Select(connection => Task.Run(() => ReadAsync(connection, _end.Token), CancellationToken.None))];
    }

    /// <summary>The answer of the next statement; the one before it is given back.</summary>
    public async ValueTask<Stream> NextAsync()
    {
        if (_taken is not null)
        {
            await _taken.CompleteAsync();
            _ahead.Release();
        }

        _taken = await _streams.Reader.ReadAsync(_end.Token);
        return _taken.AsStream(leaveOpen: true);
    }

    /// <summary>Ends all statements that are under way, and waits until they have.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_taken is not null) await _taken.CompleteAsync();
        await Task.WhenAll(_readings);
        while (_streams.Reader.TryRead(out var stream)) await stream.CompleteAsync();
        _end.Dispose();
        _ahead.Dispose();
    }

    /// <summary>Reads one answer after the other; a failure is told where its bytes are taken.</summary>
    private async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            while (!_left.IsEmpty)
            {
                await _ahead.WaitAsync(cancellationToken);
                if (Begin() is not var (select, writer)) break;
                try
                {
                    await CopyAsync(connection, select, writer, cancellationToken);
                    await writer.CompleteAsync();
                }
                catch (Exception e)
                {
                    await writer.CompleteAsync(e);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // whoever takes the streams is told by its own token
        }
    }

    /// <summary>Takes the next statement; its stream follows the one before.</summary>
    private (string Select, PipeWriter Writer)? Begin()
    {
        lock (_order)
        {
            if (!_left.TryDequeue(out var next)) return null;
            var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: MostBytesAhead, resumeWriterThreshold: MostBytesAhead / 2, minimumSegmentSize: BytesOfRead, useSynchronizationContext: false));
            _streams.Writer.TryWrite(pipe.Reader);
            return (_selects[next], pipe.Writer);
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string select, PipeWriter writer, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY ({select}) TO STDOUT (FORMAT BINARY)", cancellationToken);
        try
        {
            while (true)
            {
                // A row is a message, and a read gives one: they are gathered.
                var memory = writer.GetMemory(BytesOfRead);
                var filled = 0;
                int read;
                do
                {
                    read = await copy.ReadAsync(memory[filled..], cancellationToken);
                    filled += read;
                }
                while (read > 0 && filled < memory.Length);

                writer.Advance(filled);
                if ((await writer.FlushAsync(cancellationToken)).IsCompleted || read == 0) break;
            }
        }
        catch
        {
            await CancelAsync(copy);
            throw;
        }
    }

    /// <summary>Ends the statement on the server, which might else go on with it for long before it writes to nobody.</summary>
    private static async Task CancelAsync(NpgsqlRawCopyStream copy)
    {
        try
        {
            await copy.CancelAsync();
            await copy.DisposeAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // the connection is closed next
        }
    }
}

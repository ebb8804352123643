using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Prediction;

/// <summary>The form of a batch's answer, chosen by <c>Accept</c>.</summary>
internal enum BatchFormat
{
    Json,
    NdJson,
    Csv,
}

/// <summary>
/// Collects the answers of a batch while its body is read, the first MiB in memory and the rest in a temporary file, and sends them
/// when the body has ended. So a fault anywhere in the body is still a problem and not half an answer, and a client that reads only
/// after it has sent everything, as most do, never waits for a service that waits for it.
/// </summary>
/// <param name="format">The form of the answer.</param>
internal sealed class BatchOutput(BatchFormat format) : IAsyncDisposable
{
    private const int InMemory = 1 << 20;

    private readonly FileBufferingWriteStream _spool = new(InMemory);
    private bool _begun;

    /// <summary>The form of the answer.</summary>
    public BatchFormat Format { get; } = format;

    /// <summary>What the client accepts; JSON where it does not care. Null when it accepts none of the forms.</summary>
    public static BatchFormat? Choose(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return BatchFormat.Json;
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.Quality == 0) continue;
            if (Is(type, "application/x-ndjson") || Is(type, "application/ndjson") || Is(type, "application/jsonl")) return BatchFormat.NdJson;
            if (Is(type, "text/csv")) return BatchFormat.Csv;
            if (Is(type, "application/json") || type.MatchesAllTypes || Is(type, "application/*")) return BatchFormat.Json;
            if (Is(type, "text/*")) return BatchFormat.Csv;
        }

        return null;

        static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Puts answers aside, written in the form of this one.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> answers, CancellationToken cancellationToken)
    {
        if (!_begun)
        {
            _begun = true;
            await _spool.WriteAsync(Head(), cancellationToken);
        }

        await _spool.WriteAsync(answers, cancellationToken);
    }

    /// <summary>Ends the answer and sends it.</summary>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (Format == BatchFormat.Json) await _spool.WriteAsync("]\n"u8.ToArray(), cancellationToken);
        response.ContentType = Format switch
        {
            BatchFormat.Csv => "text/csv; charset=utf-8",
            BatchFormat.NdJson => "application/x-ndjson",
            _ => "application/json",
        };
        await _spool.DrainBufferAsync(response.Body, cancellationToken);
    }

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    private byte[] Head() => Format switch
    {
        BatchFormat.Csv => "id,segment,name,confidence,distance,outlier,version,notices\n"u8.ToArray(),
        BatchFormat.NdJson => [],
        _ => "["u8.ToArray(),
    };
}

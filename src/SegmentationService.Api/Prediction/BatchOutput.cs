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
internal sealed class BatchOutput(BatchFormat format) : IDisposable
{
    private const int InMemory = 1 << 20;
    private const string FolderVariable = "ASPNETCORE_TEMP";

    private readonly AnswerSpool _spool = new(InMemory, Environment.GetEnvironmentVariable(FolderVariable) ?? Path.GetTempPath());

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
    public void Write(ReadOnlySpan<byte> answers)
    {
        if (_spool.Length == 0) _spool.Write(Head);
        _spool.Write(answers);
    }

    /// <summary>Ends the answer and sends it.</summary>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (Format == BatchFormat.Json) _spool.Write("]\n"u8);
        response.ContentType = Format switch
        {
            BatchFormat.Csv => "text/csv; charset=utf-8",
            BatchFormat.NdJson => "application/x-ndjson",
            _ => "application/json",
        };
        response.ContentLength = _spool.Length;
        await _spool.SendAsync(response.BodyWriter, cancellationToken);
    }

    public void Dispose() => _spool.Dispose();

    private ReadOnlySpan<byte> Head => Format switch
    {
        BatchFormat.Csv => "id,segment,name,confidence,distance,outlier,version,notices\n"u8,
        BatchFormat.NdJson => [],
        _ => "["u8,
    };
}

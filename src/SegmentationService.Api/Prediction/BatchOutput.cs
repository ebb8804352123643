using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Hosting;

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
internal sealed class BatchOutput : IAsyncDisposable
{
    private const int InMemory = 1 << 20;
    private const int PassedOn = 1 << 16;

    private static readonly string[] Columns = ["id", "segment", "name", "confidence", "distance", "outlier", "version", "notices"];

    private readonly HttpResponse _response;
    private readonly BatchFormat _format;
    private readonly MemoryStream _buffer = new();
    private readonly Utf8JsonWriter? _json;
    private readonly CsvWriter? _csv;
    private readonly FileBufferingWriteStream _spool = new(InMemory);

    public BatchOutput(HttpResponse response, BatchFormat format)
    {
        _response = response;
        _format = format;
        if (format == BatchFormat.Csv)
        {
            _csv = CsvWriter.Create(_buffer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            _csv.WriteHeader(Columns);
        }
        else
        {
            _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            if (format == BatchFormat.Json) _buffer.Write("["u8);
        }
    }

    /// <summary>The number of answers.</summary>
    public int Count { get; private set; }

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

    /// <summary>Adds an answer.</summary>
    public void Add(BatchItemResponse item)
    {
        if (_csv is not null) AddCsv(_csv, item);
        else
        {
            if (_format == BatchFormat.Json && Count > 0) _buffer.Write(",\n"u8);
            JsonSerializer.Serialize(_json!, item, ApiJson.Default.BatchItemResponse);
            _json!.Reset();
            if (_format == BatchFormat.NdJson) _buffer.Write("\n"u8);
        }

        Count++;
    }

    /// <summary>Puts aside what is there.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _csv?.Flush();
        if (_buffer.Length > PassedOn) await PutAsideAsync(cancellationToken);
    }

    /// <summary>Ends the answer and sends it.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_format == BatchFormat.Json) _buffer.Write("]\n"u8);
        _csv?.Flush();
        await PutAsideAsync(cancellationToken);
        _response.ContentType = _format switch
        {
            BatchFormat.Csv => "text/csv; charset=utf-8",
            BatchFormat.NdJson => "application/x-ndjson",
            _ => "application/json",
        };
        await _spool.DrainBufferAsync(_response.Body, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _json?.Dispose();
        _csv?.Dispose();
        await _buffer.DisposeAsync();
        await _spool.DisposeAsync();
    }

    private async ValueTask PutAsideAsync(CancellationToken cancellationToken)
    {
        await _spool.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
        _buffer.SetLength(0);
    }

    private static void AddCsv(CsvWriter csv, BatchItemResponse item)
    {
        csv.WriteField(item.CustomerId);
        csv.WriteField(item.Segment);
        csv.WriteField(item.Name);
        csv.WriteField(item.Confidence);
        csv.WriteField(item.Distance);
        csv.WriteField(item.Outlier switch { true => "true", false => "false", null => "" });
        csv.WriteField(item.Version);
        csv.WriteField(string.Join(" ", item.Notices.Select(notice => notice.Message)));
        csv.EndRecord();
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
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
/// Writes the answers of a batch as they are made. The first MiB is held back: until then a fault in the body can still become a
/// problem; after that the connection is broken off, so that half an answer never looks like a whole one.
/// </summary>
internal sealed class BatchOutput : IDisposable
{
    private const int HeldBack = 1 << 20;

    private static readonly string[] Columns = ["id", "segment", "name", "confidence", "distance", "outlier", "version", "notices"];

    private readonly HttpResponse _response;
    private readonly BatchFormat _format;
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter? _json;
    private readonly CsvWriter? _csv;
    private readonly MemoryStream? _csvBytes;
    private bool _started;

    public BatchOutput(HttpResponse response, BatchFormat format)
    {
        _response = response;
        _format = format;
        if (format == BatchFormat.Csv)
        {
            _csvBytes = new MemoryStream();
            _csv = CsvWriter.Create(_csvBytes, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
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

    /// <summary>Sends what is there, once it is more than what is held back.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _csv?.Flush();
        if (_started || Length > HeldBack) await SendAsync(cancellationToken);
    }

    /// <summary>Ends the answer.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_format == BatchFormat.Json) _buffer.Write("]\n"u8);
        _csv?.Flush();
        await SendAsync(cancellationToken);
    }

    public void Dispose()
    {
        _json?.Dispose();
        _csv?.Dispose();
        _csvBytes?.Dispose();
    }

    private long Length => _csvBytes?.Length ?? _buffer.WrittenCount;

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            _started = true;
            _response.ContentType = _format switch
            {
                BatchFormat.Csv => "text/csv; charset=utf-8",
                BatchFormat.NdJson => "application/x-ndjson",
                _ => "application/json",
            };
        }

        if (_csvBytes is not null)
        {
            await _response.Body.WriteAsync(_csvBytes.GetBuffer().AsMemory(0, (int)_csvBytes.Length), cancellationToken);
            _csvBytes.SetLength(0);
        }
        else
        {
            await _response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken);
            _buffer.ResetWrittenCount();
        }
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

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Sources;

/// <summary>A body that names files, or a table of a database, in place of holding rows: <c>{"source": {"path": "customers/*.parquet"}}</c>.</summary>
/// <param name="Source">The files, or the table.</param>
/// <param name="Target">The folder that answers are written to; null where they are sent.</param>
internal sealed record SourceRequest(SourceName Source, string? Target = null)
{
    private const int MostBytes = 1 << 13;

    private const string Examples = "{\"source\": {\"path\": \"customers/*.parquet\"}} or {\"source\": {\"postgres\": \"Shop\", \"table\": \"public.customers\"}}, where columns and orderBy may follow table";

    /// <summary>The table; null where it names files.</summary>
    [JsonIgnore]
    public SourceTable? Table => Source.Path is null ? new SourceTable(Source.Postgres!, Source.Table!, Source.Columns, Source.OrderBy) : null;

    /// <summary>Reads a body as one that names files, where it is such.</summary>
    /// <param name="body">Any body.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What it names, or null; and the body, of which nothing has been read then.</returns>
    /// <exception cref="MalformedBodyException">It names files in a way that is not understood.</exception>
    public static async ValueTask<(SourceRequest? Request, TableBody Body)> OfAsync(TableBody body, CancellationToken cancellationToken)
    {
        if (body.IsEmpty || body.ContentEncoding is { Length: > 0 } || !MediaTypeHeaderValue.TryParse(body.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)) return (null, body);
        var bytes = new byte[MostBytes];
        var length = await body.Content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (!NamesSource(bytes.AsSpan(0, length))) return (null, body with { Content = new ContinuedStream(bytes.AsMemory(0, length), body.Content) });
        try
        {
            var request = JsonSerializer.Deserialize(bytes.AsSpan(0, length), SourceJson.Default.SourceRequest)!;
            return request.Source.IsWhole ? (request, body) : throw NotLike(null);
        }
        catch (JsonException e)
        {
            throw NotLike(e);
        }
    }

    /// <summary>Such a body again.</summary>
    /// <param name="request">What it names.</param>
    public static byte[] Bytes(SourceRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, SourceJson.Default.SourceRequest);

    private static MalformedBodyException NotLike(JsonException? e) =>
        new(MalformedBodyKind.InvalidJson, $"The body begins as one that names a source, but is not like {Examples}; for POST /predict/batch there may be a target, the folder for the answers, beside the source.", e) { Line = e?.LineNumber + 1 };

    /// <summary>Whether an object begins with a member <c>source</c> that is an object: no list of customers does.</summary>
    private static bool NamesSource(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.ValueTextEquals("source"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // no JSON; a name with half a surrogate pair
        {
            return false;
        }
    }
}

/// <summary>The JSON of such bodies.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, PropertyNameCaseInsensitive = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SourceRequest))]
internal sealed partial class SourceJson : JsonSerializerContext;

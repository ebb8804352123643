using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>The JSON of every file on the volume: for people to read, the same bytes everywhere, and read back strictly.</summary>
[JsonSerializable(typeof(FormatHeader))]
internal sealed partial class StrictJson : JsonSerializerContext
{
    private static readonly StrictJson Instance = new(Rules());

    /// <summary>The rules of the JSON, for the context of the files of one kind: a context keeps its options for itself.</summary>
    /// <param name="converters">How its own types are written.</param>
    public static JsonSerializerOptions Rules(params ReadOnlySpan<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            // Column names stay readable in any language; the files are never part of a page.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new ExactDouble() },
            WriteIndented = true,
            NewLine = "\n",
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        foreach (var converter in converters) options.Converters.Add(converter);
        return options;
    }

    /// <summary>Reads a file, the number of its format first: of a newer one nothing else can be relied on.</summary>
    /// <param name="stream">A stream that can be read again from its beginning.</param>
    /// <param name="file">The name of the file, for messages.</param>
    /// <param name="newest">The newest format of this file that is known.</param>
    /// <param name="type">What to read it as.</param>
    /// <exception cref="CorruptModelException">The format is not known, or the content does not follow it.</exception>
    public static T Read<T>(Stream stream, string file, int newest, JsonTypeInfo<T> type)
    {
        try
        {
            var format = Parse(Instance.FormatHeader).FormatVersion;
            if (format > newest)
                throw new CorruptModelException($"{file}: format {format} is newer than {newest}, the newest this version of the service knows.");
            if (format < 1)
                throw new CorruptModelException($"{file}: format {format} is unknown; formats are numbered from 1.");
            return Parse(type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new CorruptModelException($"{file} does not follow its format: {e.Message}", e);
        }

        TPart Parse<TPart>(JsonTypeInfo<TPart> part)
        {
            stream.Position = 0;
            return JsonSerializer.Deserialize(stream, part) ?? throw new CorruptModelException($"{file} is null.");
        }
    }
}

/// <summary>What every file of every format begins with; the rest is passed over.</summary>
/// <param name="FormatVersion">The format of the file.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record FormatHeader(int FormatVersion);

using System.Text.Json;
using System.Text.Json.Serialization;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>Writes the members of an enum by their names, and reads no others.</summary>
/// <param name="names">The names.</param>
internal sealed class EnumNamesConverter<T>(EnumNames<T> names) : JsonConverter<T>
    where T : struct, Enum
{
    /// <exception cref="JsonException">It is no name.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return names.TryParse(name, out var value) ? value : throw new JsonException($"'{name ?? reader.TokenType.ToString()}' is none of {string.Join(", ", names.All)}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(names[value]);
}

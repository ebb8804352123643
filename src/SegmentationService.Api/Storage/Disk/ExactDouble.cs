using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// Writes doubles so that they come back with all their bits. The shortest text that .NET 10 makes of 2^-25 and 2^-958 is that of their neighbour
/// (dotnet/runtime, pull request 131131), and 2^-25 is a distance that single precision comes to; these two are written with 17 digits.
/// </summary>
internal sealed class ExactDouble : JsonConverter<double>
{
    /// <exception cref="JsonException">The number is too large to be one.</exception>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is var value && double.IsFinite(value) ? value : throw new JsonException("A number is beyond what a double holds.");

    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        var comesBack = double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Equals(value);
        if (comesBack) writer.WriteNumberValue(value);
        else writer.WriteRawValue(value.ToString("G17", CultureInfo.InvariantCulture));
    }
}

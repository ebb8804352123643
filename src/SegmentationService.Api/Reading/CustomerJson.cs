using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Reads one customer: a flat JSON object.</summary>
internal static class CustomerJson
{
    /// <summary>The largest body: a customer is one row, not a table.</summary>
    public const int MaxBytes = 1 << 20;

    private const int MaxDepth = 8;
    private const int MostBytesOfField = 4096;

    /// <summary>Reads a body into fields.</summary>
    /// <param name="body">All of it.</param>
    /// <param name="names">What its fields are.</param>
    /// <param name="fields">Takes them.</param>
    /// <exception cref="BodyException">The body is no flat JSON object, or too large.</exception>
    public static void Parse(in ReadOnlySequence<byte> body, FieldNames names, CustomerFields fields)
    {
        if (body.Length > MaxBytes)
            throw new BodyTooLargeException($"The body is larger than {MaxBytes} bytes, the most for one customer. A table goes to /predict/batch.", MaxBytes);
        if (body.IsEmpty) throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The body is empty; a JSON object with the fields of one customer is expected.");

        var options = new JsonReaderOptions { MaxDepth = MaxDepth };
        var reader = body.IsSingleSegment ? new Utf8JsonReader(body.FirstSpan, options) : new Utf8JsonReader(body, options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "A JSON object with the fields of one customer is expected, such as {\"recency_days\": 12, \"frequency\": 3}. A list of customers goes to /predict/batch.");
            var expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = ReadField(ref reader, names, expected, fields);
                if (field >= 0) expected = field + 1;
            }

            if (reader.Read()) throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "Something follows the object of the customer.");
        }
        catch (JsonException e)
        {
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e) { Line = e.LineNumber + 1 };
        }
        catch (InvalidOperationException e)
        {
            // A string with half a surrogate pair, or bytes that are not UTF-8.
            throw NotUtf8(e);
        }
    }

    private static int ReadField(ref Utf8JsonReader reader, FieldNames names, int expected, CustomerFields fields)
    {
        var field = Find(ref reader, names, expected, out var name);
        if (field == FieldNames.Ignored) fields.Ignored.Add(name);
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (field == FieldNames.Ignored)
            {
                reader.Skip();
                return field;
            }

            var nested = Encoding.UTF8.GetString(name);
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, $"'{Excerpt.Of(nested)}' is nested; the fields of a customer are numbers or texts.") { Column = nested };
        }

        if (field == FieldNames.Ignored) return field;
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > MostBytesOfField)
        {
            var tooLong = Encoding.UTF8.GetString(name);
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, $"'{Excerpt.Of(tooLong)}' is longer than {MostBytesOfField} bytes.") { Column = tooLong };
        }

        if (reader.TokenType == JsonTokenType.Null) fields.Set(field, []);
        else if (reader.TokenType == JsonTokenType.String) SetText(ref reader, field, (int)length, fields);
        else if (reader.HasValueSequence) fields.Set(field, reader.ValueSequence.ToArray(), isInvariant: true);
        else fields.Set(field, reader.ValueSpan, isInvariant: true);
        return field;
    }

    private static void SetText(ref Utf8JsonReader reader, int field, int length, CustomerFields fields)
    {
        Span<byte> text = stackalloc byte[length];
        fields.Set(field, text[..reader.CopyString(text)]);
    }

    private static int Find(ref Utf8JsonReader reader, FieldNames names, int expected, out ReadOnlySpan<byte> name)
    {
        // A name with escapes, or cut in two by the buffers of the connection, is copied; it is rare.
        name = reader.ValueIsEscaped || reader.HasValueSequence ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        var field = names.Find(name, expected);
        if (field == FieldNames.Ignored && !Utf8.IsValid(name)) throw NotUtf8(null);
        return field;
    }

    private static MalformedBodyException NotUtf8(Exception? cause) =>
        new(MalformedBodyKind.InvalidJson, "A text in the body is not valid UTF-8.", cause);
}

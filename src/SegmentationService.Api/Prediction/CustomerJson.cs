using System.Buffers;
using System.Text.Json;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Prediction;

/// <summary>Reads the one customer of <c>POST /predict</c>: a flat JSON object.</summary>
internal static class CustomerJson
{
    /// <summary>The largest body: a customer is one row, not a table.</summary>
    public const int MaxBytes = 1 << 20;

    private const int MaxDepth = 8;
    private const int MostBytesOfField = 4096;

    /// <summary>Reads the body of a request into fields.</summary>
    /// <exception cref="BodyException">The body is no flat JSON object, too large, or of another media type.</exception>
    public static async ValueTask ReadAsync(HttpRequest request, CustomerFields fields, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            throw new UnsupportedBodyException(
                $"The Content-Type is '{BodyException.Excerpt(request.ContentType ?? "")}'; one customer is sent as application/json. A table goes to /predict/batch.",
                "Content-Type",
                ["application/json"]);
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
            throw new UnsupportedBodyException("One customer is sent as it is, without Content-Encoding.", "Content-Encoding", ["identity"]);

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var consumed = read.Buffer.Start;
            try
            {
                if (read.Buffer.Length > MaxBytes)
                    throw new BodyTooLargeException($"The body is larger than {MaxBytes} bytes, the most for one customer. A table goes to /predict/batch.", MaxBytes);
                if (!read.IsCompleted) continue;
                consumed = read.Buffer.End;
                Parse(read.Buffer, fields);
                return;
            }
            finally
            {
                // Also when the body is refused: the server reads what is left of it, and cannot while this read is open.
                request.BodyReader.AdvanceTo(consumed, read.Buffer.End);
            }
        }
    }

    private static void Parse(ReadOnlySequence<byte> body, CustomerFields fields)
    {
        if (body.IsEmpty) throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The body is empty; a JSON object with the fields of one customer is expected.");

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "A JSON object with the fields of one customer is expected, such as {\"recency_days\": 12, \"frequency\": 3}. A list of customers goes to /predict/batch.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadField(ref reader, fields);
            if (reader.Read()) throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "Something follows the object of the customer.");
        }
        catch (JsonException e)
        {
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e) { Line = e.LineNumber + 1 };
        }
        catch (InvalidOperationException e)
        {
            // A string with half a surrogate pair, or bytes that are not UTF-8.
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "A text in the body is not valid UTF-8.", e);
        }
    }

    private static void ReadField(ref Utf8JsonReader reader, CustomerFields fields)
    {
        var name = reader.GetString()!;
        var field = fields.Find(name);
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            if (field == CustomerFields.Ignored)
            {
                reader.Skip();
                return;
            }

            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, $"'{BodyException.Excerpt(name)}' is nested; the fields of a customer are numbers or texts.") { Column = name };
        }

        if (field == CustomerFields.Ignored) return;
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > MostBytesOfField)
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, $"'{BodyException.Excerpt(name)}' is longer than {MostBytesOfField} bytes.") { Column = name };

        Span<byte> value = stackalloc byte[(int)length];
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                value = [];
                break;
            case JsonTokenType.String:
                value = value[..reader.CopyString(value)];
                break;
            default:
                if (reader.HasValueSequence) reader.ValueSequence.CopyTo(value);
                else reader.ValueSpan.CopyTo(value);
                break;
        }

        fields.Set(field, value);
    }
}

using System.Text.Json;
using System.Text.Unicode;
using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Protocols;

/// <summary>
/// The values of a list of JSON, or of a list of lists of one length, as places in the text: they are given on as they were written, so that they mean what they mean to
/// <see cref="JsonCustomers"/>. 8 bytes a value beside the text.
/// </summary>
/// <param name="json">The text.</param>
/// <param name="limits">How long a value may be.</param>
/// <param name="memory">What the places are taken from.</param>
internal sealed class JsonCells(ReadOnlyMemory<byte> json, ReadingOptions limits, MemoryShare memory)
{
    private const int FewestCells = 256;

    private readonly int[] _firsts = [-1, -1, -1, -1, -1];
    private (int Start, int Length)[] _places = [];
    private byte[] _unescaped = new byte[64];

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The number of lists in the list; of a plain list the number of its values.</summary>
    public int Rows { get; private set; }

    /// <summary>The values in each list of the list; 1 for a plain list.</summary>
    public int Width { get; private set; } = 1;

    /// <summary>Whether it is a list of lists.</summary>
    public bool IsNested { get; private set; }

    /// <summary>The first value of a kind, 0-based; -1 where there is none.</summary>
    public int First(JsonCellKind kind) => _firsts[(int)kind];

    /// <summary>Reads the list that the reader stands on, to its end.</summary>
    /// <param name="reader">Of the text from its beginning.</param>
    /// <param name="name">What the list is called, for what is said of it.</param>
    /// <exception cref="MalformedBodyException">It is no list of values, nor of lists of one length.</exception>
    public void Read(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Invalid($"{name} is no list; a list of values is expected.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Rows == 0) IsNested = reader.TokenType == JsonTokenType.StartArray;
            if (IsNested != (reader.TokenType == JsonTokenType.StartArray)) throw Invalid($"{name} is neither a list of values nor a list of lists: element {Rows} is not like those before.");
            if (IsNested) ReadRow(ref reader, name);
            else Add(ref reader, name);
            Rows++;
        }
    }

    /// <summary>Gives a value to a part.</summary>
    /// <param name="part">With a customer under way.</param>
    /// <param name="column">What the part knows the column by.</param>
    /// <param name="cell">0-based, less than <see cref="Count"/>.</param>
    public void AddTo(ICustomerPart part, int column, int cell)
    {
        var (start, length) = _places[cell];
        var text = json.Span.Slice(start, Math.Abs(length));
        if (length < 0) part.Add(column, Unescaped(text));
        else if (IsNumber(start, length)) part.AddNumber(column, text);
        else part.Add(column, text);
    }

    private void ReadRow(ref Utf8JsonReader reader, string name)
    {
        var before = Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Add(ref reader, name);
        if (Rows == 0) Width = Count;
        if (Count - before != Width) throw Invalid($"Element {Rows} of {name} has {Count - before} values, and those before have {Width}; all have as many.");
    }

    private void Add(ref Utf8JsonReader reader, string name)
    {
        var kind = reader.TokenType switch
        {
            JsonTokenType.Number => reader.ValueSpan.IndexOfAny(".eE"u8) < 0 ? JsonCellKind.Whole : JsonCellKind.Fraction,
            JsonTokenType.String => JsonCellKind.Text,
            JsonTokenType.True or JsonTokenType.False => JsonCellKind.YesNo,
            JsonTokenType.Null => JsonCellKind.Missing,
            _ => throw Invalid($"Element {Rows} of {name} is nested too deeply, or no value; values are numbers, texts, true, false or null."),
        };
        if (_firsts[(int)kind] < 0) _firsts[(int)kind] = Count;
        if (reader.ValueSpan.Length > limits.MaxRecordBytes) throw Invalid($"A value of {name} is longer than {limits.MaxRecordBytes} bytes, the most that is allowed.");
        if (kind == JsonCellKind.Text) Check(ref reader, name);
        if (Count == _places.Length) Grow();
        _places[Count++] = kind switch
        {
            JsonCellKind.Missing => (0, 0),
            JsonCellKind.Text => ((int)reader.TokenStartIndex + 1, reader.ValueIsEscaped ? -reader.ValueSpan.Length : reader.ValueSpan.Length),
            _ => ((int)reader.TokenStartIndex, reader.ValueSpan.Length),
        };
    }

    /// <summary>Refuses bytes that are no text while their place is still known.</summary>
    private void Check(ref Utf8JsonReader reader, string name)
    {
        if (!reader.ValueIsEscaped && Utf8.IsValid(reader.ValueSpan)) return;
        if (_unescaped.Length < reader.ValueSpan.Length) Array.Resize(ref _unescaped, 2 * reader.ValueSpan.Length);
        try
        {
            _ = reader.CopyString(_unescaped);
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"Element {Rows} of {name} is not text: it is not UTF-8, or has one half of a surrogate pair.");
        }
    }

    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        var quoted = new byte[text.Length + 2];
        (quoted[0], quoted[^1]) = ((byte)'"', (byte)'"');
        text.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        _ = reader.Read();
        return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
    }

    /// <summary>A text has its quote before it, which a number cannot have.</summary>
    private bool IsNumber(int start, int length) => length > 0 && (start == 0 || json.Span[start - 1] != '"') && json.Span[start] is not ((byte)'t' or (byte)'f');

    private void Grow()
    {
        var length = (int)Math.Min(Math.Max(FewestCells, 2L * Count), Array.MaxLength);
        memory.Take((length - Count) * (2L * sizeof(int)));
        Array.Resize(ref _places, length);
    }

    private static MalformedBodyException Invalid(string message) => new(MalformedBodyKind.InvalidJson, message);
}

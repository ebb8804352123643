using System.Text.Json;
using System.Text.Unicode;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Follows the tokens of a JSON body from buffer to buffer and passes the customers on.</summary>
internal sealed class JsonCustomerParser
{
    /// <summary>What a value may have in any case.</summary>
    private const int LeastLongestValue = 1 << 16;

    private const string Expectation = "expected is a list of objects, [{...}, ...], or {\"customers\": [{...}, ...]}";

    private readonly SequentialParts _parts;
    private readonly ReadingOptions _limits;
    private readonly RowNotices _notices;
    private readonly bool _keepsEmpty;
    private bool _isBegun;
    private readonly JsonColumns _columns;
    private ICustomerPart? _part;
    private JsonReaderState _state;
    private Expected _expected;
    private JsonPlace _customer;
    private int _column;
    private byte[] _unescaped = new byte[64];
    private bool _hasTokens;
    private bool _hasCustomers;
    private long _line = 1;
    private int _bytesCounted;

    /// <param name="unit"><see cref="RowUnit.Line"/> for objects one after the other, <see cref="RowUnit.Item"/> for a list.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How deep the nesting may be, and how many keys.</param>
    public JsonCustomerParser(RowUnit unit, ICustomerSink sink, ReadingOptions limits)
    {
        _parts = new SequentialParts(sink);
        (_limits, _notices, _keepsEmpty) = (limits, new RowNotices(unit), sink.KeepsEmptyRows);
        _columns = new JsonColumns(sink, limits);
        _customer = new JsonPlace(unit, 0, 1);
        _expected = unit == RowUnit.Line ? Expected.Customer : Expected.Root;
        _state = new JsonReaderState(new JsonReaderOptions
        {
            MaxDepth = limits.MaxJsonDepth,
            AllowMultipleValues = unit == RowUnit.Line,
        });
    }

    /// <summary>What the next token belongs to.</summary>
    private enum Expected
    {
        Root,
        EnvelopeKey,
        IgnoredValue,
        CustomerList,
        Customer,
        CustomerKey,
        CustomerValue,
    }

    /// <summary>Parses what is whole.</summary>
    /// <param name="utf8">The body from where the last call left off.</param>
    /// <param name="isFinal">Whether nothing comes after.</param>
    /// <returns>The number of bytes that are done with.</returns>
    public int Parse(ReadOnlySpan<byte> utf8, bool isFinal)
    {
        if (isFinal && !_hasTokens && utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; a list of customers is expected.");

        var reader = new Utf8JsonReader(utf8, isFinal, _state);
        try
        {
            while (reader.Read()) Take(ref reader, utf8);
        }
        catch (JsonException e)
        {
            throw JsonFault.Of(e, utf8[(int)reader.BytesConsumed..], _customer.Line);
        }

        var consumed = (int)reader.BytesConsumed;
        CountLines(utf8, consumed);
        _bytesCounted = 0;
        _state = reader.CurrentState;
        return consumed;
    }

    /// <summary>Hands the customers that are left to the sink.</summary>
    public void End() => _parts.End();

    /// <summary>What was lenient about the objects.</summary>
    public IEnumerable<Notice> Notices() => _notices.Notices();

    /// <summary>The exception for a value that does not end within the limit.</summary>
    public MalformedBodyException ValueTooLong()
    {
        var place = _customer.Item == 0 ? "Before the first customer" : $"In {_customer} or after it";
        return _customer.Invalid(
            $"{place}, a value or key is longer than {_limits.MaxRecordBytes} bytes, the most that is allowed; is a quote not closed?");
    }

    private void Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        var token = reader.TokenType;
        _hasTokens = true;

        // How much is read at once is up to the source; what fits into a buffer at once may still be too long.
        if (reader.ValueSpan.Length > Math.Max(_limits.MaxRecordBytes, LeastLongestValue)) throw ValueTooLong();
        switch (_expected)
        {
            case Expected.CustomerValue:
                TakeValue(ref reader, token);
                _expected = Expected.CustomerKey;
                break;
            case Expected.CustomerKey when token == JsonTokenType.PropertyName:
                _column = _columns.Find(ref reader, _customer);
                _expected = Expected.CustomerValue;
                break;
            case Expected.CustomerKey:
                if (_isBegun) _part!.EndCustomer();
                else PassOver();
                _expected = Expected.Customer;
                break;
            case Expected.Customer when token == JsonTokenType.EndArray:
                _expected = Expected.EnvelopeKey;
                break;
            case Expected.Customer:
                CountLines(utf8, (int)reader.TokenStartIndex);
                _customer = _customer with { Item = _customer.Item + 1, Line = _line };
                BeginCustomer(token);
                break;
            case Expected.Root:
                BeginRoot(token);
                break;
            case Expected.EnvelopeKey:
                TakeEnvelopeKey(ref reader);
                break;
            case Expected.IgnoredValue:
                var ends = reader.CurrentDepth == 1 && token is not (JsonTokenType.StartArray or JsonTokenType.StartObject);
                if (ends) _expected = Expected.EnvelopeKey;
                break;
            case Expected.CustomerList:
                if (token != JsonTokenType.StartArray)
                    throw Invalid($"'customers' is {Name(token)}, not a list; {Expectation}.");
                _expected = Expected.Customer;
                break;
        }
    }

    private void BeginRoot(JsonTokenType token)
    {
        _expected = token switch
        {
            JsonTokenType.StartArray => Expected.Customer,
            JsonTokenType.StartObject => Expected.EnvelopeKey,
            _ => throw Invalid($"The body is {Name(token)}; {Expectation}."),
        };
    }

    private void TakeEnvelopeKey(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            if (!_hasCustomers)
                throw Invalid(
                    $"The body is an object without 'customers'; {Expectation}. Objects one after the other are application/x-ndjson.");
        }
        else if (!JsonColumns.Is(ref reader, "customers"u8)) _expected = Expected.IgnoredValue;
        else if (_hasCustomers) throw Invalid("The body has 'customers' twice.");
        else
        {
            _hasCustomers = true;
            _expected = Expected.CustomerList;
        }
    }

    private void BeginCustomer(JsonTokenType token)
    {
        if (token != JsonTokenType.StartObject)
            throw _customer.Invalid(
                $"In {_customer} there is {Name(token)}; every customer is an object, such as {{\"recency\": 12, \"frequency\": 3}}.");
        _isBegun = false;
        if (_keepsEmpty) Begin();
        _columns.BeginCustomer();
        _expected = Expected.CustomerKey;
    }

    private void PassOver()
    {
        _notices.AddEmpty(_customer.Row);
        _parts.Next().Skip();
    }

    private void Begin()
    {
        _part = _parts.Next();
        _part.BeginCustomer(_customer.Row);
        _isBegun = true;
    }

    /// <summary>A customer begins with its first value: an object without any is none.</summary>
    private void TakeValue(ref Utf8JsonReader reader, JsonTokenType token)
    {
        var cell = token == JsonTokenType.Number ? reader.ValueSpan : Cell(ref reader);
        if (!_isBegun)
        {
            if (Core.Data.Cell.Trim(cell).IsEmpty) return;
            Begin();
        }

        if (token == JsonTokenType.Number) _part!.AddNumber(_column, cell);
        else _part!.Add(_column, cell);
    }

    private ReadOnlySpan<byte> Cell(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Text(ref reader),
        JsonTokenType.Null => [],
        JsonTokenType.True => "true"u8,
        JsonTokenType.False => "false"u8,
        var nested => throw _customer.Invalid(
            $"The value of '{Excerpt.Of(_columns.Key)}' in {_customer} is {Name(nested)}; "
                + "the values of a customer are numbers, texts, true, false or null.",
            _columns.Key),
    };

    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && Utf8.IsValid(reader.ValueSpan)) return reader.ValueSpan;
        if (_unescaped.Length < reader.ValueSpan.Length) _unescaped = new byte[2 * reader.ValueSpan.Length];
        try
        {
            return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
        }
        catch (InvalidOperationException)
        {
            throw _customer.Invalid(
                $"The value of '{Excerpt.Of(_columns.Key)}' in {_customer} is not text: "
                    + "it is not UTF-8, or has one half of a surrogate pair.",
                _columns.Key);
        }
    }

    private void CountLines(ReadOnlySpan<byte> utf8, int end)
    {
        _line += utf8[_bytesCounted..end].Count((byte)'\n');
        _bytesCounted = end;
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private static MalformedBodyException Invalid(string message) => new(MalformedBodyKind.InvalidJson, message);
}

using System.Runtime.InteropServices;
using System.Text.Json;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Protocols;

/// <summary>The JSON body of <c>POST /invocations</c>: one of four ways to write a table.</summary>
internal sealed class ScoringRequest
{
    private const int MostListed = 20;
    private const string Expectation = "expected is an object with exactly one of dataframe_split, dataframe_records, instances and inputs";

    private static readonly string[] Ways = ["dataframe_split", "dataframe_records", "instances", "inputs"];

    private readonly ReadOnlyMemory<byte> _json;
    private readonly ReadingOptions _limits;
    private readonly string _way;

    private ScoringRequest(ReadOnlyMemory<byte> json, ReadingOptions limits, string way) => (_json, _limits, _way) = (json, limits, way);

    /// <summary>Finds the table in a body.</summary>
    /// <param name="json">The whole body.</param>
    /// <param name="limits">How deep the nesting and how long a value may be.</param>
    /// <exception cref="MalformedBodyException">There is none, or several.</exception>
    public static ScoringRequest Parse(ReadOnlyMemory<byte> json, ReadingOptions limits) => Explained(json, () =>
    {
        var reader = ReaderOf(json, limits);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Invalid($"The body is no object; {Expectation}.");
        ScoringRequest? found = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var way = reader.GetString()!;
            _ = reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!Ways.Contains(way)) continue;
            if (found is not null) throw Invalid($"The body has {found._way} and {way}; {Expectation}.");
            found = new ScoringRequest(json[start..(int)reader.BytesConsumed], limits, way);
        }

        _ = reader.Read(); // nothing may follow
        return found ?? throw Invalid($"The body has no table; {Expectation}.");
    });

    /// <summary>Gives the customers out, in their order.</summary>
    /// <param name="prepared">The version that is to answer.</param>
    /// <param name="sink">Takes them.</param>
    /// <param name="parallelism">What their places are taken from, and what ends it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MalformedBodyException">The table is not written in the way that it says.</exception>
    public async ValueTask GiveAsync(PreparedAnswers prepared, ICustomerSink sink, Parallelism parallelism, CancellationToken cancellationToken)
    {
        if (IsOfRecords())
        {
            _ = MemoryMarshal.TryGetArray(_json, out var bytes);
            await using var records = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            await JsonCustomers.ReadAsync(records, BodySyntax.Json, sink, _limits, cancellationToken);
            return;
        }

        var table = Explained(_json, () => _way == "dataframe_split" ? Split(parallelism.Memory!)
            : _json.Span[0] == '{' ? Columns(parallelism.Memory!)
            : Rows([.. prepared.Version.Stored.Model.FeatureSet.Inputs.Select(input => input.Name)], parallelism.Memory!));
        await table.GiveAsync(sink, cancellationToken);
    }

    /// <summary>Whether the table is a list of objects.</summary>
    private bool IsOfRecords()
    {
        if (_way == "dataframe_split") return false;
        var reader = ReaderOf(_json, _limits);
        var isList = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
        if (_way == "dataframe_records") return isList ? true : throw Invalid("dataframe_records is no list; a list of objects is expected.");
        return isList && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>An object with the names of the columns and a list of rows.</summary>
    private HeldTable Split(MemoryShare memory)
    {
        const string Example = "{\"columns\": [\"recency\", \"frequency\"], \"data\": [[3, 42]]}";
        var reader = ReaderOf(_json, _limits);
        List<string>? columns = null;
        JsonCells? cells = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Invalid($"dataframe_split is no object; expected is one such as {Example}.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("columns"u8)) columns = NamesOf(ref reader);
            else if (reader.ValueTextEquals("data"u8)) cells = CellsOf(ref reader, "data of dataframe_split", memory);
            else reader.Skip();
        }

        if (columns is null || cells is null) throw Invalid($"dataframe_split has no {(columns is null ? "columns" : "data")}; expected is an object such as {Example}.");
        if (cells.Rows > 0 && cells.Width != columns.Count)
            throw Invalid($"dataframe_split has {columns.Count} columns, and its rows have {cells.Width} values; each has one for each column.");
        return HeldTable.OfRows(columns, cells);
    }

    /// <summary>An object with a list for each column.</summary>
    private HeldTable Columns(MemoryShare memory)
    {
        var reader = ReaderOf(_json, _limits);
        List<HeldColumn> columns = [];
        _ = reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (columns.Count == _limits.MaxColumns) throw Invalid($"{_way} has more than {_limits.MaxColumns} columns, the most that is allowed.");
            var name = reader.GetString()!;
            var cells = CellsOf(ref reader, $"'{Excerpt.Of(name)}' of {_way}", memory);
            if (cells.IsNested) throw Invalid($"'{Excerpt.Of(name)}' of {_way} has lists of {cells.Width} values; a column has one value for each customer.");
            if (columns is [var first, ..] && cells.Rows != first.Cells.Rows) throw Invalid($"'{Excerpt.Of(name)}' of {_way} has {cells.Rows} values, and '{Excerpt.Of(first.Name)}' has {first.Cells.Rows}; all columns have as many.");
            columns.Add(new HeldColumn(name, cells, First: 0, Step: 1));
        }

        return columns.Count > 0 ? new HeldTable(columns, columns[0].Cells.Rows) : throw Invalid($"{_way} has no column; a list for each column is expected.");
    }

    /// <summary>A list of rows that have all columns of the model.</summary>
    private HeldTable Rows(IReadOnlyList<string> names, MemoryShare memory)
    {
        var reader = ReaderOf(_json, _limits);
        _ = reader.Read();
        var cells = new JsonCells(_json, _limits, memory);
        cells.Read(ref reader, _way);
        if (cells.Rows > 0 && cells.Width != names.Count)
            throw Invalid($"The rows of {_way} have {cells.Width} values; the model has {names.Count} columns, in this order: {Excerpt.Listed([.. names], MostListed)}. dataframe_split names the columns.");
        return HeldTable.OfRows(names, cells);
    }

    private JsonCells CellsOf(ref Utf8JsonReader reader, string name, MemoryShare memory)
    {
        _ = reader.Read();
        var cells = new JsonCells(_json, _limits, memory);
        cells.Read(ref reader, name);
        return cells;
    }

    private List<string> NamesOf(ref Utf8JsonReader reader)
    {
        List<string> names = [];
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw Invalid("columns of dataframe_split is no list; the names of the columns are expected.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (names.Count == _limits.MaxColumns) throw Invalid($"dataframe_split has more than {_limits.MaxColumns} columns, the most that is allowed.");
            names.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Invalid($"columns[{names.Count}] of dataframe_split is no text; the names of the columns are expected."));
        }

        return names;
    }

    private static Utf8JsonReader ReaderOf(ReadOnlyMemory<byte> json, ReadingOptions limits) => new(json.Span, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth });

    /// <summary>Says what is wrong with JSON that is none.</summary>
    private static T Explained<T>(ReadOnlyMemory<byte> json, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException e)
        {
            throw JsonFault.Of(e, Rest(json.Span, e), line: 1);
        }
        catch (InvalidOperationException e)
        {
            throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "A key or text of the body is not text: it is not UTF-8, or has one half of a surrogate pair.", e);
        }
    }

    /// <summary>What has not been understood: from where the exception says.</summary>
    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> json, JsonException e)
    {
        for (var line = 0L; line < (e.LineNumber ?? 0); line++) json = json[(json.IndexOf((byte)'\n') + 1)..];
        return json[(int)Math.Min(e.BytePositionInLine ?? 0, json.Length)..];
    }

    private static MalformedBodyException Invalid(string message) => new(MalformedBodyKind.InvalidJson, message);
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>JSON: the rows of tables, and anything else.</summary>
internal static class FuzzJson
{
    private const int Deepest = 80; // beyond the limit of the service, and of readers in general

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Scalars =
    [
        "0", "-0", "1", "1e60", "-1e61", "1e400", "0.1", "5e-324", "123456789012345678901234567890", "true", "false", "null", "\"\"", "\"1\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"NaN\"", "NaN", "Infinity", "01", "+1", ".5", "1.", "'a'", "undefined",
    ];

    /// <summary>The rows of a table as objects.</summary>
    public static string[] Objects(FuzzRandom random, FuzzTable table)
    {
        var sparse = random.OneIn(4);
        var shuffled = random.OneIn(4);
        var extra = random.OneIn(6);
        var order = Enumerable.Range(0, table.Names.Length).ToArray();
        return Array.ConvertAll(table.Rows, row =>
        {
            if (shuffled) random.Shuffle(order);
            var members = order.Where(i => !sparse || row[i].Length > 0).Select(i => $"{Quote(random, table.Names[i])}{random.Pick(":", ": ")}{Value(random, row[i])}");
            return "{" + string.Join(',', extra ? members.Append($"\"extra{random.Next(3)}\":{random.Next(9)}") : members) + "}";
        });
    }

    /// <summary>A row as the object that <c>/predict</c> takes.</summary>
    public static string Object(FuzzTable table, string[] row) =>
        "{" + string.Join(',', table.Names
            .Select((name, i) => (Name: name.Trim(), Cell: row[i]))
            .Where(member => member.Name.Length > 0)
            .Select(member => $"{JsonSerializer.Serialize(member.Name)}:{JsonSerializer.Serialize(member.Cell)}")) + "}";

    /// <summary>Anything that looks like JSON.</summary>
    public static string Anything(FuzzRandom random)
    {
        var depth = random.OneIn(8) ? Deepest : random.Next(5);
        if (depth == Deepest) return string.Concat(Enumerable.Repeat(random.Pick("[", "{\"a\":"), depth)) + random.Pick(Scalars);
        var json = new StringBuilder();
        Write(random, json, depth);
        return json.ToString();
    }

    private static void Write(FuzzRandom random, StringBuilder json, int depth)
    {
        if (depth == 0 || random.OneIn(4))
        {
            json.Append(random.Pick(Scalars));
            return;
        }

        var isList = random.OneIn(2);
        json.Append(isList ? '[' : '{');
        for (var (i, count) = (0, random.Next(4)); i < count; i++)
        {
            if (i > 0) json.Append(',');
            if (!isList) json.Append(random.Pick("\"a\":", "\"b\":", "\"a\":", "\"customers\":", "\"\":", "\"\\ud800\":", "a:"));
            Write(random, json, depth - 1);
        }

        json.Append(isList ? ']' : '}');
    }

    private static string Value(FuzzRandom random, string cell)
    {
        if (cell.Length == 0) return random.Pick("null", "\"\"");
        return IsNumber(cell) && !random.OneIn(5) ? cell : Quote(random, cell);
    }

    private static string Quote(FuzzRandom random, string text) => JsonSerializer.Serialize(text, random.OneIn(2) ? Unescaped : null);

    private static bool IsNumber(string cell)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(cell));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == Encoding.UTF8.GetByteCount(cell);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

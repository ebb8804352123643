using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Any table, written in any format and cut into any pieces, reads back as it was.</summary>
public sealed class RoundTripTests
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<string> Texts = Gen
        .Elements(",", ";", "|", "\t", "\"", "\"\"", "\n", "\r\n", "\\", "/", "'", " ", "{", "]", ":", "1", "-0.5", "e", "é", "ß", "€", "😀", "\u2028", "\0", "null", "=", "#")
        .ArrayOf()
        .Select(string.Concat);

    private static readonly Gen<Table> Tables =
        from width in Gen.Choose(2, 5) // A single column may be one of several by another separator, which is asked about.
        from names in Texts.ArrayOf(width)
        from height in Gen.Choose(1, 12)
        from rows in Texts.ArrayOf(width).ArrayOf(height)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Table([.. names.Select((name, i) => $"c{name}{i}")], rows, seed);

    [Fact]
    public void Csv_AnyTable_ReadsBack() => Check(table =>
    {
        var random = new Random(table.Seed);
        var separator = ",;\t|"[random.Next(4)];
        var lineBreak = random.Next(2) == 0 ? "\n" : "\r\n";
        var csv = new StringBuilder(random.Next(2) == 0 ? "\uFEFF" : "");
        foreach (var row in table.Rows.Prepend(table.Names)) csv.AppendJoin(separator, row.Select(cell => Quote(cell, random))).Append(lineBreak);
        return (Bodies.Csv, csv.ToString());
    });

    [Fact]
    public void Json_AnyTable_ReadsBack() => Check(table =>
    {
        var list = string.Join(", ", Objects(table));
        return (Bodies.Json, table.Seed % 2 == 0 ? $"[{list}]" : $"{{\"n\":[1],\"customers\":[{list}]}}");
    });

    [Fact]
    public void JsonLines_AnyTable_ReadsBack() => Check(table => (Bodies.Lines, string.Join("\n", Objects(table))));

    private static void Check(Func<Table, (string Type, string Text)> write)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(30).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20260131, 1), null)));
        Prop.ForAll(Tables.ToArbitrary(), table =>
        {
            var (type, text) = write(table);
            var sink = Read(Bodies.Utf8(text), type, table.Seed);
            return sink.Columns.SequenceEqual(table.Names.Select(name => name.Trim())) && sink.Customers.SequenceEqual(table.Expected());
        }).Check(config);
    }

    private static RecordingSink Read(byte[] body, string type, int seed)
    {
        var sink = new RecordingSink { KeepsEmptyRows = true };
        CustomerBody.ReadAsync(Bodies.Of(new ChunkedStream(body, seed), type), sink, new ReadingOptions(), Parallelism.None).AsTask().GetAwaiter().GetResult();
        return sink;
    }

    private static string Quote(string cell, Random random)
    {
        var mustQuote = cell.Length == 0 || cell.Any(",;|\t\"\r\n ".Contains);
        if (!mustQuote && random.Next(2) == 0) return cell;
        var quoted = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return random.Next(3) == 0 ? $" {quoted} " : quoted;
    }

    /// <summary>Half of the objects escape all they can, and the keys come in an order of their own.</summary>
    private static IEnumerable<string> Objects(Table table)
    {
        var random = new Random(table.Seed);
        var first = true;
        foreach (var row in table.Rows)
        {
            var options = random.Next(2) == 0 ? JsonSerializerOptions.Default : Unescaped;
            var members = table.Names.Select((name, i) => $"{JsonSerializer.Serialize(name, options)}: {JsonSerializer.Serialize(row[i], options)}").ToArray();
            if (!first) random.Shuffle(members);
            first = false;
            yield return $"{{{string.Join(',', members)}}}";
        }
    }

    private sealed record Table(string[] Names, string[][] Rows, int Seed)
    {
        public IEnumerable<string> Expected() => Rows.Select(row => string.Join("|", Names
            .Select((name, i) => (Name: name.Trim(), Cell: row[i]))
            .OrderBy(cell => cell.Name, StringComparer.Ordinal)
            .Select(cell => $"{cell.Name}={Encoding.UTF8.GetString(Cell.Trim(Encoding.UTF8.GetBytes(cell.Cell)))}")));
    }
}

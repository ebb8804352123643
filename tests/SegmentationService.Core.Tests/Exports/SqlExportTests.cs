using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using SegmentationService.Core.Exports;
using Xunit.Abstractions;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>Protects the queries: databases answer for every customer what the model answers, golden customers included.</summary>
public sealed class SqlExportTests(ITestOutputHelper output, PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Theory]
    [ExportedSets]
    public void DuckDb_EveryCustomer_IsAnsweredAsByTheModel(string name)
    {
        var set = ExportedSet.Of(name);
        using var duck = new DuckCustomers(set);

        output.WriteLine($"duckdb, {name}: {ExportAnswer.AssertSame(set.Expected, duck.Answers(SqlExport.Write(set.Exported, SqlDialect.DuckDb, "main", "the \"customers\"")))}");
        AssertGolden(duck.Rows(SqlExport.WriteGolden(set.Exported, SqlDialect.DuckDb)), set);
    }

    /// <summary>Neither can be run here. What their queries compute can, by a database that has the same words but for quotes and types; that they take them is not shown.</summary>
    [Theory]
    [ExportedSets]
    public void BigQueryAndSnowflake_RunInDuckDb_AreAnsweredAsByTheModel(string name)
    {
        var set = ExportedSet.Of(name);
        using var duck = new DuckCustomers(set);

        foreach (var (dialect, quote) in ((SqlDialect, char)[])[(SqlDialect.BigQuery, '`'), (SqlDialect.Snowflake, '"')])
        {
            output.WriteLine($"{dialect.Name} in duckdb, {name}: {ExportAnswer.AssertSame(set.Expected, duck.Answers(SqlTexts.InDuckDb(SqlExport.Write(set.Exported, dialect, "the \"customers\""), quote)))}");
            if (name == "made") AssertGolden(duck.Rows(SqlTexts.InDuckDb(SqlExport.WriteGolden(set.Exported, dialect), quote)), set);
        }
    }

    [PostgresTheory]
    [ExportedSets]
    public void PostgreSql_EveryCustomer_IsAnsweredAsByTheModel(string name)
    {
        var set = ExportedSet.Of(name);
        var table = new StringBuilder("\\set ON_ERROR_STOP on\nSET client_min_messages = warning;\nDROP TABLE IF EXISTS \"the \"\"customers\"\"\";\nCREATE TABLE \"the \"\"customers\"\"\" (place integer");
        foreach (var input in set.Exported.Inputs) table.Append(CultureInfo.InvariantCulture, $", {SqlDialect.PostgreSql.Identifier(input.Name)} {Type(input, "double precision", "text")}");
        table.Append(");\nCOPY \"the \"\"customers\"\"\" FROM STDIN;\n");
        for (var row = 0; row < set.Rows.Count; row++)
            table.Append(CultureInfo.InvariantCulture, $"{row}\t").AppendJoin('\t', set.Rows[row].Select(cell => cell.Length == 0 ? "\\N" : cell.Replace("\\", "\\\\", StringComparison.Ordinal))).Append('\n');
        table.Append("\\.\n");
        table.Append("\\pset format unaligned\n\\pset tuples_only on\nSELECT segment, confidence, distance FROM (");
        table.Append(Encoding.UTF8.GetString(SqlExport.Write(set.Exported, SqlDialect.PostgreSql, "public", "the \"customers\""))).Append(") AS answers ORDER BY place;\n");
        table.Append("SELECT segment, confidence, distance, expected_segment, expected_confidence, expected_distance FROM (");
        table.Append(Encoding.UTF8.GetString(SqlExport.WriteGolden(set.Exported, SqlDialect.PostgreSql))).Append(") AS golden;\n");

        var rows = postgres.Run(table.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Array.ConvertAll(line.Split('|'), cell => double.Parse(cell, CultureInfo.InvariantCulture))).ToArray();

        output.WriteLine($"postgresql, {name}: {ExportAnswer.AssertSame(set.Expected, [.. rows.Where(row => row.Length == 3).Select(row => new ExportAnswer((int)row[0], row[1], row[2]))])}");
        AssertGolden([.. rows.Where(row => row.Length == 6)], set);
    }

    /// <summary>BigQuery cannot be run here: that its text holds no sign that another dialect has, and is closed wherever it is opened, is all that is known.</summary>
    [Fact]
    public void BigQuery_TheMadeCustomers_IsWrittenInItsWords()
    {
        var text = Encoding.UTF8.GetString(SqlExport.WriteGolden(ExportedSet.Of("made").Exported, SqlDialect.BigQuery));

        Assert.Contains("`change's \"net\" \\\\ \\`x\\``", text, StringComparison.Ordinal);
        Assert.Contains("'it\\'s'", text, StringComparison.Ordinal);
        Assert.Contains("'a \\\\ b'", text, StringComparison.Ordinal);
        var bare = SqlTexts.WithoutQuoted(text, '`', hasBackslashes: true);
        Assert.DoesNotContain("VARCHAR", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("::", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("\"", bare, StringComparison.Ordinal);
        Assert.Equal(bare.Count(sign => sign == '('), bare.Count(sign => sign == ')'));
        Assert.Equal(SqlTexts.CountOf(bare, "CASE"), SqlTexts.CountOf(bare, "END"));
    }

    [Fact]
    public void Write_TooManySegmentsOfTooManyFeatures_IsRefused()
    {
        var model = Segmentation.SmallModel.Of([.. Enumerable.Range(0, 1_700).Select(x => (double)x)]);

        var refused = Assert.Throws<InexpressibleModelException>(() => SqlExport.Write(new ExportedModel(model, "wide", 1), SqlDialect.DuckDb, "t"));

        Assert.Contains("1700 segments of 1 features", refused.Message, StringComparison.Ordinal);
    }

    private static string Type(ExportedInput input, string number, string text) => input.Kind switch
    {
        ExportedInputKind.Text => text,
        ExportedInputKind.Days => "timestamp",
        _ => number,
    };

    private static void AssertGolden(IReadOnlyList<double[]> rows, ExportedSet set)
    {
        Assert.Equal(set.Exported.Golden.Count, rows.Count);
        ExportAnswer.AssertSame([.. rows.Select(row => new ExportAnswer((int)row[3], row[4], row[5]))], [.. rows.Select(row => new ExportAnswer((int)row[0], row[1], row[2]))]);
    }

    /// <summary>The customers of a set as a table of DuckDB.</summary>
    private sealed class DuckCustomers : IDisposable
    {
        private readonly DuckDBConnection _connection = new("DataSource=:memory:");

        public DuckCustomers(ExportedSet set)
        {
            _connection.Open();
            var inputs = set.Exported.Inputs;
            Do($"CREATE TABLE \"the \"\"customers\"\"\" (place INTEGER, {string.Join(", ", inputs.Select(input => $"{SqlDialect.DuckDb.Identifier(input.Name)} {Type(input, "DOUBLE", "VARCHAR")}"))})");
            foreach (var word in (string[])["uuid_string() AS uuid()", "generate_uuid() AS uuid()", "datetime_diff(until, since, part) AS date_diff(part, since, until)"]) Do($"CREATE MACRO {word}");
            using var appender = _connection.CreateAppender("the \"customers\"");
            for (var row = 0; row < set.Rows.Count; row++)
            {
                var line = appender.CreateRow().AppendValue(row);
                for (var i = 0; i < inputs.Count; i++)
                {
                    var cell = set.Rows[row][i];
                    if (cell.Length == 0) line.AppendNullValue();
                    else if (inputs[i].Kind == ExportedInputKind.Text) line.AppendValue(cell);
                    else if (inputs[i].Kind == ExportedInputKind.Days) line.AppendValue(DateTime.Parse(cell, CultureInfo.InvariantCulture));
                    else line.AppendValue(set.Number(row, i));
                }

                line.EndRow();
            }
        }

        public void Dispose() => _connection.Dispose();

        public IReadOnlyList<ExportAnswer> Answers(byte[] query) =>
            [.. Read($"SELECT segment, confidence, distance FROM ({Encoding.UTF8.GetString(query)}) ORDER BY place").Select(row => new ExportAnswer((int)row[0], row[1], row[2]))];

        public IReadOnlyList<double[]> Rows(byte[] query) =>
            [.. Read($"SELECT segment, confidence, distance, expected_segment, expected_confidence, expected_distance FROM ({Encoding.UTF8.GetString(query)})")];

        private List<double[]> Read(string query)
        {
            using var command = Command(query);
            using var reader = command.ExecuteReader();
            var rows = new List<double[]>();
            while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(field => Convert.ToDouble(reader.GetValue(field), CultureInfo.InvariantCulture))]);
            return rows;
        }

        private void Do(string statement)
        {
            using var command = Command(statement);
            command.ExecuteNonQuery();
        }

        private DuckDBCommand Command(string text)
        {
            var command = _connection.CreateCommand();
            command.CommandText = text;
            return command;
        }
    }
}

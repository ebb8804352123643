using Microsoft.Extensions.Options;
using Npgsql;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Sources.Postgres;
using SegmentationService.Api.Tests.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Sources;

/// <summary>Protects that a value of PostgreSQL is the cell that its CSV is, whatever its type, and that all connections see one moment.</summary>
public sealed class PostgresReaderTests(PostgresApp postgres) : IClassFixture<PostgresApp>, IDisposable
{
    private readonly List<IDisposable> _used = [];

    public void Dispose()
    {
        foreach (var used in _used) used.Dispose();
    }

    [PostgresFact]
    public async Task Read_NumbersOfEveryType_AreThoseOfTheCsv()
    {
        postgres.Run("""
            CREATE DOMAIN amount AS numeric(20, 4) CHECK (VALUE > -1e15); CREATE DOMAIN price AS amount;
            CREATE TABLE numbers (id bigserial, n numeric, p price, i smallint, j integer, k bigint, r real, d double precision);
            INSERT INTO numbers (n, p, i, j, k, r, d) VALUES
              (0, 0, 0, 0, 0, 0, 0), (1, 1, 1, 1, 1, 1, 1), (-1, -1, -32768, -2147483648, -9223372036854775808, -1.5, -1.5), (10000, 10000, 32767, 2147483647, 9223372036854775807, 0.1, 0.1),
              (99990000, 714.59, 7, 8, 999999999999999, 16777217, 1e300), (123456789012345678901234567890.125, 12345678.1234, 7, 8, 1000000000000000, 3.4e38, 5e-324), (0.00000000000000000001, 0.0001, 7, 8, 9007199254740993, 1e-45, 0.30000000000000004),
              (-0.0001, -0.0001, 7, 8, -9007199254740993, 1e-5, -0.0), (-0.00000001, -12345.5, 7, 8, 5, 1234567.9, 1e22), (1e40, 99999999999999.9999, 7, 8, 5, 0.3, 1.7976931348623157e308), (-1e17, 5.00, 7, 8, 5, 2.5, 9007199254740993),
              (1.000000000000000000000000000001, 5, 7, 8, 5, 2.5, 1), (123456789.123456789, 0.1, 7, 8, 5, 2.5, 1), (9999999999999999, 0.01, 7, 8, 5, 2.5, 1), (12345678.12345, 100, 7, 8, 5, 2.5, 1), (NULL, NULL, NULL, NULL, NULL, NULL, NULL);
            INSERT INTO numbers (n, p, i, j, k, r, d) SELECT ((random() - 0.5) * 10 ^ (random() * 30 - 10))::numeric, random() * 1e9, g % 100, g, g * 1000003, random() * 1e5, random() FROM generate_series(1, 2000) g;
            """);

        AssertSame(Table(postgres.Csv("(SELECT * FROM numbers ORDER BY ctid)")), await ReadAsync("numbers"));
    }

    /// <summary>What is no number for a table is missing in both, and written in its own way by each.</summary>
    [PostgresFact]
    public async Task Read_NotANumber_IsMissing()
    {
        postgres.Run("CREATE TABLE odd (id text, n numeric, r real, d double precision); INSERT INTO odd SELECT 'C' || g, g, g, g FROM generate_series(1, 5) g; INSERT INTO odd VALUES ('C6', 'NaN', 'NaN', 'NaN')");

        var table = await ReadAsync("odd");

        Assert.Equal([1, 2, 3, 4, 5, double.NaN], table.Find("n")!.Values);
        Assert.Equal([1, 2, 3, 4, 5, double.NaN], table.Find("r")!.Values);
        Assert.Equal([1, 2, 3, 4, 5, double.NaN], table.Find("d")!.Values);
    }

    [PostgresFact]
    public async Task Read_DatesTextsAndFlags_AreThoseOfTheCsv()
    {
        postgres.Run("""
            CREATE TYPE size AS ENUM ('small', 'large'); CREATE DOMAIN code AS varchar(12);
            CREATE TABLE texts (id uuid, t text, c code, s size, b boolean, f char(6), day date, at timestamp, since timestamptz, hour time);
            INSERT INTO texts SELECT md5(g::text)::uuid, 'Größe, "' || g % 9, 'c' || g % 5, CASE WHEN g % 2 = 0 THEN 'small' ELSE 'large' END::size, g % 3 = 0, 'f' || g % 4,
              date '1999-12-31' + g * 17, timestamp '2000-01-01' - interval '1 day' + g * interval '61 minutes', timestamptz '2024-06-01 00:00Z' + g * interval '1 hour', time '00:00' + g * interval '7 minutes' FROM generate_series(1, 500) g;
            INSERT INTO texts (id, t) VALUES ('00000000-0000-0000-0000-000000000000', '');
            """);

        var expected = Table(postgres.Csv("(SELECT id, t, c, s, b::text AS b, f, day, at, since, hour FROM texts ORDER BY ctid)"));

        AssertSame(expected, await ReadAsync("texts"));
    }

    /// <summary>PostgreSQL has moments that no calendar of the service has.</summary>
    [PostgresFact]
    public async Task Read_DatesBeyondTheCalendar_AreMissing()
    {
        postgres.Run("CREATE TABLE far (id integer, day date, at timestamptz); INSERT INTO far SELECT g, date '2024-01-01' + g, timestamptz '2024-01-01 00:00Z' + g * interval '1 day' FROM generate_series(1, 9) g; "
            + "INSERT INTO far VALUES (10, 'infinity', 'infinity'), (11, '-infinity', '-infinity'), (12, '4713-01-01 BC', '4713-01-01 BC'), (13, '5874897-12-31', '294276-12-31')");

        var table = await ReadAsync("far");

        Assert.Equal((true, true), (table.Find("day")!.Dates!.IsWhole, table.Find("at")!.Dates!.IsWhole));
        Assert.Equal((4, 4), (table.Find("day")!.Missing, table.Find("at")!.Missing));
    }

    [PostgresFact]
    public async Task Read_ValueThatIsTooLong_IsRefusedWithItsColumn()
    {
        postgres.Run("CREATE TABLE long (id text, t text); INSERT INTO long SELECT g, repeat('x', 1000 + g) FROM generate_series(1, 40) g");

        var refused = await Assert.ThrowsAsync<BodyTooLargeException>(() => ReadAsync("long", reading: new ReadingOptions { MaxRecordBytes = 1024 }));

        Assert.Equal("A value of the column 't' is larger than 1024 bytes, the most that is allowed.", refused.Message);
    }

    /// <summary>More text than is read ahead, of which a range is no measure: it lies elsewhere.</summary>
    [PostgresFact]
    public async Task Read_LongTexts_AreReadPieceByPiece()
    {
        postgres.Run("CREATE TABLE texts_elsewhere (id integer, t text); ALTER TABLE texts_elsewhere ALTER t SET STORAGE EXTERNAL; INSERT INTO texts_elsewhere SELECT g, g || repeat('x', 900000) FROM generate_series(1, 40) g");

        var table = await ReadAsync("texts_elsewhere");

        Assert.Equal((40, 40), (table.Customers, table.Find("t")!.TextCells));
        Assert.Equal(Enumerable.Range(1, 40).Select(id => (double)id), table.Find("id")!.Values);
    }

    [PostgresFact]
    public async Task Share_AfterOthersHaveWritten_SeesTheSameMoment()
    {
        postgres.Run("CREATE TABLE moving (x integer); INSERT INTO moving SELECT generate_series(1, 100)");
        await using var snapshot = new SharedSnapshot(Database());
        Assert.Equal(100, await CountAsync(await snapshot.OpenAsync(default)));

        postgres.Run("INSERT INTO moving SELECT generate_series(1, 50); DELETE FROM moving WHERE x = 7");
        await snapshot.ShareAsync(3, default);

        Assert.Equal(3, snapshot.Connections.Count);
        foreach (var connection in snapshot.Connections)
        {
            Assert.Equal(100, await CountAsync(connection));
            await using var write = new NpgsqlCommand("INSERT INTO moving VALUES (1)", connection);
            Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, (await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync())).SqlState);
        }

        static async Task<long> CountAsync(NpgsqlConnection connection)
        {
            await using var count = new NpgsqlCommand("SELECT count(*) FROM moving", connection);
            return (long)(await count.ExecuteScalarAsync())!;
        }
    }

    [Theory]
    [InlineData("customers", null, "customers")]
    [InlineData("public.customers", "public", "customers")]
    [InlineData("Shop.Größe und x", "Shop", "Größe und x")]
    [InlineData("\"a.b\".\"c\"\"d\"", "a.b", "c\"d")]
    [InlineData("a.\"b\"", "a", "b")]
    public void Of_Name_IsItsParts(string text, string? schema, string table) => Assert.Equal(new TableName(schema, table), TableName.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a.b.c")]
    [InlineData("a\"b")]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    [InlineData("\"\"")]
    [InlineData("a\0b")]
    public void Of_NoName_IsNone(string text) => Assert.Null(TableName.Of(text));

    /// <summary>Of a connection string nothing may be shown, for it may hold a password in any place.</summary>
    [Theory]
    [InlineData("Hots=db.example;Password=tiger")]
    [InlineData("Host=db.example;Port=tiger")]
    [InlineData("tiger")]
    [InlineData("")]
    public void Validate_ConnectionStringThatIsNone_IsToldWithoutIt(string text)
    {
        var options = new DataOptions { Postgres = { ["Shop"] = new PostgresOptions { ConnectionString = text } } };

        var failure = Assert.Single(new DataOptions.Validator().Validate(null, options).Failures!);

        Assert.StartsWith("Data:Postgres:Shop:ConnectionString is no connection string", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("tiger", failure, StringComparison.Ordinal);
    }

    private static void AssertSame(CustomerTable expected, CustomerTable actual)
    {
        Assert.Equal(expected.Columns.Select(column => column.Name), actual.Columns.Select(column => column.Name));
        Assert.Equal(expected.Customers, actual.Customers);
        foreach (var (right, read) in expected.Columns.Zip(actual.Columns))
        {
            Assert.Equal(right.Values.Select(BitConverter.DoubleToInt64Bits), read.Values.Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal((right.Name, right.Missing, right.TextCells, right.Dates?.Count, right.Categories?.Values.Count), (read.Name, read.Missing, read.TextCells, read.Dates?.Count, read.Categories?.Values.Count));
            Assert.Equal((right.Dates?.IsWhole, right.Dates?.Placeholders), (read.Dates?.IsWhole, read.Dates?.Placeholders));
        }
    }

    private static CustomerTable Table(string csv)
    {
        var sink = Sink();
        CustomerBody.ReadAsync(new TableBody(new MemoryStream(Bodies.Utf8(csv)), "text/csv", null, null), sink, new ReadingOptions(), Parallelism.None).AsTask().GetAwaiter().GetResult();
        return sink.Build();
    }

    private static TableSink Sink() => new(new ReadingOptions().ToTableLimits(), _ => false);

    private async Task<CustomerTable> ReadAsync(string table, string? orderBy = null, ReadingOptions? reading = null)
    {
        var sink = Sink();
        var databases = new PostgresDatabases(Options.Create(DataOptions()));
        _used.Add(databases);
        await new PostgresReader(databases, Options.Create(reading ?? new ReadingOptions())).ReadAsync(new SourceTable("Shop", table, null, orderBy), sink, Parallelism.None, null);
        return sink.Build();
    }

    private PostgresDatabase Database()
    {
        var database = new PostgresDatabase("Shop", DataOptions().Postgres["Shop"]);
        _used.Add(database);
        return database;
    }

    private DataOptions DataOptions() => new() { Postgres = { ["Shop"] = new PostgresOptions { ConnectionString = postgres.AdminConnectionString } } };
}

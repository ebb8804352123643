using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Transactions;

namespace SegmentationService.Api.Tests.Sources;

/// <summary>Protects that a table of a database is the table that its CSV is, that nothing but names reaches it, and that what goes wrong there is told without its secrets.</summary>
public sealed class PostgresSourceTests(PostgresApp postgres) : IClassFixture<PostgresApp>
{
    private const string Query = "?maxClusters=4&restarts=2&parent=none";

    private SegmentationApp App => postgres.App;

    /// <summary>Eight rows a block, so that a few thousand are more than one range, which two connections read.</summary>
    [PostgresFact]
    public async Task Train_Table_IsTheModelOfItsCsv()
    {
        Make("ranges", "(id bigint, a integer, b numeric(12, 2), c real, d double precision, e date, f text, g smallint, h timestamp, i timestamptz, tags text[]) WITH (fillfactor = 10)", """
            SELECT 10000 + g, (g * 7919) % 101, CASE WHEN g % 50 > 0 THEN ((g * 104729) % 9973) / 7.0 END, ((g * 31) % 97) / 9.0, exp((g % 17) / 3.0), date '2024-01-01' + g % 400, 'segment ' || g % 3, g % 4, timestamp '2024-01-01 12:30' + g * interval '37 minutes', timestamptz '2024-01-01 00:00Z' + g % 997 * interval '1.5 hours', '{x}'
            FROM generate_series(1, 9000) g
            """);
        var expected = (await App.TrainedAsync(postgres.Csv("ranges (id, a, b, c, d, e, f, g, h, i)"), Query)).Text("fingerprint");

        var report = (await App.TrainAsync(Source("ranges"), Query + "&dryRun=true")).Expect(200);
        var trained = await App.TrainedAsync(Source("public.ranges"), Query);
        var narrow = await App.TrainedAsync(Source("\\\"public\\\".\\\"ranges\\\"", "\"orderBy\": \"id\""), Query);

        Assert.Equal((expected, expected), (trained.Text("fingerprint"), narrow.Text("fingerprint")));
        var database = report.GetProperty("database");
        Assert.Equal(("Shop", "public.ranges", "ctid", 2, 9000), (database.Text("postgres"), database.Text("table"), database.Text("order"), database.Int("connections"), database.Int("rows")));
        Assert.Equal(9000 * ((8 * report.Items("columns").Length) + (4 * report.Items("features").Length) + 8), database.Int("memoryBytes"));
        Assert.Equal(["id", "a", "b", "c", "d", "e", "f", "g", "h", "i"], database.Items("columns").Select(column => column.GetString()));
        Assert.Contains(report.Items("notices"), notice => notice.Text("code") == "columns_not_flat" && notice.Text("message").Contains("'tags' (text[])", StringComparison.Ordinal));
    }

    /// <summary>The order of the rows is part of the result; ties are put in order by what else is read. Of the divided table an index lets two connections read ranges of y.</summary>
    [PostgresFact]
    public async Task Train_OrderBy_IsTheModelOfTheRowsInThatOrder()
    {
        postgres.Run("CREATE TABLE ordered (id integer, x numeric, y integer, place text)");
        postgres.Run("INSERT INTO ordered SELECT g, (g * 7919) % 1009 / 3.0, (g * 31) % 89, 'place ' || g % 5 FROM generate_series(1, 600) g ORDER BY md5(g::text); INSERT INTO ordered VALUES (601, 5, NULL, 'nowhere')");
        postgres.Run("CREATE VIEW ordered_view AS SELECT * FROM ordered; CREATE TABLE divided (LIKE ordered) PARTITION BY HASH (id); CREATE TABLE divided_1 PARTITION OF divided FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE divided_2 PARTITION OF divided FOR VALUES WITH (MODULUS 2, REMAINDER 1); INSERT INTO divided SELECT * FROM ordered; CREATE INDEX ON divided (y)");
        var byId = (await App.TrainedAsync(postgres.Csv("(SELECT * FROM ordered ORDER BY id)"), Query)).Text("fingerprint");
        var byY = (await App.TrainedAsync(postgres.Csv("(SELECT * FROM ordered ORDER BY y, id, x, place)"), Query)).Text("fingerprint");
        var byPlace = (await App.TrainedAsync(postgres.Csv("(SELECT * FROM ordered ORDER BY place, id, x, y)"), Query)).Text("fingerprint");

        foreach (var table in new[] { "ordered", "ordered_view", "divided" })
        {
            Assert.Equal(byId, (await App.TrainedAsync(Source(table, "\"orderBy\": \"id\""), Query)).Text("fingerprint"));
            Assert.Equal(byY, (await App.TrainedAsync(Source(table, "\"orderBy\": \"y\""), Query)).Text("fingerprint"));
            Assert.Equal(byPlace, (await App.TrainedAsync(Source(table, "\"columns\": [\"id\", \"x\", \"y\", \"place\"], \"orderBy\": \"place\""), Query)).Text("fingerprint"));
        }

        List<int> connections = [];
        foreach (var table in new[] { "ordered", "ordered_view", "divided" })
            connections.Add((await App.TrainAsync(Source(table, "\"orderBy\": \"y\""), Query + "&dryRun=true")).Json.GetProperty("database").Int("connections"));
        Assert.Equal([1, 1, 2], connections);
        Assert.Contains("order_not_defined", (await App.TrainAsync(Source("ordered_view"), Query + "&dryRun=true")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("order_not_defined", (await App.TrainAsync(Source("divided"), Query + "&dryRun=true")).Text, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Train_LogInATable_IsTheModelOfTheLogAsAJob()
    {
        postgres.Run("CREATE TABLE log (\"InvoiceNo\" text, \"StockCode\" text, \"Description\" text, \"Quantity\" integer, \"InvoiceDate\" text, \"UnitPrice\" numeric, \"CustomerID\" text, \"Country\" text);\n"
            + $"COPY log FROM STDIN (FORMAT CSV, HEADER);\n{OrderFile.Text.TrimEnd('\n')}\n\\.\n");
        var expected = (await App.TrainedAsync(OrderFile.Forms["csv"], OrderFile.Query + "&parent=none")).Text("fingerprint");

        var job = (await App.SendAsync(HttpMethod.Post, "/train" + OrderFile.Query + "&parent=none&model=log", Source("log"), ("Prefer", "respond-async"))).Expect(202).Text("id");
        await App.JobInAsync(job, "succeeded");

        Assert.Equal(expected, (await App.GetAsync("/models/log/versions/1")).Json.Text("fingerprint"));
    }

    [PostgresFact]
    public async Task PredictBatch_Table_IsAnsweredAsItsCsv()
    {
        Make("scored", "(id text, x double precision, y double precision)", "SELECT 'C' || g, g % 7, g % 11 FROM generate_series(1, 300) g");
        await App.TrainedAsync(postgres.Csv("scored"), Query + "&model=scored");

        var expected = await App.PredictBatchAsync(Body.Csv(postgres.Csv("scored")), "text/csv", "?model=scored");
        var answered = await App.PredictBatchAsync(Source("scored"), "text/csv", "?model=scored");

        Assert.Equal(expected.Text, answered.Text);
    }

    /// <summary>Into one file, named after the table, by the call that waits and by a job; what the name of a file cannot have is an underscore.</summary>
    [PostgresFact]
    public async Task PredictBatch_TableAndTarget_IsWrittenAsItIsAnswered()
    {
        Make("\"to/score\"", "(id text, x double precision, y double precision)", "SELECT 'C' || g, g % 7, g % 11 FROM generate_series(1, 300) g");
        var csv = postgres.Csv("\"to/score\"");
        await App.TrainedAsync(csv, Query + "&model=written");
        var expected = await App.PredictBatchAsync(Body.Csv(csv), "text/csv", "?model=written");

        var waited = (await App.PredictBatchAsync(Targeted("public.to/score", "waited"), query: "?model=written&format=csv")).Expect(200);
        var job = (await App.SendAsync(HttpMethod.Post, "/jobs/batch?model=written&format=csv", Targeted("public.to/score", "by-job"))).Expect(202).Text("id");
        await App.JobInAsync(job, "succeeded");

        Assert.Equal((300, "public.to/score", "public.to_score.csv"), (waited.Int("rows"), waited.Items("files").Single().Text("source"), waited.Items("files").Single().Text("target")));
        Assert.Equal(expected.Text, postgres.Written("waited", "public.to_score.csv"));
        Assert.Equal(expected.Text, postgres.Written("by-job", "public.to_score.csv"));
        Assert.Equal(waited.GetRawText().Replace("waited", "by-job", StringComparison.Ordinal), (await App.GetAsync($"/jobs/{job}/files")).Expect(200).GetRawText());
        (await App.PredictBatchAsync(Targeted("public.to/score", "waited"), query: "?model=written&format=csv")).ExpectProblem(409, "target-exists", "public.to_score.csv");
    }

    /// <summary>What can be seen without the database is refused before a job is made of it; the rest fails the job. Nothing is left in the target.</summary>
    [PostgresFact]
    public async Task PredictBatch_TableAndTargetThatCannotBeRead_IsRefusedAndNothingIsWritten()
    {
        Make("unread", "(id text, x double precision, y double precision)", "SELECT 'C' || g, g % 7, g % 5 FROM generate_series(1, 60) g");
        await App.TrainedAsync(postgres.Csv("unread"), Query + "&model=unread");

        (await App.PredictBatchAsync(Targeted("nothing", "none"), query: "?model=unread")).ExpectProblem(404, "source-not-found", "'nothing'");
        (await App.SendAsync(HttpMethod.Post, "/jobs/batch?model=unread", Targeted("a.b.c", "none"))).ExpectProblem(400, "source-not-allowed", "source.table");
        (await App.SendAsync(HttpMethod.Post, "/jobs/batch?model=unread", Targeted("unread", "none", "Else"))).ExpectProblem(400, "source-not-allowed", "'Else'");
        var job = (await App.SendAsync(HttpMethod.Post, "/jobs/batch?model=unread", Targeted("nothing", "none"))).Expect(202).Text("id");
        var failed = await App.JobInAsync(job, "failed");

        Assert.Equal("/problems/source-not-found", failed.GetProperty("error").Text("type"));
        Assert.StartsWith("There is no table", failed.GetProperty("error").Text("detail"), StringComparison.Ordinal);
        Assert.False(postgres.IsWritten("none"));
    }

    [PostgresTheory]
    [InlineData("Shop", "nothing", null, 404, "source-not-found", "'nothing'", "search path")]
    [InlineData("Shop", "public.Refused", null, 404, "source-not-found", "'Refused'", "'public'")]
    [InlineData("Shop", "refused\\\"; DROP TABLE refused; --", null, 400, "source-not-allowed", "source.table", "public.customers")]
    [InlineData("Shop", "\\\"refused; DROP TABLE refused; --\\\"", null, 404, "source-not-found", "no table or view", "DROP")]
    [InlineData("Shop", "a.b.c", null, 400, "source-not-allowed", "source.table", "'a.b.c'")]
    [InlineData("Shop", "", null, 400, "source-not-allowed", "source.table", "''")]
    [InlineData("Shop", "refused", "\"columns\": [\"x\\\" FROM refused; --\"]", 404, "source-not-found", "source.columns", "'id', 'x'")]
    [InlineData("Shop", "refused", "\"columns\": [\"x\", \"x\"]", 400, "source-not-allowed", "source.columns", "twice")]
    [InlineData("Shop", "refused", "\"columns\": [\"j\"]", 400, "source-not-allowed", "json", "numeric")]
    [InlineData("Shop", "refused", "\"orderBy\": \"1; DROP TABLE refused\"", 404, "source-not-found", "source.orderBy", "DROP")]
    [InlineData("Shop", "refused", "\"columns\": []", 400, "invalid-json", "orderBy", "postgres")]
    [InlineData("Shop", "refused", "\"path\": \"a.csv\"", 400, "invalid-json", "orderBy", "postgres")]
    [InlineData("Else", "refused", null, 400, "source-not-allowed", "'Else'", "'Away', 'Hasty', 'Narrow', 'Shop'")]
    [InlineData("Narrow", "public.refused", null, 400, "source-not-allowed", "Data:Postgres:Narrow:Tables", "'public.refused'")]
    [InlineData("Shop", "hidden.t", null, 400, "source-not-allowed", "GRANT USAGE ON SCHEMA \"hidden\"", "hidden.t")]
    [InlineData("Shop", "secret", null, 400, "source-not-allowed", "GRANT SELECT ON \"public\".\"secret\"", "public.secret")]
    [InlineData("Shop", "secret_view", null, 400, "source-not-allowed", "GRANT", "secret_view")]
    [InlineData("Shop", "half", "\"columns\": [\"y\"]", 400, "source-not-allowed", "GRANT SELECT (\"y\") ON \"public\".\"half\"", "public.half")]
    [InlineData("Shop", "only_json", null, 400, "source-not-allowed", "no column of a type that is read", "uuid")]
    [InlineData("Shop", "failing", null, 400, "source-not-allowed", "SQLSTATE 22012", "public.failing")]
    [InlineData("Shop", "no_rows", null, 422, "no-customers", "no customer", "")]
    public async Task Train_WhatCannotBeRead_IsRefused(string database, string table, string? more, int status, string kind, string told, string alsoTold)
    {
        _ = App;
        postgres.Run("""
            CREATE TABLE IF NOT EXISTS refused (id text, x numeric, j json); CREATE SCHEMA IF NOT EXISTS hidden; CREATE TABLE IF NOT EXISTS hidden.t (x int); CREATE TABLE IF NOT EXISTS secret (x int); REVOKE ALL ON secret FROM shop_reader;
            CREATE TABLE IF NOT EXISTS half (id text, x int, y int); REVOKE ALL ON half FROM shop_reader; GRANT SELECT (id, x) ON half TO shop_reader; CREATE TABLE IF NOT EXISTS only_json (a json, b bytea); CREATE TABLE IF NOT EXISTS no_rows (id text, x int);
            CREATE OR REPLACE VIEW failing AS SELECT g AS id, 1 / (g - 5) AS x FROM generate_series(1, 9) g;
            DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'poor') THEN CREATE ROLE poor; END IF; END $$;
            CREATE OR REPLACE VIEW secret_view AS SELECT * FROM secret; ALTER VIEW secret_view OWNER TO poor; GRANT SELECT ON secret_view TO shop_reader;
            """);

        (await App.RefusedAsync(HttpMethod.Post, "/train", Source(table, more, database))).ExpectProblem(status, kind, told, alsoTold);
    }

    [PostgresFact]
    public async Task Train_ColumnsThatAreNotGranted_AreLeftOutAndTold()
    {
        Make("partly", "(id text, x integer, y integer, hidden_one integer)", "SELECT 'C' || g, g % 7, g % 11, g FROM generate_series(1, 60) g");
        postgres.Run("REVOKE ALL ON partly FROM shop_reader; GRANT SELECT (id, x, y) ON partly TO shop_reader");

        var report = (await App.TrainAsync(Source("partly"), Query + "&dryRun=true")).Expect(200);

        Assert.Equal("'hidden_one': the role of the connection may not read them, and they are left out.", report.Items("notices").Single(notice => notice.Text("code") == "columns_not_granted").Text("message"));
    }

    /// <summary>Neither the answer nor the log may tell where a database is, or who asks it.</summary>
    [PostgresFact]
    public async Task Train_DatabaseThatIsAway_IsToldWithoutItsSecrets()
    {
        postgres.Run("SELECT 1");
        var before = await App.StateAsync();

        var answer = await App.TrainAsync(Source("t", database: "Away"));

        answer.ExpectProblem(503, "source-unavailable", "'Away'", "cannot be reached");
        Assert.Equal(before, await App.StateAsync());
        foreach (var secret in new[] { "tiger", "shop_reader", "127.0.0.1", "Port" })
        {
            Assert.DoesNotContain(secret, answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(App.Log.Lines, line => line.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [PostgresFact]
    public async Task Train_DatabaseThatIsSilent_EndsInTime()
    {
        Slow("silent", seconds: 30);

        (await App.TrainAsync(Source("silent", database: "Hasty"))).ExpectProblem(503, "source-unavailable", "'Hasty'", "Data:Postgres:Hasty:TimeoutSeconds");
        await NothingRunsAsync("silent");
    }

    [PostgresFact]
    public async Task Train_ConnectionThatIsLostInTheMiddle_StoresNothing()
    {
        Slow("lost", seconds: 30);
        var before = await App.StateAsync();

        var training = App.TrainAsync(Source("lost"));
        await RunsAsync("lost");
        postgres.Run($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop_reader' AND query LIKE '%\"lost\"%'");

        (await training).ExpectProblem(503, "source-unavailable", "'Shop'", "Nothing was stored");
        Assert.Equal(before, await App.StateAsync());
    }

    [PostgresFact]
    public async Task Cancel_JobThatReads_EndsTheQuery()
    {
        Slow("canceled", seconds: 60);

        var job = (await App.SendAsync(HttpMethod.Post, "/train", Source("canceled"), ("Prefer", "respond-async"))).Expect(202).Text("id");
        await RunsAsync("canceled");
        await App.DeleteAsync($"/jobs/{job}");

        await App.JobInAsync(job, "canceled");
        await NothingRunsAsync("canceled");
    }

    private static Body Source(string table, string? more = null, string database = "Shop") =>
        Body.Json($"{{\"source\": {{\"postgres\": \"{database}\", \"table\": \"{table}\"{(more is null ? "" : $", {more}")}}}}}");

    private static Body Targeted(string table, string target, string database = "Shop") =>
        Body.Json($"{{\"source\": {{\"postgres\": \"{database}\", \"table\": \"{table}\"}}, \"target\": \"{target}\"}}");

    private void Make(string table, string definition, string rows)
    {
        _ = App;
        postgres.Run($"CREATE TABLE {table} {definition}; INSERT INTO {table} {rows}");
    }

    /// <summary>A view that gives some rows and then none for a while.</summary>
    private void Slow(string view, int seconds)
    {
        _ = App;
        postgres.Run($"CREATE VIEW {view} AS SELECT g AS id, CASE WHEN g > 20000 THEN (SELECT 1 FROM pg_sleep({seconds})) ELSE g % 7 END AS x FROM generate_series(1, 20001) g");
    }

    private Task RunsAsync(string view) => UntilAsync(view, "1");

    private Task NothingRunsAsync(string view) => UntilAsync(view, "0");

    private async Task UntilAsync(string view, string count)
    {
        for (var tries = 0; ; tries++)
        {
            if (postgres.Run($"COPY (SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop_reader' AND state = 'active' AND query LIKE 'COPY%\"{view}\"%') TO STDOUT").Trim() == count) return;
            Assert.True(tries < 200, $"Not {count} queries of {view} after a while.");
            await Task.Delay(50);
        }
    }
}

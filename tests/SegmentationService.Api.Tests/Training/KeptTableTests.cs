using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Tables that are sent once: what is made of them is what is made of the body, and nothing of them is left when their time has come.</summary>
public sealed class KeptTableTests
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Three = "clusters=3&parent=none";

    public static TheoryData<string> Forms => ["csv", "gzip", "form", "workbook"];

    /// <summary>The same bits, however the table came; and again after a restart.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Train_OnAKeptTable_GivesTheModelOfTheBody(string form)
    {
        var body = BodyOf(form);
        var app = new SegmentationApp();
        var ofBody = await app.TrainedAsync(body, $"?{Three}");

        var kept = await KeptAsync(app, body, "?clusters=3");
        Assert.Equal(45, kept.GetProperty("report").Int("customers"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, kept.GetProperty("problem").ValueKind);
        var ofTable = (await TrainAsync(app, kept.Text("id"), Three)).Expect(201);

        await using var again = await app.RestartAsync();
        var afterRestart = (await TrainAsync(again, kept.Text("id"), Three)).Expect(201);

        Assert.Equal([20, 15, 10], ofBody.Sizes());
        Assert.Equal(ofBody.Text("fingerprint"), ofTable.Text("fingerprint"));
        Assert.Equal(ofBody.Text("fingerprint"), afterRestart.Text("fingerprint"));
        Assert.Equal(again.ModelHash("default", 1), again.ModelHash("default", 3));
    }

    [Fact]
    public async Task Tables_TwoOfThem_AreListedTheNewestFirstAndFoundAlone()
    {
        await using var app = new SegmentationApp();
        var answer = await app.PostAsync("/tables?file=first.csv", Body.Csv(Tests.Tables.Blobs));
        var first = answer.Expect(201);
        var second = await KeptAsync(app, Body.Csv(Tests.Tables.Five));

        var listed = (await app.GetAsync("/tables")).Expect(200).Items("tables");
        var alone = (await app.GetAsync($"/tables/{first.Text("id")}")).Expect(200);

        Assert.Equal($"/tables/{first.Text("id")}", answer.Headers.Location?.ToString());
        Assert.Equal([second.Text("id"), first.Text("id")], listed.Select(table => table.Text("id")));
        Assert.Equal(["id", "file", "bytes", "createdAt", "expiresAt"], alone.Names());
        Assert.Equal(("first.csv", Tests.Tables.Blobs.Length), (alone.Text("file"), alone.Int("bytes")));
        Assert.Equal(TimeSpan.FromHours(24), alone.GetProperty("expiresAt").GetDateTime() - alone.GetProperty("createdAt").GetDateTime());
    }

    [Fact]
    public async Task Report_WithOtherParameters_IsWhatADryRunSays()
    {
        await using var app = new SegmentationApp();
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Blobs))).Text("id");

        var report = await app.GetAsync($"/tables/{id}/report?exclude=y");
        var dryRun = await app.TrainAsync(Tests.Tables.Blobs, "?exclude=y&dryRun=true");

        Assert.Equal(["x"], report.Expect(200).FeatureNames());
        Assert.Equal(dryRun.Text, report.Text);
    }

    /// <summary>The lines keep their numbers, whatever they end with and however the table came; what is left out is as if it had never been there.</summary>
    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("utf-16")]
    [InlineData("workbook")]
    public async Task Lines_ThatCannotBeRead_AreLeftOutByTheirNumbers(string form)
    {
        await using var app = new SegmentationApp();
        string[] good = [.. Enumerable.Range(1, 20).Select(i => $"c{i},{i % 7},{(i < 11 ? 5 : 90) + (i % 3)}")];
        string[] lines = ["id,x,y", .. good[..5], "c99,\"1,2", .. good[5..12], "c98,1,2,3", .. good[12..]]; // lines 7 and 15
        var body = form switch
        {
            "ndjson" => new Body(Bodies.Utf8(string.Concat(lines.Select((line, i) => i == 0 ? "\n" : i is 6 or 14 ? "{\"id\n" : Object(line)))), "application/x-ndjson"),
            "utf-16" => new Body(System.Text.Encoding.Unicode.GetBytes(string.Join("\r\n", lines)), "text/csv; charset=utf-16le"),
            "workbook" => new Body(Workbooks.Of(("S", [.. lines.Select((line, i) => line.Split(',').Select(cell => double.TryParse(cell, out var value) ? value : (object?)cell).ToArray())])), Workbook),
            _ => Body.Csv(string.Join('\r', lines)),
        };

        var kept = await KeptAsync(app, body);
        var id = kept.Text("id");
        var trained = (await TrainAsync(app, id, $"{Three}&skipLines=7,15")).Expect(201);
        var expected = await app.TrainedAsync(Body.Csv(string.Join('\n', [lines[0], .. good])), $"?{Three}");

        if (form != "workbook") Assert.Contains(kept.GetProperty("problem").Int("line"), (int[])[7, 15]);
        Assert.Equal(expected.Text("fingerprint"), trained.Text("fingerprint"));
        var notice = Assert.Single(trained.Items("notices"), notice => notice.Text("code") == "lines_left_out");
        Assert.StartsWith(form == "workbook" ? "2 rows, the first is row 7," : "2 lines, the first is line 7,", notice.Text("message"), StringComparison.Ordinal);
        var row = (await app.GetAsync("/models/default/versions/1/customers/c13")).Expect(200);
        Assert.Equal("6", row.GetProperty("columns").GetProperty("x").ToString());

        static string Object(string line) => line.Split(',') is var cells ? $$"""{"id": "{{cells[0]}}", "x": {{cells[1]}}, "y": {{cells[2]}}}""" + "\n" : "";
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("3,four")]
    [InlineData("1.5")]
    public async Task Lines_ThatAreNone_AreRefused(string lines)
    {
        await using var app = new SegmentationApp();

        (await app.TrainAsync(Tests.Tables.Five, $"?skipLines={lines}")).ExpectProblem(400, "invalid-parameter", "numbers of lines");
    }

    [Fact]
    public async Task Sheets_OfAKeptTable_AreThoseOfTheWorkbook()
    {
        await using var app = new SegmentationApp();

        Assert.Equal(["Notes", "Q&A"], await NamesAsync(new Body(Workbooks.Of(("Notes", []), ("Q&amp;A", [["id", "x"], ["a", 1.0]])), Workbook)));
        Assert.Equal(["Sums (hidden)", "Last"], await NamesAsync(ListOf("""<workbook><sheets><sheet name="Sums" state="veryHidden"/><sheet name="Last"/></sheets></workbook>""")));
        Assert.Empty(await NamesAsync(Body.Csv(Tests.Tables.Five)));
        (await SheetsAsync(ListOf("<workbook><sheets><sheet name="))).ExpectProblem(400, "invalid-workbook", "damaged");
        (await SheetsAsync(ListOf("<!DOCTYPE workbook [<!ENTITY a 'b'>]><workbook><sheets/></workbook>"))).ExpectProblem(400, "invalid-workbook", "damaged");
        (await app.GetAsync("/tables/t-0/sheets")).ExpectProblem(404, "table-not-found");

        async Task<Answer> SheetsAsync(Body body) => await app.GetAsync($"/tables/{(await KeptAsync(app, body)).Text("id")}/sheets");

        async Task<IEnumerable<string>> NamesAsync(Body body) =>
            (await SheetsAsync(body)).Expect(200).Items("sheets").Select(sheet => sheet.Text("name") + (sheet.GetProperty("hidden").GetBoolean() ? " (hidden)" : ""));

        static Body ListOf(string xml) => new(Workbooks.Zip(("xl/workbook.xml", Bodies.Utf8(xml))), Workbook);
    }

    /// <summary>The analyst changes a parameter, and does not send the table again.</summary>
    [Fact]
    public async Task Keep_ATableWithoutANumber_IsKeptWithItsProblemAndReadInAnotherWay()
    {
        await using var app = new SegmentationApp();
        var csv = "id,colour\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"c{i},{(i % 2 == 0 ? "red" : "blue")}\n"));

        var kept = await KeptAsync(app, Body.Csv(csv));
        var report = await app.GetAsync($"/tables/{kept.Text("id")}/report?encode=colour");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, kept.GetProperty("report").ValueKind);
        Assert.Equal("/problems/no-numeric-column", kept.GetProperty("problem").Text("type"));
        Assert.Equal(20, report.Expect(200).Int("customers"));
    }

    [Theory]
    [InlineData("", "text/csv", 400, "empty-body")]
    [InlineData("a,b\n1,2\n", "image/png", 415, "unsupported-media-type")]
    [InlineData("a,b\n1,2\n", "text/csv", 400, "invalid-parameter", "?clusters=none")]
    [InlineData("a,b\n1,2\n", "text/csv", 400, "invalid-parameter", "?table=t-0")]
    public async Task Keep_WhatCanNeverBeRead_IsRefusedAndNotKept(string body, string type, int status, string kind, string query = "")
    {
        await using var app = new SegmentationApp();

        (await app.PostAsync("/tables" + query, new Body(Bodies.Utf8(body), type))).ExpectProblem(status, kind);

        Assert.Empty((await app.GetAsync("/tables")).Expect(200).Items("tables"));
        Assert.Empty(Folders(app));
    }

    [Theory]
    [InlineData("t-00000000000000000000000000000000")]
    [InlineData("T-00000000000000000000000000000000")]
    [InlineData("t-0")]
    [InlineData("..%2Fmodels")]
    public async Task Table_ThatIsNotThere_IsAProblemThatSaysHowLongTablesAreKept(string id)
    {
        await using var app = SegmentationApp.With(("Tables:KeepHours", "7"));

        (await app.GetAsync($"/tables/{id}")).ExpectProblem(404, "table-not-found", "7 hours", "GET /tables");
        (await app.GetAsync($"/tables/{id}/report")).ExpectProblem(404, "table-not-found", "7 hours");
        (await app.DeleteAsync($"/tables/{id}")).ExpectProblem(404, "table-not-found", "7 hours");
        (await TrainAsync(app, id, "clusters=2")).ExpectProblem(404, "table-not-found", "7 hours");
        (await app.SendAsync(HttpMethod.Post, $"/train?table={id}", null, ("Prefer", "respond-async"))).ExpectProblem(404, "table-not-found");
        Assert.Empty(await app.VersionsAsync());
    }

    [Fact]
    public async Task Train_ATableAndABody_IsRefused()
    {
        await using var app = new SegmentationApp();
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");

        (await app.TrainAsync(Tests.Tables.Five, $"?table={id}")).ExpectProblem(400, "invalid-parameter", "one of the two");

        Assert.Empty(await app.VersionsAsync());
    }

    [Fact]
    public async Task Delete_ATable_LeavesNothingOfItOnTheVolume()
    {
        await using var app = new SegmentationApp();
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        Assert.Equal([id], Folders(app));

        Assert.Equal(204, (await app.DeleteAsync($"/tables/{id}")).Status);

        (await app.GetAsync($"/tables/{id}")).ExpectProblem(404, "table-not-found");
        Assert.Empty(Folders(app));
    }

    /// <summary>From the moment that its time has come nobody is told of it, and the next sweep removes it.</summary>
    [Fact]
    public async Task Expiry_OfATable_ForgetsItAtOnceAndRemovesIt()
    {
        var clock = new Clock();
        await using var app = new SegmentationApp(services => services.AddSingleton<TimeProvider>(clock));
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");

        clock.Passed = TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);
        (await app.GetAsync($"/tables/{id}")).Expect(200);
        clock.Passed = TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1);
        (await app.GetAsync($"/tables/{id}")).ExpectProblem(404, "table-not-found");
        (await TrainAsync(app, id, "clusters=2")).ExpectProblem(404, "table-not-found");
        Assert.Empty((await app.GetAsync("/tables")).Expect(200).Items("tables"));

        await app.Services.GetRequiredService<KeptTables>().SweepAsync(isStart: false);
        Assert.Empty(Folders(app));
    }

    /// <summary>What a kill leaves: a table half received, one half removed, one whose record or body is not whole. A whole one stays.</summary>
    [Fact]
    public async Task Start_AfterAKill_RemovesWhatIsNotWholeAndKeepsTheRest()
    {
        var app = new SegmentationApp();
        var whole = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        var noRecord = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        var cutOff = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        await File.AppendAllTextAsync(FileOf(app, noRecord, "table.json"), " ");
        await File.WriteAllTextAsync(FileOf(app, cutOff, "body"), "customer");
        foreach (var left in new[] { "0123.tmp-create", whole + ".tmp-delete" })
            await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Root(app), left)).FullName, "body"), Tests.Tables.Five);

        await using var again = await app.RestartAsync();
        await again.Services.GetRequiredService<KeptTables>().SweepAsync(isStart: true); // that of the start may be under way

        Assert.Equal([whole], Folders(again));
        (await TrainAsync(again, whole, "clusters=2")).Expect(201);
    }

    [Fact]
    public async Task Train_OnABodyThatHasChanged_IsAProblemAndNoModel()
    {
        await using var app = new SegmentationApp();
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        await File.WriteAllTextAsync(FileOf(app, id, "body"), Tests.Tables.Five.Replace("12", "13", StringComparison.Ordinal));

        (await TrainAsync(app, id, "clusters=2")).ExpectProblem(500, "table-damaged", "SHA-256");

        Assert.Empty(await app.VersionsAsync());
    }

    [Fact]
    public async Task Keep_MoreThanThereIsRoomFor_IsRefusedUntilATableIsDeleted()
    {
        await using var app = SegmentationApp.With(("Tables:MaxBytes", (Tests.Tables.Five.Length + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");

        (await app.PostAsync("/tables", Body.Csv(Tests.Tables.Five))).ExpectProblem(507, "tables-full", "Tables:MaxBytes", "DELETE /tables/{id}");
        Assert.Equal([id], Folders(app));
        await app.DeleteAsync($"/tables/{id}");

        await KeptAsync(app, Body.Csv(Tests.Tables.Five));
    }

    [Fact]
    public async Task Job_OnAKeptTable_TrainsOnItOnceItsTurnComes()
    {
        var app = new SegmentationApp();
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        await app.HoldTrainingsAsync();
        var job = (await SubmitAsync(app, id)).Expect(202).Text("id");

        await using var again = await app.RestartAsync(); // the query alone names the table

        var ended = await again.SucceededAsync(job);
        var made = (await again.GetAsync("/models/default/versions/1")).Expect(200);
        Assert.Equal(1, ended.GetProperty("result").Int("version"));
        Assert.Equal([3, 2], made.Sizes());
    }

    [Fact]
    public async Task Job_WhoseTableIsDeletedMeanwhile_FailsWithTheProblem()
    {
        await using var app = new SegmentationApp();
        var id = (await KeptAsync(app, Body.Csv(Tests.Tables.Five))).Text("id");
        string job;
        using (await app.HoldTrainingsAsync())
        {
            job = (await SubmitAsync(app, id)).Expect(202).Text("id");
            await app.DeleteAsync($"/tables/{id}");
        }

        var ended = await app.JobInAsync(job, "failed", "succeeded");

        Assert.Equal("/problems/table-not-found", ended.GetProperty("error").Text("type"));
        Assert.Empty(await app.VersionsAsync());
    }

    /// <summary>A name is a text: no folder of somebody's machine, one line, and never longer than is said.</summary>
    [Theory]
    [InlineData("C:\\Users\\x\\mall.csv", "mall.csv")]
    [InlineData("/home/x/mall.csv", "mall.csv")]
    [InlineData("<b>1+1</b>\r\n.csv", "b>.csv")]
    [InlineData("=1+1.csv", "=1+1.csv")]
    [InlineData("///", null)]
    public async Task File_AsItWasSent_IsOneLineWithoutItsFolders(string sent, string? told)
    {
        await using var app = new SegmentationApp();

        var kept = await KeptAsync(app, Body.Csv(Tests.Tables.Five), $"?file={Uri.EscapeDataString(sent)}");

        Assert.Equal(told, kept.GetProperty("file").GetString());
    }

    [Fact]
    public async Task File_OfAFormOrAHeader_IsKnownWithoutAParameter()
    {
        await using var app = new SegmentationApp();

        var ofForm = await KeptAsync(app, Body.Form("mall.csv", Bodies.Utf8(Tests.Tables.Five)));
        using var content = Body.Csv(Tests.Tables.Five).ToContent();
        content.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename*=UTF-8''k%C3%A4ufer.csv");
        var ofHeader = await Answer.OfAsync(await app.CreateClient().PostAsync(new Uri("/tables", UriKind.Relative), content));
        var given = await KeptAsync(app, Body.Form("mall.csv", Bodies.Utf8(Tests.Tables.Five)), "?file=other.csv");

        Assert.Equal("mall.csv", ofForm.Text("file"));
        Assert.Equal("käufer.csv", ofHeader.Expect(201).Text("file"));
        Assert.Equal("other.csv", given.Text("file"));
    }

    private static async Task<System.Text.Json.JsonElement> KeptAsync(SegmentationApp app, Body body, string query = "") => (await app.PostAsync("/tables" + query, body)).Expect(201);

    private static Task<Answer> TrainAsync(SegmentationApp app, string table, string query) => app.PostAsync($"/train?table={table}&{query}", null);

    private static Task<Answer> SubmitAsync(SegmentationApp app, string table) => app.SendAsync(HttpMethod.Post, $"/train?clusters=2&table={table}", null, ("Prefer", "respond-async"));

    private static Body BodyOf(string form) => form switch
    {
        "gzip" => Body.Csv(Tests.Tables.Blobs).Compressed("gzip"),
        "form" => Body.Form("blobs.csv", Bodies.Utf8(Tests.Tables.Blobs)),
        "workbook" => new Body(Workbooks.Of(("Customers", [.. CsvRows.Parse(Tests.Tables.Blobs).Select((row, i) => i == 0 ? (object?[])row : [row[0], double.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture), double.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture)])])), Workbook),
        _ => Body.Csv(Tests.Tables.Blobs),
    };

    private static string Root(SegmentationApp app) => Path.Combine(app.Folder.Path, "tables");

    private static string FileOf(SegmentationApp app, string table, string name) => Path.Combine(Root(app), table, name);

    /// <summary>All that is in the folder of the tables but its lock.</summary>
    private static string[] Folders(SegmentationApp app) =>
        Directory.Exists(Root(app)) ? [.. Directory.EnumerateDirectories(Root(app)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests.Erasure;

/// <summary>DELETE /models/{model}/customers/{id}: nothing that is kept of the model tells of the customer, and all else is as before.</summary>
public sealed class EraseCustomerTests : IAsyncDisposable
{
    private const string Person = "Erased-7f3a";

    private static readonly string Table = Tables.Blobs.Replace("c7,", Person + ",", StringComparison.Ordinal);

    private SegmentationApp App { get; set; } = new();

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task Erase_AKnownCustomer_IsInNoAnswerAndNoFile()
    {
        var (kept, other) = (await KeepAsync(Table), await KeepAsync(Tables.Blobs));
        await App.TrainedAsync(Table, "?clusters=3");
        (await App.PostAsync($"/train?clusters=3&table={kept}", null)).Expect(201);
        (await App.PostAsync($"/train?clusters=3&table={other}", null)).Expect(201);
        await App.TrainedAsync(Table, "?clusters=3&model=other");
        var tag = (await App.GetAsync("/models/default/versions/1")).Headers.ETag;
        var prediction = (await App.PredictAsync("""{"x": 1, "y": 1}""", "?version=1")).Text;
        Assert.Contains(Person, (await App.GetAsync("/models/default/versions/1/charts/map")).Text, StringComparison.Ordinal);
        (await App.GetAsync($"/models/default/versions/1/customers/{Person}")).Expect(200);

        var erased = (await App.DeleteAsync($"/models/default/customers/{Person}")).Expect(200);

        Assert.Equal("default", erased.Text("model"));
        Assert.Equal("[1,2]", erased.GetProperty("versions").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal((1, 0, JsonValueKind.Null), (erased.Int("tables"), erased.Int("jobs"), erased.GetProperty("left").ValueKind));
        foreach (var version in (string[])["1", "2"])
        {
            Assert.Equal(1 + 44, (await App.CustomersAsync(version: version)).Count);
            Assert.Equal(45, (await App.GetAsync($"/models/default/versions/{version}")).Json.Int("customers"));
            (await App.GetAsync($"/models/default/versions/{version}/customers/{Person}")).ExpectProblem(404, "customer-not-found");
            (await App.GetAsync($"/models/default/versions/{version}/customers/c8")).Expect(200);
            Assert.DoesNotContain(Person, (await App.GetAsync($"/models/default/versions/{version}/charts/map")).Text, StringComparison.Ordinal);
        }

        Assert.NotEqual(tag, (await App.GetAsync("/models/default/versions/1")).Headers.ETag);
        Assert.Equal(prediction, (await App.PredictAsync("""{"x": 1, "y": 1}""", "?version=1")).Text);
        (await App.GetAsync($"/tables/{kept}")).ExpectProblem(404, "table-not-found");
        (await App.GetAsync($"/tables/{other}")).Expect(200);
        (await App.DeleteAsync($"/models/default/customers/{Person}")).ExpectProblem(404, "customer-not-found");
        (await App.GetAsync($"/models/other/versions/1/customers/{Person}")).Expect(200);

        // The archive is taken in again, and has the customers that are left.
        var archive = await App.ExportAsync("default", "1");
        Assert.Equal(4, (await App.ImportAsync("default", archive)).Expect(201).Int("version"));
        Assert.Equal(1 + 44, (await App.CustomersAsync(version: "4")).Count);
        (await App.GetAsync("/models/default/versions/4/customers/c8")).Expect(200);
        Assert.Equal(204, (await App.DeleteAsync("/models/other")).Status);
        AssertNoLineHolds(Person);
        App = await App.RestartAsync();
        Assert.Equal(1 + 44, (await App.CustomersAsync(version: "1")).Count);
        AssertNoLineHolds(Person);
        AssertNoFileHolds(Person);
    }

    /// <summary>Tables and jobs that held the customer go also where no version does.</summary>
    [Fact]
    public async Task Erase_OnlyATableAndAJobHoldTheCustomer_RemovesBoth()
    {
        await App.TrainedAsync(Tables.Blobs, "?clusters=3");
        var kept = await KeepAsync($"id,x,y,referred\nc1,1,1,\nc2,2,2,{Person}\nc3,9,9,\n");
        var failed = await App.SubmittedAsync(Tables.Blobs, $"?clusters=2&guests={Person}&input=transactions");
        var trained = await App.SubmittedAsync("", $"?clusters=2&table={kept}");
        await App.JobInAsync(failed, "failed");
        await App.SucceededAsync(trained);
        (await App.DeleteAsync("/models/default/customers/c99")).ExpectProblem(404, "customer-not-found", "'c99'");

        var erased = (await App.DeleteAsync($"/models/default/customers/{Person}")).Expect(200);

        Assert.Equal(("[]", 1, 1), (erased.GetProperty("versions").GetRawText(), erased.Int("tables"), erased.Int("jobs")));
        (await App.GetAsync($"/tables/{kept}")).ExpectProblem(404, "table-not-found");
        (await App.GetAsync($"/jobs/{failed}")).ExpectProblem(404, "unknown-job");
        (await App.GetAsync($"/jobs/{trained}")).Expect(200);
    }

    /// <summary>Whatever a kept table was sent as, and whether its ids are texts or numbers: it goes whole where it holds the customer, and one that does not stays and is trained on again.</summary>
    [Theory]
    [InlineData("csv", "c")]
    [InlineData("json", "c")]
    [InlineData("json", "70")]
    [InlineData("workbook", "c")]
    [InlineData("workbook", "70")]
    [InlineData("parquet", "c")]
    [InlineData("parquet", "70")]
    [InlineData("arrow", "c")]
    [InlineData("arrow", "70")]
    public async Task Erase_OfKeptTablesOfAnyFormat_RemovesThoseThatHoldTheCustomer(string format, string ids)
    {
        var table = Tables.Blobs.Replace("\nc", "\n" + ids, StringComparison.Ordinal);
        var (person, other) = (ids + "7", ids + "8");
        var holds = await KeepAsync(BodyOf(format, table));
        var without = await KeepAsync(BodyOf(format, table.Replace($"\n{person},", $"\n{ids}99,", StringComparison.Ordinal)));
        foreach (var kept in (string[])[holds, without]) Assert.Equal(45, (await App.PostAsync($"/train?clusters=3&table={kept}", null)).Expect(201).Int("customers"));
        (await App.GetAsync($"/models/default/versions/1/customers/{person}")).Expect(200);

        var erased = (await App.DeleteAsync($"/models/default/customers/{person}")).Expect(200);

        Assert.Equal(("[1]", 1), (erased.GetProperty("versions").GetRawText(), erased.Int("tables")));
        (await App.GetAsync($"/tables/{holds}")).ExpectProblem(404, "table-not-found");
        Assert.Empty(Directory.EnumerateFileSystemEntries(App.Folder.Path, holds + "*", SearchOption.AllDirectories));
        (await App.GetAsync($"/models/default/versions/1/customers/{person}")).ExpectProblem(404, "customer-not-found");
        (await App.GetAsync($"/models/default/versions/1/customers/{other}")).Expect(200);
        Assert.Equal(1 + 44, (await App.CustomersAsync(version: "1")).Count);
        Assert.Equal(1 + 45, (await App.CustomersAsync(version: "2")).Count);
        Assert.Equal(45, (await App.PostAsync($"/train?clusters=3&table={without}", null)).Expect(201).Int("customers"));
    }

    [Fact]
    public async Task Erase_WhileATrainingIsUnderWay_IsRefusedAndChangesNothing()
    {
        await App.TrainedAsync(Table, "?clusters=3");
        string job;
        using (await App.HoldTrainingsAsync())
        {
            job = await App.SubmittedAsync(Table, "?clusters=3");
            (await App.RefusedAsync(HttpMethod.Delete, $"/models/default/customers/{Person}", null)).ExpectProblem(409, "model-busy");
        }

        await App.SucceededAsync(job);
        Assert.Equal(2, (await App.DeleteAsync($"/models/default/customers/{Person}")).Expect(200).Items("versions").Length);
    }

    [Fact]
    public async Task Erase_WhatCannotBe_IsRefused()
    {
        await App.TrainedAsync(Table, "?clusters=3");
        (await App.RefusedAsync(HttpMethod.Delete, "/models/none/customers/c1", null)).ExpectProblem(404, "unknown-model");
        (await App.RefusedAsync(HttpMethod.Delete, "/models/default/customers/C1", null)).ExpectProblem(404, "customer-not-found");
        (await App.RefusedAsync(HttpMethod.Delete, "/models/default/customers/c1?version=1", null)).ExpectProblem(400, "invalid-parameter");
    }

    private Task<string> KeepAsync(string csv) => KeepAsync(Body.Csv(csv));

    private async Task<string> KeepAsync(Body table) => (await App.PostAsync("/tables", table)).Expect(201).Text("id");

    private static Body BodyOf(string format, string csv) => format switch
    {
        "json" => Body.Json($"[{string.Join(',', Tables.Objects(csv))}]"),
        "workbook" => new Body(
            Workbooks.Of(("Customers", [.. CsvRows.Parse(csv).Select(row => row.Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : (object?)cell).ToArray())])),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "parquet" => new Body(Parquets.OfCsv(csv), Parquets.Type),
        "arrow" => new Body(Arrows.OfCsv(csv), Arrows.Type),
        _ => Body.Csv(csv),
    };

    private void AssertNoLineHolds(string text) =>
        Assert.DoesNotContain(App.Log.Lines, line => line.Text.Contains(text, StringComparison.Ordinal) || line.Exception?.ToString().Contains(text, StringComparison.Ordinal) == true);

    /// <summary>Looks at every file of the store as it lies there, and at the text of those that are compressed.</summary>
    private void AssertNoFileHolds(string text)
    {
        foreach (var path in Directory.EnumerateFiles(App.Folder.Path, "*", SearchOption.AllDirectories))
        {
            if (new FileInfo(path).Length == 0) continue; // locks
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress) : file;
            using var reader = new StreamReader(content, Encoding.UTF8);
            Assert.False(reader.ReadToEnd().Contains(text, StringComparison.Ordinal), path);
        }
    }
}

using System.Text.Json;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests.Models;

/// <summary>A version tells what it was trained on and how it was asked for, as long as it is there and wherever it goes.</summary>
public sealed class VersionSourceTests
{
    [Fact]
    public async Task Source_OfABodyAndAForm_NamesFileAndParametersAsGiven()
    {
        var app = new SegmentationApp();

        var ofBody = (await app.TrainedAsync(Tests.Tables.Blobs, "?Clusters=3&exclude=y&exclude=%22y%22&file=blobs.csv&model=default")).GetProperty("source");
        var ofForm = (await app.TrainedAsync(Body.Form("mall.csv", Bodies.Utf8(Tests.Tables.Blobs)), "?clusters=2")).GetProperty("source");
        var nothing = (await app.TrainedAsync(Tests.Tables.Blobs)).GetProperty("source");
        await using var again = await app.RestartAsync();
        var read = (await again.GetAsync("/models/default/versions/1")).Expect(200).GetProperty("source");

        Assert.Equal("""{"file":"blobs.csv","table":null,"parameters":{"clusters":"3","exclude":"y,\u0022y\u0022"}}""", JsonSerializer.Serialize(ofBody));
        Assert.Equal("""{"file":"mall.csv","table":null,"parameters":{"clusters":"2"}}""", JsonSerializer.Serialize(ofForm));
        Assert.Equal("""{"file":null,"table":null,"parameters":{}}""", JsonSerializer.Serialize(nothing));
        Assert.Equal(JsonSerializer.Serialize(ofBody), JsonSerializer.Serialize(read));
    }

    /// <summary>The id is told as long as it leads somewhere.</summary>
    [Fact]
    public async Task Source_OfAKeptTable_TellsOfItUntilItIsGone()
    {
        await using var app = new SegmentationApp();
        var id = (await app.PostAsync("/tables?file=blobs.csv", Body.Csv(Tests.Tables.Blobs))).Expect(201).Text("id");

        var trained = (await app.PostAsync($"/train?table={id}&clusters=3", null)).Expect(201).GetProperty("source");
        var kept = (await app.GetAsync("/models/default/versions/1")).Expect(200).GetProperty("source");
        await app.DeleteAsync($"/tables/{id}");
        var gone = (await app.GetAsync("/models/default/versions/1")).Expect(200).GetProperty("source");

        Assert.Equal(("blobs.csv", id), (trained.Text("file"), trained.Text("table")));
        Assert.Equal(id, kept.Text("table"));
        Assert.Equal(JsonValueKind.Null, gone.GetProperty("table").ValueKind);
        Assert.Equal("blobs.csv", gone.Text("file"));
    }

    /// <summary>Who asks whether anything is new learns that the table is gone; who writes a note meanwhile is not stopped by that.</summary>
    [Fact]
    public async Task Tag_OfAVersionWhoseTableGoes_IsAnotherAndHindersNoChange()
    {
        await using var app = new SegmentationApp();
        var id = (await app.PostAsync("/tables", Body.Csv(Tests.Tables.Blobs))).Expect(201).Text("id");
        (await app.PostAsync($"/train?table={id}&clusters=3", null)).Expect(201);
        const string Version = "/models/default/versions/1";
        var seen = (await app.GetAsync(Version)).Headers.ETag!.ToString();
        Assert.Equal(304, (await app.GetAsync(Version, ("If-None-Match", seen))).Status);
        Assert.Equal(seen, (await app.GetAsync(Version + "/segments/1")).Headers.ETag!.ToString());

        await app.DeleteAsync($"/tables/{id}");

        var gone = await app.GetAsync(Version, ("If-None-Match", seen));
        Assert.Equal(JsonValueKind.Null, gone.Expect(200).GetProperty("source").GetProperty("table").ValueKind);
        Assert.NotEqual(seen, gone.Headers.ETag!.ToString());
        Assert.Equal(gone.Headers.ETag, (await app.GetAsync(Version + "/segments/1")).Headers.ETag);
        var changed = await app.SendAsync(HttpMethod.Patch, Version, Body.Json("""{"note": "n"}"""), ("If-Match", seen));
        Assert.Equal("n", changed.Expect(200).Text("note"));
        Assert.Equal(changed.Headers.ETag, (await app.GetAsync(Version)).Headers.ETag);
        (await app.SendAsync(HttpMethod.Patch, Version, Body.Json("""{"note": "m"}"""), ("If-Match", seen))).ExpectProblem(412, "changed-meanwhile");
    }

    [Fact]
    public async Task Source_OfAnImportedVersion_IsThatOfTheExported()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tests.Tables.Blobs, "?clusters=3&file=blobs.csv");

        var imported = (await app.ImportAsync("copy", await app.ExportAsync("default", "1"))).Expect(201).GetProperty("source");

        Assert.Equal(("blobs.csv", "3"), (imported.Text("file"), imported.GetProperty("parameters").Text("clusters")));
    }
}

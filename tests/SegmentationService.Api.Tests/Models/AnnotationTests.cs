using System.Text;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Models;

/// <summary>What people give versions and segments: it serves at once, everywhere, outlives what has to be outlived, and changes nothing of the model.</summary>
public sealed class AnnotationTests
{
    private const string Query = "?clusters=3";
    private const string Customer = """{"x": 2, "y": 2}"""; // of segment 1, the first group of the table

    [Fact]
    public async Task Name_GivenToASegment_ServesAtOnceEverywhere()
    {
        await using var app = new SegmentationApp();
        var trained = await app.TrainedAsync(Tables.Blobs, Query);
        var made = trained.Item("segments", "id", "1").Text("name");
        var before = (await app.PredictAsync(Customer)).Expect(200);
        Assert.False(before.Has("madeName"));
        var folder = FilesOf(app, 1);

        var answer = await PatchAsync(app, "1", """{"name": "VIP", "note": "call them\nfirst", "colour": "#1F77B4"}""");

        var segment = answer.Expect(200);
        Assert.Equal(("VIP", made, "call them\nfirst", "#1f77b4"), (segment.Text("name"), segment.Text("madeName"), segment.Text("note"), segment.Text("colour")));
        var got = await app.GetAsync("/models/default/versions/1");
        Assert.Equal(answer.Headers.ETag, got.Headers.ETag);
        Assert.Equal(segment.ToString(), got.Json.Item("segments", "id", "1").ToString());
        Assert.Equal(segment.ToString(), (await app.GetAsync("/models/default/versions/1/segments/1")).Expect(200).ToString());
        Assert.Equal(trained.Text("fingerprint"), got.Json.Text("fingerprint"));

        var predicted = (await app.PredictAsync(Customer)).Expect(200);
        Assert.Equal((1, "VIP", made), (predicted.Int("segment"), predicted.Text("name"), predicted.Text("madeName")));
        Assert.Equal(["VIP"], predicted.Items("alternatives").Where(near => near.Has("madeName")).Select(near => near.Text("name")));
        Assert.Equal(("VIP", made), Names((await app.PredictBatchAsync(Body.Json($"[{Customer}]"))).Json[0]));
        var rows = CsvRows.Parse((await app.PredictBatchAsync(Body.Csv("x,y\n2,2\n"), "text/csv")).Text);
        Assert.Equal(("name", "VIP", "made_name", made), (rows[0][2], rows[1][2], rows[0][^1], rows[1][^1]));
        var effects = (await app.GetAsync("/models/default/versions/1/charts/effects")).Expect(200);
        Assert.Equal("VIP", effects.Item("segments", "id", "1").Text("name"));
        var customers = await app.CustomersAsync();
        Assert.Equal(("name", "made_name"), (customers[0][2], customers[0][^1]));
        Assert.All(customers.Skip(1), row => Assert.Equal((row[1] == "1" ? "VIP" : row[^1], trained.Item("segments", "id", row[1]).Text("name")), (row[2], row[^1])));
        Assert.Contains(customers.Skip(1), row => row[1] == "1");
        Assert.Equal(folder, FilesOf(app, 1));

        (await PatchAsync(app, "1", """{"name": null, "note": null, "colour": null}""")).Expect(200);
        Assert.Equal(before.ToString(), (await app.PredictAsync(Customer)).Expect(200).ToString());
        Assert.Equal(trained.ToString(), (await app.GetAsync("/models/default/versions/1")).Expect(200).ToString());
        Assert.DoesNotContain("made_name", (await app.CustomersAsync())[0]);

        static (string, string) Names(JsonElement item) => (item.Text("name"), item.Text("madeName"));
    }

    /// <summary>Also behind the columns of the own table, one of which may have the name that the made one would have.</summary>
    [Fact]
    public async Task Name_InADownloadOfOneSegmentWithColumns_ServesToo()
    {
        await using var app = new SegmentationApp();
        var lines = Tables.Blobs.TrimEnd().Split('\n');
        var table = (await app.PostAsync("/tables", Body.Csv(string.Join('\n', [lines[0] + ",made_name", .. lines.Skip(1).Select(line => line + ",own")])))).Expect(201).Text("id");
        var trained = (await app.PostAsync($"/train?table={table}&clusters=3&columns=x,y", null)).Expect(201);
        (await PatchAsync(app, "1", """{"name": "VIP"}""")).Expect(200);

        var rows = CsvRows.Parse((await app.GetAsync("/models/default/versions/1/customers?include=columns&segment=1")).Text);

        Assert.Equal(["segment", "name", "confidence", "distance", "outlier", "made_name_2"], rows[0][^6..]);
        Assert.Equal(trained.Item("segments", "id", "1").Int("size"), rows.Count - 1);
        var made = trained.Item("segments", "id", "1").Text("name");
        Assert.All(rows.Skip(1), row => Assert.Equal(("own", "1", "VIP", made), (row[Array.IndexOf(rows[0], "made_name")], row[^6], row[^5], row[^1])));
    }

    [Fact]
    public async Task Annotations_RestartExportAndImport_AreKept()
    {
        await using var first = new SegmentationApp();
        await first.TrainedAsync(Tables.Blobs, Query);
        (await PatchAsync(first, "2", """{"name": "Étoile ✨"}""")).Expect(200);
        (await first.SendAsync(HttpMethod.Patch, "/models/default/versions/1", Body.Json("""{"note": "autumn", "labels": {"x": "wine"}}"""))).Expect(200);
        var archive = await first.ExportAsync("default", "1");

        await using var app = await first.RestartAsync();
        (await app.ImportAsync("copy", archive)).Expect(201);

        foreach (var model in (string[])["default", "copy"])
        {
            var version = (await app.GetAsync($"/models/{model}/versions/1")).Expect(200);
            Assert.Equal(("autumn", """{"x":"wine"}""", "Étoile ✨"), (version.Text("note"), version.GetProperty("labels").ToString(), version.Item("segments", "id", "2").Text("name")));
            Assert.Equal("Étoile ✨", (await app.PredictAsync("""{"x": 100, "y": 0}""", $"?model={model}")).Expect(200).Text("name"));
        }
    }

    [Fact]
    public async Task Name_OfASegmentThatIsFoundAgain_StaysWithIt()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        (await PatchAsync(app, "1", """{"name": "VIP", "note": "n", "colour": "#000001"}""")).Expect(200);
        (await app.SendAsync(HttpMethod.Patch, "/models/default/versions/1", Body.Json("""{"note": "of the first", "labels": {"y": "spend"}}"""))).Expect(200);

        // The group that was the largest is none of the largest now, and there is one more, too small to be a part of it.
        var second = await app.TrainedAsync(Tables.Groups((13, 0, 0), (15, 100, 0), (20, 0, 100), (4, -900, -900)), "?clusters=4");

        var kept = second.Item("segments", "id", "1");
        Assert.Equal((13, "VIP", "n", "#000001"), (kept.Int("size"), kept.Text("name"), kept.Text("note"), kept.Text("colour")));
        Assert.Equal("VIP", (await app.PredictAsync(Customer)).Expect(200).Text("name"));
        Assert.Equal(JsonValueKind.Null, second.Item("segments", "id", "4").GetProperty("note").ValueKind);
        Assert.Equal((JsonValueKind.Null, """{"y":"spend"}"""), (second.GetProperty("note").ValueKind, second.GetProperty("labels").ToString()));

        // The older version keeps its own, whatever becomes of the newer one's.
        (await PatchAsync(app, "1", """{"name": "Best"}""", version: "2")).Expect(200);
        Assert.Equal(["VIP", "Best"], await Task.WhenAll(NameAsync("1"), NameAsync("2")));
        Assert.All((await app.TrainedAsync(Tables.Blobs, Query + "&parent=none")).Items("segments"), segment => Assert.Equal(segment.Text("madeName"), segment.Text("name")));

        async Task<string> NameAsync(string version) => (await app.PredictAsync(Customer, $"?version={version}")).Expect(200).Text("name");
    }

    /// <summary>Of 21 customers 13 are still together: they are who is meant. Of three eights none is, and nothing is called so until a person says which.</summary>
    [Fact]
    public async Task Name_OfASegmentThatFallsApart_StaysWithMoreThanHalfOrIsTold()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        (await PatchAsync(app, "1", """{"name": "VIP", "note": "n", "colour": "#000001"}""")).Expect(200);

        var parted = await app.TrainedAsync(Tables.Groups((13, 0, 0), (15, 100, 0), (20, 0, 100), (8, -900, -900)), "?clusters=4&parent=1");
        var shattered = await app.TrainedAsync(Tables.Groups((8, 0, 0), (15, 100, 0), (20, 0, 100), (8, -900, -900), (8, -900, 0)), "?clusters=5&parent=1");

        var larger = parted.Item("segments", "id", "1");
        Assert.Equal(["split", "split"], parted.GetProperty("lineage").Items("segments").Where(origin => origin.Int("from") == 1).Select(origin => origin.Text("status")));
        Assert.Equal((13, "VIP", "n", "#000001"), (larger.Int("size"), larger.Text("name"), larger.Text("note"), larger.Text("colour")));
        Assert.NotEqual("VIP", parted.Item("segments", "id", "4").Text("name"));
        Assert.Empty(parted.Notices("given_name_lost"));
        Assert.DoesNotContain("VIP", shattered.Items("segments").Select(segment => segment.Text("name")));
        Assert.Contains("'VIP': its customers are now in segment ", Assert.Single(shattered.Notices("given_name_lost")), StringComparison.Ordinal);
        (await PatchAsync(app, "4", """{"name": "VIP"}""", version: "3")).Expect(200);
    }

    [Fact]
    public async Task MadeName_ThatAPersonGaveAnother_IsToldApart()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        var made = (await app.GetAsync("/models/default/versions/1")).Json.Item("segments", "id", "2").Text("name");
        (await PatchAsync(app, "1", $$"""{"name": "{{made.ToUpperInvariant()}}"}""")).ExpectProblem(409, "name-taken", "Segment 2");
        (await PatchAsync(app, "2", """{"name": "Star"}""")).Expect(200);
        (await PatchAsync(app, "3", """{"name": "STAR"}""")).ExpectProblem(409, "name-taken", "Segment 2");
        (await PatchAsync(app, "2", $$"""{"name": "{{made}}"}""")).Expect(200); // its own

        // A segment of the next version may be named by the training as a person has named another one.
        (await PatchAsync(app, "2", """{"name": null}""")).Expect(200);
        var next = await app.TrainedAsync(Tables.Groups((20, 0, 0), (15, 100, 0), (10, 0, 100), (12, -900, -900)), "?clusters=4&promote=false");
        var fourth = next.Item("segments", "id", "4").Text("name");
        (await PatchAsync(app, "1", $$"""{"name": "{{fourth}}"}""")).Expect(200);
        var names = (await app.TrainedAsync(Tables.Groups((20, 0, 0), (15, 100, 0), (10, 0, 100), (12, -900, -900)), "?clusters=4&parent=1")).Items("segments").Select(segment => segment.Text("name")).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains(fourth, names);
    }

    [Fact]
    public async Task Patch_OfWhatAnotherHasChanged_Is412AndChangesNothing()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        var seen = (await app.GetAsync("/models/default/versions/1")).Headers.ETag!.ToString();

        var mine = await PatchAsync(app, "1", """{"name": "Mine"}""", ("If-Match", seen));
        var yours = await PatchAsync(app, "1", """{"name": "Yours"}""", ("If-Match", seen));

        mine.Expect(200);
        yours.ExpectProblem(412, "changed-meanwhile", "not as it was read");
        Assert.Equal(mine.Headers.ETag, yours.Headers.ETag);
        Assert.Equal("Mine", (await app.PredictAsync(Customer)).Expect(200).Text("name"));
        (await app.SendAsync(HttpMethod.Patch, "/models/default/versions/1", Body.Json("""{"note": "n"}"""), ("If-Match", seen))).ExpectProblem(412, "changed-meanwhile");
        (await PatchAsync(app, "1", """{"name": "Yours"}""", ("If-Match", mine.Headers.ETag!.ToString()))).Expect(200);
        (await app.GetAsync("/models/default/versions/1", ("If-None-Match", seen))).Expect(200);
    }

    [Fact]
    public async Task DeleteVersion_OfWhatAnotherHasChanged_Is412AndKeepsIt()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        await app.TrainedAsync(Tables.Blobs, Query);
        var seen = (await app.GetAsync("/models/default/versions/1")).Headers.ETag!.ToString();
        var now = (await PatchAsync(app, "1", """{"name": "Mine"}""")).Headers.ETag!;

        var refused = await DeleteAsync("1", seen);

        refused.ExpectProblem(412, "changed-meanwhile", "Version 1 of 'default' is not as it was read");
        Assert.Equal(now, refused.Headers.ETag);
        Assert.Equal(now, (await app.GetAsync("/models/default/versions/1")).Headers.ETag);
        (await DeleteAsync("1", "1")).ExpectProblem(400, "invalid-parameter", "If-Match is '1'");
        (await DeleteAsync("2", seen)).ExpectProblem(409, "version-in-use"); // what no tag would let it do
        Assert.Equal(204, (await DeleteAsync("1", $"{seen}, W/{now}")).Status); // as behind a proxy that compresses
        (await DeleteAsync("1", "*")).ExpectProblem(404, "unknown-version");

        Task<Answer> DeleteAsync(string version, string tag) => app.SendAsync(HttpMethod.Delete, $"/models/default/versions/{version}", null, ("If-Match", tag));
    }

    [Theory]
    [InlineData("9", """{"name": "a"}""", 404, "unknown-segment", "no segment '9'; the segments are 1, 2, 3")]
    [InlineData("one", """{"name": "a"}""", 404, "unknown-segment", "no segment 'one'")]
    [InlineData("1", """{"name": ""}""", 400, "invalid-parameter", "name has 0 characters; allowed is 1 to 64")]
    [InlineData("1", """{"name": " \n "}""", 400, "invalid-parameter", "name has 0 characters")]
    [InlineData("1", """{"name": "12345678901234567890123456789012345678901234567890123456789012345"}""", 400, "invalid-parameter", "name has 65 characters; allowed is 1 to 64")]
    [InlineData("1", """{"name": "a\nb"}""", 400, "invalid-parameter", "one line of text")]
    [InlineData("1", """{"name": "a\u2028b"}""", 400, "invalid-parameter", "one line of text")]
    [InlineData("1", """{"name": "\ud800"}""", 400, "invalid-parameter", "half a character")]
    [InlineData("1", """{"name": 7}""", 400, "invalid-parameter", "name is text, or null to take it back")]
    [InlineData("1", """{"note": "a\u0000b"}""", 400, "invalid-parameter", "note has a control character")]
    [InlineData("1", """{"colour": "red"}""", 400, "invalid-parameter", "colour is 'red'; allowed is #rrggbb")]
    [InlineData("1", """{"colour": "#12345g"}""", 400, "invalid-parameter", "allowed is #rrggbb")]
    [InlineData("1", """{"color": "#123456"}""", 400, "invalid-parameter", "no member 'color'; allowed are name, note, colour")]
    [InlineData("1", """["name"]""", 400, "invalid-parameter", "a JSON object")]
    [InlineData("1", """{"name": "a", "name": "b"}""", 400, "invalid-parameter", "a member twice")]
    [InlineData("1", """{"name": "a""", 400, "invalid-json", "line 1")]
    [InlineData("", """{"labels": {"z": "a"}}""", 400, "invalid-parameter", "no column 'z'; the columns of the version are")]
    [InlineData("", """{"labels": {"x": "a\tb"}}""", 400, "invalid-parameter", "labels.x has a line break")]
    [InlineData("", """{"labels": "x"}""", 400, "invalid-parameter", "labels is an object")]
    [InlineData("", """{"name": "a"}""", 400, "invalid-parameter", "allowed are note, labels")]
    public async Task Patch_OfWhatCannotBe_SaysWhatCanAndStoresNothing(string segment, string body, int status, string kind, string detail)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);

        var refused = await app.RefusedAsync(HttpMethod.Patch, "/models/default/versions/1" + (segment.Length > 0 ? $"/segments/{segment}" : ""), Body.Json(body));

        refused.ExpectProblem(status, kind, detail);
    }

    [Fact]
    public async Task Patch_OfMoreThanIsKept_IsRefusedWhole()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);

        (await PatchAsync(app, "1", $$"""{"note": "{{new string('a', 2001)}}"}""")).ExpectProblem(400, "invalid-parameter", "note has 2001 characters; allowed is 1 to 2000");
        (await PatchAsync(app, "1", $$"""{"note": "{{new string('a', 1 << 20)}}"}""")).ExpectProblem(413, "body-too-large");
        (await app.SendAsync(HttpMethod.Patch, "/models/default/versions/1", new Body("note=a"u8.ToArray(), "application/x-www-form-urlencoded"))).ExpectProblem(415, "unsupported-media-type");
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Patch, "/models/default/versions/1", new Body("""{"note": "a"}"""u8.ToArray(), "application/merge-patch+json"))).Status);
    }

    /// <summary>A name is text: it is no formula in a spreadsheet, and no element in a picture.</summary>
    [Fact]
    public async Task Name_ThatLooksLikeCode_IsText()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        (await PatchAsync(app, "1", """{"name": "=1+1"}""")).Expect(200);
        (await PatchAsync(app, "2", """{"name": "<script>a</script>"}""")).Expect(200);

        Assert.Equal("=1+1", (await app.PredictAsync(Customer)).Expect(200).Text("name"));
        Assert.Equal("'=1+1", CsvRows.Parse((await app.PredictBatchAsync(Body.Csv("x,y\n2,2\n"), "text/csv")).Text)[1][2]);
        var tree = (await app.GetAsync("/models/default/versions/1/tree.svg")).Text;
        Assert.Contains("&lt;script&gt;a&lt;/script&gt;", tree, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", tree, StringComparison.Ordinal);
    }

    private static Task<Answer> PatchAsync(SegmentationApp app, string segment, string body, params (string, string)[] headers) => PatchAsync(app, segment, body, "1", headers);

    private static Task<Answer> PatchAsync(SegmentationApp app, string segment, string body, string version, params (string, string)[] headers) =>
        app.SendAsync(HttpMethod.Patch, $"/models/default/versions/{version}/segments/{segment}", Body.Json(body), headers);

    private static string FilesOf(SegmentationApp app, int version)
    {
        var files = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(app.Folder.At("default", $"{version}")).Order(StringComparer.Ordinal)) files.Append(file).Append(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
        return files.ToString();
    }
}

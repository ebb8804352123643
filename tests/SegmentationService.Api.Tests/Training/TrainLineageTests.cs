using System.Text.Json;
using SegmentationService.Api.Tests.Jobs;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Protects the numbers and names that people know segments by, over trainings: POST /train?parent=.</summary>
public sealed class TrainLineageTests
{
    private const string Query = "?clusters=3";

    /// <summary>The group that was the largest is the smallest now; ids go with the groups, and the list with the sizes.</summary>
    private static readonly string Shifted = Tables.Groups((10, 0, 0), (15, 100, 0), (20, 0, 100));

    [Fact]
    public async Task Train_AgainWithOtherSizes_KeepsIdsAndNamesInEveryAnswer()
    {
        await using var app = new SegmentationApp();
        var first = await app.TrainedAsync(Tables.Blobs, Query);

        var second = await app.TrainedAsync(Shifted, Query);

        Assert.Equal(JsonValueKind.Null, first.GetProperty("lineage").ValueKind);
        Assert.Equal([1, 2, 3], Ids(first));
        Assert.Equal([3, 2, 1], Ids(second));
        Assert.Equal([20, 15, 10], second.Sizes());
        foreach (var segment in first.Items("segments")) Assert.Equal(segment.Text("name"), second.Item("segments", "id", segment.Int("id").ToString(System.Globalization.CultureInfo.InvariantCulture)).Text("name"));
        var lineage = second.GetProperty("lineage");
        Assert.Equal(["parent", "segments", "retired", "renamed"], lineage.Names());
        Assert.Equal(1, lineage.Int("parent"));
        Assert.Equal("""[{"id":3,"from":3,"share":1,"status":"kept"},{"id":2,"from":2,"share":1,"status":"kept"},{"id":1,"from":1,"share":1,"status":"kept"}]""", Compact(lineage.GetProperty("segments")));
        Assert.Empty(lineage.Items("retired"));
        Assert.Empty(lineage.Items("renamed"));

        Assert.Equal(Compact(lineage), Compact((await app.GetAsync("/models/default/versions/2")).Expect(200).GetProperty("lineage")));
        Assert.Equal(1, (await app.PredictAsync("""{"x": 2, "y": 2}""")).Expect(200).Int("segment"));
        var customers = CsvRows.Parse((await app.GetAsync("/models/default/versions/2/customers")).Text);
        Assert.Equal([.. Enumerable.Repeat("1", 10), .. Enumerable.Repeat("2", 15), .. Enumerable.Repeat("3", 20)], customers.Skip(1).Select(row => row[1]));
        var effects = (await app.GetAsync("/models/default/versions/2/charts/effects")).Expect(200);
        Assert.Equal([3, 2, 1], effects.Items("segments").Select(segment => segment.Int("id")));
    }

    /// <summary>One group more: it gets an id that no version before has used, also when the version in between had it and lost it.</summary>
    [Fact]
    public async Task Train_GroupThatComesGoesAndComes_GetsAnotherIdEachTime()
    {
        await using var app = new SegmentationApp();
        var four = Tables.Groups((20, 0, 0), (15, 100, 0), (10, 0, 100), (12, -900, -900));
        await app.TrainedAsync(Tables.Blobs, Query);

        var second = await app.TrainedAsync(four, "?clusters=4");
        var third = await app.TrainedAsync(Tables.Blobs, Query);
        var fourth = await app.TrainedAsync(four, "?clusters=4");

        Assert.Equal([1, 2, 4, 3], Ids(second));
        Assert.Equal([1, 2, 3], Ids(third));
        Assert.Equal("[4]", Compact(third.GetProperty("lineage").GetProperty("retired")));
        Assert.Equal([1, 2, 5, 3], Ids(fourth));
    }

    /// <summary>The parent is part of what a version is made of: with the same one it is the same, byte for byte, and without one what a first training gives.</summary>
    [Fact]
    public async Task Train_SameParent_GivesTheSameBytes()
    {
        await using var app = new SegmentationApp();
        var first = await app.TrainedAsync(Shifted, Query);
        await app.TrainedAsync(Tables.Blobs, Query + "&parent=none");

        var third = await app.TrainedAsync(Shifted, Query + "&parent=2");
        var fourth = await app.TrainedAsync(Shifted, Query + "&parent=2");
        var fifth = await app.TrainedAsync(Shifted, Query + "&parent=NONE");

        Assert.Equal([3, 2, 1], Ids(third));
        Assert.NotEqual(first.Text("fingerprint"), third.Text("fingerprint")); // ids are part of it
        Assert.Equal(third.Text("fingerprint"), fourth.Text("fingerprint"));
        Assert.Equal(await BytesAsync(3), await BytesAsync(4));
        Assert.Equal(first.Text("fingerprint"), fifth.Text("fingerprint"));
        Assert.Equal(JsonValueKind.Null, fifth.GetProperty("lineage").ValueKind);
        Assert.Equal(await BytesAsync(1), await BytesAsync(5));

        Task<byte[]> BytesAsync(int version) => File.ReadAllBytesAsync(Path.Combine(app.Folder.Path, "models", "default", $"{version}", "model.json"));
    }

    [Theory]
    [InlineData("first", 400, "invalid-parameter")]
    [InlineData("0", 400, "invalid-parameter")]
    [InlineData("", 400, "invalid-parameter")]
    [InlineData("7", 404, "unknown-parent")]
    public async Task Train_ParentThatIsNone_IsRefusedByDryRunsToo(string parent, int status, string kind)
    {
        await using var app = new SegmentationApp();

        var nothing = (await app.TrainAsync(Tables.Blobs, $"{Query}&parent={parent}")).ExpectProblem(status, kind);
        await app.TrainedAsync(Tables.Blobs, Query);
        var others = (await app.TrainAsync(Tables.Blobs, $"{Query}&parent={parent}")).ExpectProblem(status, kind);

        Assert.Equal("parent", others.Text("parameter"));
        Assert.Equal(others.Text("detail"), (await app.TrainAsync(Tables.Blobs, $"{Query}&parent={parent}&dryRun=true")).ExpectProblem(status, kind).Text("detail"));
        if (status != 404) return;
        Assert.Contains("has no versions yet", nothing.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("its versions and aliases are 1, champion", others.Text("detail"), StringComparison.Ordinal);
    }

    /// <summary>A parent that was asked for must fit; the champion, which nobody named, is passed over, and the answer says why.</summary>
    [Fact]
    public async Task Train_OtherFeatures_AreRefusedWhereTheParentWasNamed()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        var wider = Tables.Blobs.Replace("id,x,y\n", "id,x,width\n", StringComparison.Ordinal);

        var refused = (await app.TrainAsync(wider, Query + "&parent=1")).ExpectProblem(422, "parent-differs", "missing here is 'y', added here is 'width'", "parent=none");
        var passed = await app.TrainedAsync(wider, Query);

        Assert.Equal(("""["y"]""", """["width"]"""), (Compact(refused.GetProperty("missing")), Compact(refused.GetProperty("added"))));
        Assert.Equal(JsonValueKind.Null, passed.GetProperty("lineage").ValueKind);
        Assert.Contains("not those of version 1", Assert.Single(passed.Notices("other_features")), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], Ids(passed));
    }

    [Fact]
    public async Task DryRun_WithAChampion_NamesTheParent()
    {
        await using var app = new SegmentationApp();
        Assert.Equal(JsonValueKind.Null, (await app.TrainAsync(Tables.Blobs, "?dryRun=true")).Expect(200).GetProperty("parent").ValueKind);
        await app.TrainedAsync(Tables.Blobs, Query);
        await app.TrainedAsync(Tables.Blobs, Query + "&promote=false");

        Assert.Equal(1, (await app.TrainAsync(Tables.Blobs, "?dryRun=true")).Expect(200).Int("parent"));
        Assert.Equal(2, (await app.TrainAsync(Tables.Blobs, "?dryRun=true&parent=2")).Expect(200).Int("parent"));
        Assert.Equal(JsonValueKind.Null, (await app.TrainAsync(Tables.Blobs, "?dryRun=true&parent=none")).Expect(200).GetProperty("parent").ValueKind);
    }

    /// <summary>A job is a training like any other: it takes the parent that its query names, and fails as that would.</summary>
    [Fact]
    public async Task Train_AsJob_TakesTheParentOfTheQuery()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        await app.TrainedAsync(Shifted, Query + "&parent=none");

        await app.SucceededAsync((await app.SubmitAsync(Shifted, Query + "&parent=1")).Expect(202).Text("id"));

        var made = (await app.GetAsync("/models/default/versions/3")).Expect(200);
        Assert.Equal(1, made.GetProperty("lineage").Int("parent"));
        Assert.Equal([3, 2, 1], Ids(made));
    }

    /// <summary>What is exported and imported again is the same version: ids, lineage and all.</summary>
    [Fact]
    public async Task Import_VersionWithALineage_KeepsIt()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Blobs, Query);
        var exported = await app.TrainedAsync(Shifted, Query);

        var imported = (await app.ImportAsync("copy", await app.ExportAsync("default", "2"))).Expect(201);

        foreach (var part in (string[])["lineage", "segments", "fingerprint"]) Assert.Equal(Compact(exported.GetProperty(part)), Compact(imported.GetProperty(part)));
    }

    private static int[] Ids(JsonElement trained) => [.. trained.Items("segments").Select(segment => segment.Int("id"))];

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}

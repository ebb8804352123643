using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>The file of what people have given versions: no crash, no damage and no other process loses it, and nothing of it outlives its version.</summary>
public sealed class AnnotationFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Annotate_ByAnotherProcess_IsSeenAtTheNextLook()
    {
        using var one = Open();
        using var other = Open();
        Publish(one);
        other.Refresh();
        var served = other.Find("default")!.Resolve("1")!;

        Name(one, 1, "VIP");
        Assert.Null(served.Annotations.Of(1).Name);
        other.Refresh();

        Assert.Equal(("VIP", "VIP"), (served.Annotations.Of(1).Name, served.SegmentNames[0]));
        var annotations = served.Annotations;
        Publish(one);
        other.Refresh();
        Assert.Same(annotations, served.Annotations); // what has not changed is not laid out again
        Name(other, 2, "New"); // knows of the first, whoever gave it
        one.Refresh();
        Assert.Equal(["VIP", "New"], one.Find("default")!.Versions.Select(version => version.SegmentNames[0]));
    }

    [Fact]
    public void Open_WithAHalfWrittenFileOfACrash_HasTheOldOne()
    {
        using (var store = Open())
        {
            Publish(store);
            Name(store, 1, "Old");
        }

        File.WriteAllText(_folder.At("default", "annotations.json.tmp-create"), """{ "formatVersion": 1, "versions": { "1": { "note":""");
        using var opened = Open();

        Assert.Equal("Old", opened.Find("default")!.Resolve("1")!.SegmentNames[0]);
        Assert.Empty(opened.SetAside);
        Assert.False(File.Exists(_folder.At("default", "annotations.json.tmp-create")));
    }

    [Theory]
    [InlineData("a damaged byte")]
    [InlineData("half of it")]
    [InlineData("a newer format")]
    [InlineData("a name of two lines")]
    public void Open_DamagedFile_ServesByMadeNamesAndKeepsItForMending(string damage)
    {
        string made;
        using (var store = Open())
        {
            made = Publish(store).SegmentNames[0];
            Name(store, 1, "VIP");
        }

        var path = _folder.At("default", "annotations.json");
        var content = File.ReadAllText(path);
        File.WriteAllText(path, damage switch
        {
            "a damaged byte" => content.Replace("VIP", "VIQ", StringComparison.Ordinal),
            "half of it" => content[..(content.Length / 2)],
            "a newer format" => content.Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal),
            _ => content.Replace("VIP", "V\\nP", StringComparison.Ordinal),
        });
        var damaged = File.ReadAllText(path);

        using var opened = Open();
        Assert.Equal(made, opened.Find("default")!.Resolve("champion")!.SegmentNames[0]);
        Assert.Contains("names that trainings made", Assert.Single(opened.SetAside, left => left.Name == "default/annotations.json").Reason, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllText(path));

        Name(opened, 1, "New");
        Assert.Equal(damaged, File.ReadAllText(path + ".set-aside-1"));
        using var again = Open();
        Assert.Equal("New", again.Find("default")!.Resolve("1")!.SegmentNames[0]);
        Assert.Equal(["default/annotations.json.set-aside-1"], again.SetAside.Select(left => left.Name));
    }

    [Fact]
    public void Refresh_FileDamagedWhileServing_GoesOnWithWhatWasRead()
    {
        using var store = Open();
        Publish(store);
        Name(store, 1, "VIP");
        var path = _folder.At("default", "annotations.json");
        File.WriteAllText(path, "{");

        store.Refresh();
        Assert.Equal("VIP", store.Find("default")!.Resolve("1")!.SegmentNames[0]);
        store.SetAlias("default", "blue", 1); // any change writes what is known

        using var opened = Open();
        Assert.Equal("VIP", opened.Find("default")!.Resolve("1")!.SegmentNames[0]);
    }

    [Fact]
    public void Delete_AVersion_LeavesNothingThatItWasGiven()
    {
        using var store = Open();
        Publish(store);
        Publish(store);
        Name(store, 1, "Secret");

        Assert.Equal(StoreOutcome.Done, store.DeleteVersion("default", 1).Outcome);

        Assert.DoesNotContain("Secret", File.ReadAllText(_folder.At("default", "annotations.json")), StringComparison.Ordinal);
        using var opened = Open();
        Assert.Empty(opened.Find("default")!.Annotations);
    }

    /// <summary>Refused before it is written: a file too large to be read again would lose all names.</summary>
    [Fact]
    public async Task Annotate_MoreThanAVersionMayHave_ChangesNothing()
    {
        using var store = Open();
        Publish(store);
        Name(store, 1, "VIP");
        var before = await File.ReadAllTextAsync(_folder.At("default", "annotations.json"));
        var huge = Enumerable.Range(1, 600).Aggregate(VersionAnnotations.None, (given, id) => given.With(id, new SegmentAnnotation(null, new string('a', AnnotationRules.LongestNote), null)));

        Assert.Equal(StoreOutcome.TooLarge, (await store.AnnotateAsync("default", 1, (_, _) => huge, CancellationToken.None)).Outcome);

        Assert.Equal(before, await File.ReadAllTextAsync(_folder.At("default", "annotations.json")));
        Assert.Equal("VIP", store.Find("default")!.Resolve("1")!.SegmentNames[0]);
    }

    [Theory]
    [InlineData(null, "a", "")]
    [InlineData(null, "", "the note has 0 characters")]
    [InlineData("x", null, "")]
    [InlineData(" x", null, "begins or ends with a blank")]
    [InlineData("x\u0085y", null, "one line of text")]
    public void Check_WhatAFileHolds_IsHeldToTheRules(string? label, string? note, string fault)
    {
        var record = new AnnotationsRecord(note, label is null ? [] : new() { ["c"] = label }, []);

        if (fault.Length == 0) AnnotationRules.Check(record, "f");
        else Assert.Contains(fault, Assert.Throws<CorruptModelException>(() => AnnotationRules.Check(record, "f")).Message, StringComparison.Ordinal);
    }

    private static void Name(ModelStore store, int version, string name) => Assert.Equal(
        StoreOutcome.Done,
        store.AnnotateAsync("default", version, (_, found) => found.Annotations.With(1, new SegmentAnnotation(name, null, null)), CancellationToken.None).GetAwaiter().GetResult().Outcome);

    private static StoredVersion Publish(ModelStore store) =>
        store.Publish("default", SampleModels.Plain(2), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote: true);

    private ModelStore Open() => ModelStore.Open(new StorageOptions { Path = _folder.Path }, TimeProvider.System, NullLogger<ModelStore>.Instance);
}

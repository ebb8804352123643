using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>A customer is taken out of all versions of a model in one step: a crash leaves all of it made or not, other processes see it, and what is no version any more is no version again.</summary>
public sealed class CustomerErasureTests : IDisposable
{
    private const string Header = "id,segment,name,confidence,distance,outlier\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Erase_InSeveralVersions_RemovesTheRowsOfTheIdAndNothingElse()
    {
        using var store = Open();
        Publish(store, "=1", "C1", "C10", "c1", "\"C\"\"1\n\"", "C1");
        Publish(store, "C2");
        Publish(store, "C1");
        var before = store.Find("default")!;

        var erased = store.Erase("default", "C1");

        Assert.Equal((StoreOutcome.Done, true), (erased.Outcome, erased.IsAllRemoved));
        Assert.Equal([1, 3], erased.Versions);
        Assert.Equal(["1.1", "2", "3.1", "aliases.json"], Entries());
        Assert.Equal(["=1", "C10", "c1", "\"C\"\"1\n\""], Ids(store, 1));
        Assert.Equal(["C2"], Ids(store, 2));
        Assert.Empty(Ids(store, 3));
        var after = store.Find("default")!;
        Assert.Equal((2, 1), (after.Served(1)!.Content.Erased, after.Served(3)!.Content.Erased));
        Assert.Equal(before.Versions.Select(version => (version.Version, version.Fingerprint, version.CreatedAt)), after.Versions.Select(version => (version.Version, version.Fingerprint, version.CreatedAt)));
        Assert.Equal(before.AllAliases, after.AllAliases);
        Assert.Equal(File.ReadAllBytes(_folder.At("default", "2", "model.json")), File.ReadAllBytes(_folder.At("default", "1.1", "model.json")));
        Assert.Empty(store.Erase("default", "C1").Versions);
        Assert.Equal([1], store.Erase("default", "=1").Versions);
        Assert.Equal(["1.2", "2", "3.1", "aliases.json"], Entries());
        using var another = Open();
        Assert.Equal(["C10", "c1", "\"C\"\"1\n\""], Ids(another, 1));
        Assert.Equal(4, Publish(another, "C1").Version);
    }

    [Fact]
    public void Erase_ByAnotherStore_IsSeen()
    {
        using var one = Open();
        using var other = Open();
        Publish(one, "C1", "C2");
        Publish(one, "C1");
        other.Refresh();
        var seen = other.Find("default")!.Served(1)!;
        using var open = other.OpenPart(seen, CustomersPart.Part)!;

        Assert.Equal([1, 2], one.Erase("default", "C1").Versions);

        // Before it has looked: told to come again, and neither taken for damaged nor for deleted. What is open is read to its end.
        Assert.Throws<StorageUnavailableException>(() => other.OpenPart(seen, CustomersPart.Part));
        Assert.Equal(["C1", "C2"], IdsOf(open));
        other.Refresh();
        Assert.Equal(["C2"], Ids(other, 1));
        Assert.Empty(other.SetAside);
        Assert.Equal([1], other.Erase("default", "C2").Versions);
        Assert.Equal(StoreOutcome.Done, one.SetAlias("default", "blue", 1).Outcome);
        Assert.Empty(Ids(one, 1));
    }

    /// <summary>The step that makes it is the new file of the aliases: without it all that was written anew is no version, with it what was there before is none.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Erase_Killed_IsMadeInAllVersionsOrInNone(bool isAfterTheStep)
    {
        using (var store = Open())
        {
            Publish(store, "C1", "C2");
            Publish(store, "C1", "C3");
        }

        using var before = new TemporaryFolder();
        before.CopyFrom(_folder.Path);
        using (var store = Open()) Assert.Equal([1, 2], store.Erase("default", "C1").Versions);
        foreach (var version in (string[])["1", "2"]) _folder.CopyFrom(before.At("default", version), Path.Combine("models", "default", version));
        if (!isAfterTheStep)
        {
            File.Copy(before.At("default", "aliases.json"), _folder.At("default", "aliases.json"), overwrite: true);
            File.WriteAllText(_folder.At("default", "1.1", ".writing"), "");
            Directory.Delete(_folder.At("default", "2.1"), recursive: true);
        }

        using var opened = Open();

        Assert.Equal(isAfterTheStep ? ["C2"] : ["C1", "C2"], Ids(opened, 1));
        Assert.Equal(isAfterTheStep ? ["C3"] : ["C1", "C3"], Ids(opened, 2));
        Assert.Equal(isAfterTheStep ? ["1.1", "2.1", "aliases.json"] : ["1", "2", "aliases.json"], Entries());
        Assert.Empty(opened.SetAside);
        Assert.Equal(isAfterTheStep ? [] : [1, 2], opened.Erase("default", "C1").Versions);
        Assert.Equal(["C2"], Ids(opened, 1));
        Assert.Equal(["1.1", "2.1", "aliases.json"], Entries());
    }

    /// <summary>A version that was written anew is deleted with what it was before, should that still be there.</summary>
    [Fact]
    public void DeleteVersion_WhatItWasBeforeIsStillThere_DoesNotComeBack()
    {
        using var store = Open();
        Publish(store, "C1");
        Publish(store, "C2");
        using var before = new TemporaryFolder();
        before.CopyFrom(_folder.Path);
        store.Erase("default", "C1");
        _folder.CopyFrom(before.At("default", "1"), Path.Combine("models", "default", "1"));

        Assert.Equal(StoreOutcome.Done, store.DeleteVersion("default", 1).Outcome);

        Assert.Equal(["2", "aliases.json"], Entries());
        using var another = Open();
        Assert.Equal([2], another.Find("default")!.Versions.Select(version => version.Version));
    }

    /// <summary>Without the aliases nobody knows which rewriting was the last; what is whole and latest is served, and numbers of rewritings count on.</summary>
    [Fact]
    public void Open_DamagedAliasesAfterAnErasure_ServesTheVersionWithoutTheCustomer()
    {
        using (var store = Open())
        {
            Publish(store, "C1", "C2");
            store.Erase("default", "C1");
        }

        File.WriteAllText(_folder.At("default", "aliases.json"), "damaged");

        using var opened = Open();
        Assert.Equal(["C2"], Ids(opened, 1));
        Assert.Equal([1], opened.Erase("default", "C2").Versions);
        Assert.Empty(Ids(opened, 1));
        Assert.True(Directory.Exists(_folder.At("default", "1.2")));
    }

    [Fact]
    public void Erase_WhileAVersionIsWritten_ChangesNothing()
    {
        using var store = Open();
        Publish(store, "C1");
        using (AtomicDirectory.Begin(_folder.Models)) Assert.Equal(StoreOutcome.ChangedMeanwhile, store.Erase("default", "C1").Outcome);

        Assert.Equal(["C1"], Ids(store, 1));
        Assert.Equal([1], store.Erase("default", "C1").Versions);
        Assert.Equal(StoreOutcome.UnknownModel, store.Erase("other", "C1").Outcome);
        Assert.Equal(StoreOutcome.UnknownModel, store.Erase("../default", "C1").Outcome);
    }

    private ModelStore Open() => ModelStore.Open(_folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance);

    private static StoredVersion Publish(ModelStore store, params string[] ids) => store.Publish(
        "default",
        SampleModels.Plain(),
        new Timings(1, 2, 3, 4, 0),
        [CustomersPart.Of(stream => stream.Write(Encoding.UTF8.GetBytes(Header + string.Concat(ids.Select(id => $"{(id[0] == '=' ? "'" : "")}{id},1,Around 0,1,0,false\n")))))],
        promote: true);

    private static string[] Ids(ModelStore store, int version)
    {
        using var open = store.OpenPart(store.Find("default")!.Served(version)!, CustomersPart.Part)!;
        return IdsOf(open);
    }

    private static string[] IdsOf(Stream customers)
    {
        using var text = new StreamReader(new GZipStream(customers, CompressionMode.Decompress));
        var all = text.ReadToEnd();
        Assert.StartsWith(Header, all, StringComparison.Ordinal);
        return [.. all[Header.Length..].Split(",1,Around 0,1,0,false\n", StringSplitOptions.RemoveEmptyEntries).Select(id => id.TrimStart('\''))];
    }

    private string[] Entries() => [.. Directory.EnumerateFileSystemEntries(_folder.At("default")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}

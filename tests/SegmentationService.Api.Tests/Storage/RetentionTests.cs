using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage;

/// <summary><c>Storage:KeepVersions</c>.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_KeepAll_DeletesNothing()
    {
        using var store = Open(null);
        for (var i = 0; i < 12; i++) Publish(store);

        Assert.Equal(Enumerable.Range(1, 12), Numbers(store));
    }

    [Fact]
    public void Publish_MoreThanAreKept_DeletesTheOldestWithoutAlias()
    {
        using var store = Open(3);
        Publish(store);
        Publish(store);
        store.SetAlias("default", "blue", 1);
        for (var i = 3; i <= 6; i++) Assert.Equal(i, Publish(store).Version);

        Assert.Equal([1, 5, 6], Numbers(store));
        Assert.Equal(["1", "5", "6"], Directory.EnumerateDirectories(_folder.At("default")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal([new("blue", 1), new("champion", 6)], store.Find("default")!.Aliases);
    }

    [Fact]
    public void Publish_KeepOneAndNotPromoted_KeepsChampionAndTheNewest()
    {
        using var store = Open(1);
        Publish(store);
        Publish(store, promote: false);
        Assert.Equal([1, 2], Numbers(store));
        Publish(store, promote: false);
        Assert.Equal([1, 3], Numbers(store));
        Publish(store);
        Assert.Equal([4], Numbers(store));
    }

    [Fact]
    public void Publish_AfterDeletionAndRestart_NumbersCountOn()
    {
        using (var store = Open(1))
        {
            Publish(store);
            Publish(store);
            store.SetAlias("default", "champion", 2);
            Publish(store, promote: false);
            Assert.Equal(StoreOutcome.Done, store.DeleteVersion("default", 3).Outcome);
        }

        using var again = Open(1);
        Assert.Equal([2], Numbers(again));
        Assert.Equal(4, Publish(again).Version);
    }

    [Fact]
    public void Publish_OtherModels_AreLeftAlone()
    {
        using var store = Open(1);
        Publish(store, "a");
        Publish(store, "b");
        Publish(store, "b");

        Assert.Equal([1], Numbers(store, "a"));
        Assert.Equal([2], Numbers(store, "b"));
    }

    private static StoredVersion Publish(ModelStore store, string model = "default", bool promote = true) =>
        store.Publish(model, SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote);

    private static IEnumerable<int> Numbers(ModelStore store, string model = "default") => store.Find(model)!.Versions.Select(version => version.Version);

    private ModelStore Open(int? keep) =>
        ModelStore.Open(new StorageOptions { Path = _folder.Path, KeepVersions = keep }, new FixedTime(), NullLogger<ModelStore>.Instance);
}

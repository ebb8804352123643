using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>Several stores on one folder, as the processes of several replicas have them.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_ByTwoStoresAtOnce_GivesEachVersionItsOwnNumber()
    {
        using var one = Open();
        using var other = Open();
        var numbers = new int[20];

        Parallel.For(0, numbers.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => numbers[i] = Publish(i % 2 == 0 ? one : other, segments: 2 + i).Version);

        Assert.Equal(Enumerable.Range(1, 20), numbers.Order());
        one.Refresh();
        other.Refresh();
        using var third = Open();
        foreach (var store in (ModelStore[])[one, other, third])
        {
            Assert.Equal(Enumerable.Range(1, 20), store.Find("default")!.Versions.Select(version => version.Version));
            for (var i = 0; i < numbers.Length; i++)
                Assert.Equal(2 + i, store.Find("default")!.Resolve($"{numbers[i]}")!.Model.Segments.Count);
            Assert.Equal(third.Find("default")!.Aliases, store.Find("default")!.Aliases);
        }
    }

    /// <summary>Who is told that a job has stored nothing trains again: what cannot be read is no such answer.</summary>
    [Fact]
    public void FindOfJob_OfAnother_IsFoundOrNotKnown()
    {
        using var one = Open();
        using var other = Open();
        var job = Guid.CreateVersion7();
        one.Publish("default", SampleModels.Plain(2), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote: true, job);
        Assert.Equal(1, other.FindOfJob("default", job, after: 0)!.Version);

        Directory.Move(_folder.Path, _folder.Path + "-away");
        Assert.False(other.Refresh());
        Assert.Throws<StorageUnavailableException>(() => other.FindOfJob("default", Guid.CreateVersion7(), after: 0));

        Directory.Move(_folder.Path + "-away", _folder.Path);
        Assert.Equal(1, other.FindOfJob("default", job, after: 0)!.Version);
        Assert.Null(other.FindOfJob("default", Guid.CreateVersion7(), after: 0));
    }

    [Fact]
    public void Refresh_AfterChangesOfAnother_ShowsThem()
    {
        using var one = Open();
        using var other = Open();
        Publish(one, segments: 2);
        Assert.Null(other.Find("default"));
        other.Refresh();
        Assert.Equal(1, other.Find("default")!.Resolve("champion")!.Version);

        // Faster than any clock of a file system ticks.
        Publish(one, segments: 3);
        other.Refresh();
        Assert.Equal(2, other.Find("default")!.Resolve("champion")!.Version);
        one.SetAlias("default", "champion", 1);
        other.Refresh();
        Assert.Equal(1, other.Find("default")!.Resolve("champion")!.Version);
        one.SetAlias("default", "blue", 2);
        other.Refresh();
        Assert.Equal(2, other.Find("default")!.Resolve("blue")!.Version);
        one.RemoveAlias("default", "blue");
        one.DeleteVersion("default", 2);
        other.Refresh();
        Assert.Null(other.Find("default")!.Resolve("blue"));
        Assert.Null(other.Find("default")!.Resolve("2"));
        Assert.Equal(3, Publish(other, segments: 4).Version);
    }

    [Fact]
    public void Refresh_NothingNew_KeepsWhatIsLoaded()
    {
        using var store = Open();
        var version = Publish(store, segments: 2);

        store.Refresh();
        store.Refresh();

        Assert.Same(version, store.Find("default")!.Resolve("champion"));
    }

    /// <summary>Each change is made to what the folder holds, and not to what the store last saw of it.</summary>
    [Fact]
    public void Change_WithoutRefresh_LosesNothingOfAnother()
    {
        using var one = Open();
        using var other = Open();
        Publish(one, segments: 2);
        Publish(other, segments: 3);
        one.SetAlias("default", "blue", 1);
        other.SetAlias("default", "green", 2);
        Assert.Equal(StoreOutcome.PinnedByAlias, other.DeleteVersion("default", 1).Outcome);
        Assert.Equal(StoreOutcome.Done, one.SetAlias("default", "red", 2).Outcome);
        Assert.Equal(StoreOutcome.UnknownVersion, one.SetAlias("default", "red", 3).Outcome);

        using var third = Open();
        Assert.Equal([new("blue", 1), new("champion", 2), new("green", 2), new("red", 2)], third.Find("default")!.Aliases);
    }

    [Fact]
    public void Open_WhileAnotherPublishes_LeavesItsFilesAlone()
    {
        using var one = Open();
        Directory.CreateDirectory(_folder.At("leftover.tmp-create"));

        var version = one.Publish("default", SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(WhileWriting)], promote: true);

        Assert.Equal(1, version.Version);
        Assert.DoesNotContain(_folder.Tree(), name => name.Contains(".tmp-", StringComparison.Ordinal));
        using var third = Open();
        Assert.Equal(version.Fingerprint, third.Find("default")!.Resolve("1")!.Fingerprint);

        void WhileWriting(Stream stream)
        {
            stream.Write("id,segment\n"u8);
            using var other = Open();
            Assert.False(Directory.Exists(_folder.At("leftover.tmp-create")));
        }
    }

    [Fact]
    public void OpenPart_DeletedByAnother_IsNullAndWhatIsOpenStaysReadable()
    {
        using var one = Open();
        using var other = Open();
        Publish(one, segments: 2, promote: false);
        other.Refresh();
        var version = other.Find("default")!.Resolve("1")!;
        using var open = other.OpenPart(version, CustomersPart.Part)!;

        one.DeleteVersion("default", 1);

        Assert.Null(other.OpenPart(version, CustomersPart.Part));
        Assert.Null(other.OpenArchive(version));
        Assert.True(open.ReadByte() >= 0);
    }

    [Fact]
    public async Task Refresh_WhileAnotherChangesWithoutPause_AlwaysHasAChampion()
    {
        using var one = Open();
        using var other = Open();
        Publish(one, segments: 2);
        other.Refresh();
        var changing = Task.Run(() =>
        {
            for (var i = 0; i < 60; i++)
            {
                var version = Publish(one, segments: 2 + (i % 3));
                Assert.Equal(StoreOutcome.Done, one.DeleteVersion("default", version.Version - 1).Outcome);
            }
        });

        while (!changing.IsCompleted)
        {
            other.Refresh();
            Assert.NotNull(other.Find("default")!.Resolve("champion"));
        }

        await changing;
        Assert.Empty(other.SetAside);
    }

    [Fact]
    public async Task Service_VersionAndAliasOfAnotherProcess_AreServedWithinTwoSeconds()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        using var other = ModelStore.Open(app.Folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance);
        for (var round = 0; round < 3; round++)
        {
            await Task.Delay(round * 400);
            var version = Publish(other, segments: 4);
            await AssertServedAsync(version.Version);
            other.SetAlias("default", "champion", 1);
            await AssertServedAsync(1);
        }

        async Task AssertServedAsync(int version)
        {
            var started = Stopwatch.GetTimestamp();
            while ((await app.PredictAsync("""{"x": 1}""")).Expect(200).Int("version") != version)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2), "Not within two seconds.");
                await Task.Delay(20);
            }
        }
    }

    private static StoredVersion Publish(ModelStore store, int segments, bool promote = true) =>
        store.Publish("default", SampleModels.Plain(segments), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote);

    private ModelStore Open() => ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);
}

using System.Diagnostics;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>What nobody but an intruder or an accident puts into a store: none of it stops a start or a change, and each is set aside with a reason.</summary>
public sealed class ModelStoreStrangeEntryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2147483647")]
    [InlineData("2147483646")]
    [InlineData("999999999")]
    public void Publish_FolderOfTheHighestNumber_CountsOnFromTheLastGiven(string name)
    {
        Publish();
        Directory.CreateDirectory(_folder.At("default", name));
        using (var store = Open()) Assert.Equal([$"default/{name}"], store.SetAside.Select(left => left.Name));

        Assert.Equal(2, Publish());
        Assert.Equal(3, Publish());
    }

    [Fact]
    public void Publish_FolderInPlaceOfTheAliases_IsKeptAsideAndAliasesAreWrittenAnew()
    {
        Publish();
        Publish();
        File.Delete(_folder.At("default", "aliases.json"));
        Directory.CreateDirectory(_folder.At("default", "aliases.json", "within"));
        using (var store = Open()) Assert.Contains("aliases.json is empty, or no file", store.SetAside.Single(left => left.Name == "default/aliases.json").Reason, StringComparison.Ordinal);

        Assert.Equal(3, Publish());

        using var after = Open();
        Assert.Equal([new("champion", 3)], after.Find("default")!.Aliases);
        Assert.True(Directory.Exists(_folder.At("default", "aliases.json.set-aside-1", "within")));
    }

    [Theory]
    [InlineData("default", "2", "manifest.json")]
    [InlineData("default", "2", "model.json")]
    [InlineData("default", "2", "customers.csv.gz")]
    [InlineData("default", "aliases.json")]
    public async Task Open_PipeInPlaceOfAFile_SetsItAside(params string[] place)
    {
        if (OperatingSystem.IsWindows()) return;
        Publish();
        Publish();
        File.Delete(_folder.At(place));
        using (var made = Process.Start("mkfifo", [_folder.At(place)])) await made.WaitForExitAsync();

        using var store = await Task.Run(Open).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Contains($"{place[^1]} is empty, or no file", store.SetAside.Single().Reason, StringComparison.Ordinal);
        Assert.NotNull(store.Find("default")!.Resolve("1"));
        Assert.Equal(3, Publish());
    }

    [Fact]
    public void Open_LineEndInAName_IsToldOnOneLine()
    {
        if (OperatingSystem.IsWindows()) return;
        Publish();
        File.WriteAllText(_folder.At("default", "x\n2026-01-01 All is well\u2028\r"), "");

        using var store = Open();

        Assert.Equal(["default/x\\u000a2026-01-01 All is well\\u2028\\u000d"], store.SetAside.Select(left => left.Name));
        Assert.DoesNotContain(_logger.Lines, line => line.Any(char.IsControl));
    }

    /// <summary>A version counts from the moment at which the file of the aliases knows its number; one that never came so far is no version, to nobody, and goes.</summary>
    [Fact]
    public void Open_VersionThatNeverCameToCount_IsNotThereAndIsRemoved()
    {
        Publish();
        var aliases = File.ReadAllBytes(_folder.At("default", "aliases.json"));
        using (var running = Open())
        {
            Publish();
            File.WriteAllBytes(_folder.At("default", "aliases.json"), aliases);
            File.WriteAllText(_folder.At("default", "2", ".writing"), "");
            running.Refresh();
            Assert.Equal([1], running.Find("default")!.Versions.Select(version => version.Version));
            Assert.Empty(running.SetAside);
        }

        using (var store = Open())
        {
            Assert.Equal([1], store.Find("default")!.Versions.Select(version => version.Version));
            Assert.Empty(store.SetAside);
        }

        Assert.Equal(["default", "default/1", "default/1/customers.csv.gz", "default/1/manifest.json", "default/1/model.json", "default/aliases.json"], _folder.Tree());
        Assert.Equal(2, Publish());
    }

    /// <summary>The first version of a model: until it counts there is no file of aliases at all.</summary>
    [Fact]
    public void Open_FirstVersionThatNeverCameToCount_LeavesNothing()
    {
        Publish();
        File.Delete(_folder.At("default", "aliases.json"));
        File.WriteAllText(_folder.At("default", "1", ".writing"), "");

        using (var store = Open())
        {
            Assert.Empty(store.Models);
            Assert.Empty(store.SetAside);
        }

        Assert.Empty(_folder.Tree());
    }

    /// <summary>The mark of a version that counts says nothing: the process ended before it took it away.</summary>
    [Fact]
    public void Open_MarkOfAVersionThatCounts_IsTakenAway()
    {
        Publish();
        File.WriteAllText(_folder.At("default", "1", ".writing"), "");

        using var store = Open();

        Assert.Equal(1, store.Find("default")!.Resolve("champion")!.Version);
        Assert.False(File.Exists(_folder.At("default", "1", ".writing")));
    }

    private int Publish()
    {
        using var store = Open();
        return store.Publish("default", SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\nC1,1\n"u8))], promote: true).Version;
    }

    private ModelStore Open() => ModelStore.Open(_folder.Options, new FixedTime(), _logger);
}

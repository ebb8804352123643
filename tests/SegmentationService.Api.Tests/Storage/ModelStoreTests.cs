using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage;

public sealed class ModelStoreTests : IDisposable
{
    private const string Customers = "id,segment,name,confidence,distance,outlier\n0001,1,Around 0,0.98,0,false\n";

    private static readonly Timings Measured = new(1.04, 2.06, 3, 4.449, 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_FirstVersion_ServesAsChampionWithWhatWasGiven()
    {
        using var store = Open();
        var trained = SampleModels.Awkward();

        var version = Publish(store, model: trained);

        Assert.Equal(("default", 1), (version.ModelName, version.Version));
        Assert.Equal(new DateTime(2026, 1, 31, 10, 15, 0), version.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, version.CreatedAt.Kind);
        Assert.Equal(new Timings(1, 2.1, 3, 4.4, 1.2), version.Timings);
        Assert.Equal(trained.Model.Fingerprint(), version.Fingerprint);
        ModelAssert.Same(trained, version);
        Assert.Same(version, store.Find("default")!.Resolve("champion"));
        Assert.Same(version, store.Find("default")!.Resolve("1"));
        Assert.Equal(Customers, ReadCustomers(store, version));
        Assert.Equal(["default", "default/1", "default/1/customers.csv.gz", "default/1/manifest.json", "default/1/model.json", "default/aliases.json"], _folder.Tree());
    }

    [Fact]
    public void Publish_SameModelTwice_WritesTheSameBytesOfModelAndCustomers()
    {
        using var store = Open();
        Publish(store, model: SampleModels.Awkward());
        Publish(store, model: SampleModels.Awkward());

        Assert.Equal(File.ReadAllBytes(_folder.At("default", "1", "model.json")), File.ReadAllBytes(_folder.At("default", "2", "model.json")));
        Assert.Equal(File.ReadAllBytes(_folder.At("default", "1", "customers.csv.gz")), File.ReadAllBytes(_folder.At("default", "2", "customers.csv.gz")));
    }

    [Fact]
    public void Publish_WithoutPromoting_LeavesTheChampion()
    {
        using var store = Open();
        Publish(store);
        Publish(store, promote: false);

        Assert.Equal(1, store.Find("default")!.Resolve("champion")!.Version);
        Assert.Equal([1, 2], Numbers(store));
    }

    [Fact]
    public void Publish_NeverPromoted_HasNoChampion()
    {
        using var store = Open();
        Publish(store, promote: false);

        Assert.Null(store.Find("default")!.Resolve("champion"));
        Assert.Empty(store.Find("default")!.Aliases);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../other")]
    [InlineData("Default")]
    public void Publish_InvalidName_ThrowsAndWritesNothing(string name)
    {
        using var store = Open();

        Assert.Throws<ArgumentException>(() => Publish(store, name));

        Assert.Empty(_folder.Tree());
    }

    [Fact]
    public void Publish_CustomersCannotBeWritten_LeavesNothingAndGivesNoNumberAway()
    {
        using var store = Open();
        Publish(store);
        var before = _folder.Tree();

        var thrown = Assert.Throws<InvalidOperationException>(() => store.Publish("default", SampleModels.Plain(3), Measured, [CustomersPart.Of(Fail)], promote: true));
        Assert.Throws<InvalidOperationException>(() => store.Publish("other", SampleModels.Plain(), Measured, [CustomersPart.Of(Fail)], promote: true));

        Assert.Equal("no more customers", thrown.Message);
        Assert.Equal(before, _folder.Tree());
        Assert.Equal(["default"], store.Models.Select(model => model.Name));
        Assert.Equal([1], Numbers(store));
        Assert.Equal(2, Publish(store).Version);

        static void Fail(Stream stream)
        {
            stream.Write("id,segment"u8);
            throw new InvalidOperationException("no more customers");
        }
    }

    [Fact]
    public void Publish_ModelThatCouldNotBeReadAgain_ThrowsAndLeavesNothing()
    {
        using var store = Open();

        Assert.Throws<CorruptModelException>(() => Publish(store, model: SampleModels.Plain(temperature: 0)));
        Assert.Throws<CorruptModelException>(() => Publish(store, model: SampleModels.Plain(temperature: double.NaN)));
        Assert.Throws<CorruptModelException>(() => store.Publish("default", SampleModels.Plain(), new Timings(-1, 0, 0, 0, 0), [CustomersPart.Of(WriteCustomers)], promote: true));

        Assert.Empty(store.Models);
        Assert.Empty(_folder.Tree());
    }

    [Fact]
    public void Publish_FolderOfTheModelCannotBeMade_ThrowsAndLeavesNothing()
    {
        using var store = Open();
        File.WriteAllText(_folder.At("default"), "in the way");

        Assert.ThrowsAny<IOException>(() => Publish(store));

        Assert.Empty(store.Models);
        Assert.Equal(["default"], _folder.Tree());
    }

    [Fact]
    public void Publish_ManyAtOnce_GiveEachItsNumber()
    {
        var versions = new StoredVersion[24];
        using (var store = Open())
        {
            Parallel.For(0, versions.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => versions[i] = Publish(store, i % 2 == 0 ? "a" : "b", SampleModels.Plain(2 + (i / 2))));
        }

        using var reopened = Open();
        foreach (var name in (string[])["a", "b"])
        {
            Assert.Equal(Enumerable.Range(1, 12), versions.Where(version => version.ModelName == name).Select(version => version.Version).Order());
            Assert.Equal(Enumerable.Range(1, 12), Numbers(reopened, name));
        }

        Assert.All(versions, version => Assert.Equal(version.Fingerprint, reopened.Find(version.ModelName)!.Versions[version.Version - 1].Fingerprint));
    }

    [Fact]
    public async Task Find_WhileVersionsComeAndGo_AlwaysSeesAChampion()
    {
        using var store = Open();
        Publish(store);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var seen = 0;
            do
            {
                var model = store.Find("default")!;
                Assert.Equal(model.Aliases["champion"], model.Resolve("champion")!.Version);
                seen++;
            }
            while (!stop.IsCancellationRequested);
            return seen;
        });

        for (var i = 2; i < 20; i++)
        {
            Publish(store);
            Assert.Equal(StoreOutcome.Done, store.DeleteVersion("default", i - 1).Outcome);
        }

        await stop.CancelAsync();
        Assert.True(await reader > 0);
    }

    [Fact]
    public void Find_UnknownNames_GivesNull()
    {
        using var store = Open();
        Publish(store);

        Assert.Null(store.Find("other"));
        Assert.Null(store.Find("../default"));
        var model = store.Find("default")!;
        Assert.All(["2", "0", "01", "+1", "", "Champion", "champion ", "../1", "99999999999"], text => Assert.Null(model.Resolve(text)));
    }

    [Fact]
    public void SetAlias_OlderVersion_RollsBackAndSurvivesReopening()
    {
        using (var store = Open())
        {
            Publish(store);
            Publish(store, model: SampleModels.Plain(3));
            var held = store.Find("default")!;

            Assert.Equal(StoreOutcome.Done, store.SetAlias("default", "champion", 1).Outcome);
            Assert.Equal(StoreOutcome.Done, store.SetAlias("default", "staging", 2).Outcome);

            Assert.Equal(1, store.Find("default")!.Resolve("champion")!.Version);
            Assert.Equal(2, held.Resolve("champion")!.Version);
        }

        using var reopened = Open();
        Assert.Equal([new("champion", 1), new("staging", 2)], reopened.Find("default")!.Aliases);
    }

    [Theory]
    [InlineData("other", "staging", 1, nameof(StoreOutcome.UnknownModel))]
    [InlineData("../default", "staging", 1, nameof(StoreOutcome.UnknownModel))]
    [InlineData("default", "staging", 2, nameof(StoreOutcome.UnknownVersion))]
    [InlineData("default", "champion", 0, nameof(StoreOutcome.UnknownVersion))]
    [InlineData("default", "7", 1, nameof(StoreOutcome.InvalidAlias))]
    [InlineData("default", "Staging", 1, nameof(StoreOutcome.InvalidAlias))]
    public void SetAlias_NotPossible_SaysWhyAndChangesNothing(string model, string alias, int version, string expected)
    {
        using var store = Open();
        Publish(store);
        var before = File.ReadAllBytes(_folder.At("default", "aliases.json"));

        Assert.Equal(expected, store.SetAlias(model, alias, version).Outcome.ToString());

        Assert.Equal(before, File.ReadAllBytes(_folder.At("default", "aliases.json")));
        Assert.Equal([new("champion", 1)], store.Find("default")!.Aliases);
    }

    [Fact]
    public void RemoveAlias_EachCase_SaysWhatBecameOfIt()
    {
        using var store = Open();
        Publish(store);
        store.SetAlias("default", "staging", 1);

        Assert.Equal(StoreOutcome.UnknownModel, store.RemoveAlias("other", "staging").Outcome);
        Assert.Equal(StoreOutcome.UnknownAlias, store.RemoveAlias("default", "other").Outcome);
        Assert.Equal(StoreOutcome.ChampionIsFixed, store.RemoveAlias("default", "champion").Outcome);
        Assert.Equal(StoreOutcome.Done, store.RemoveAlias("default", "staging").Outcome);
        Assert.Equal(StoreOutcome.UnknownAlias, store.RemoveAlias("default", "staging").Outcome);
        Assert.Equal([new("champion", 1)], store.Find("default")!.Aliases);
    }

    [Fact]
    public void DeleteVersion_EachCase_SaysWhatBecameOfIt()
    {
        using var store = Open();
        Publish(store);
        Publish(store);
        store.SetAlias("default", "backup", 2);

        var pinned = store.DeleteVersion("default", 2);

        Assert.Equal(StoreOutcome.PinnedByAlias, pinned.Outcome);
        Assert.Equal(["backup", "champion"], pinned.Aliases);
        Assert.Equal(StoreOutcome.UnknownModel, store.DeleteVersion("other", 1).Outcome);
        Assert.Equal(StoreOutcome.UnknownVersion, store.DeleteVersion("default", 3).Outcome);
        Assert.Equal(StoreOutcome.Done, store.DeleteVersion("default", 1).Outcome);
        Assert.Equal(StoreOutcome.UnknownVersion, store.DeleteVersion("default", 1).Outcome);
        Assert.Equal([2], Numbers(store));
        Assert.DoesNotContain(_folder.Tree(), path => path.StartsWith("default/1", StringComparison.Ordinal));
    }

    [Fact]
    public void DeleteVersion_Newest_ItsNumberIsNotGivenAgain()
    {
        using (var store = Open())
        {
            Publish(store);
            Publish(store, promote: false);
            store.DeleteVersion("default", 2);
            Assert.Equal(3, Publish(store, promote: false).Version);
            store.DeleteVersion("default", 3);
        }

        using var reopened = Open();
        Assert.Equal([1], Numbers(reopened));
        Assert.Equal(4, Publish(reopened).Version);
    }

    [Fact]
    public void DeleteVersion_Last_ModelIsNotListedAndItsNumbersCountOn()
    {
        using (var store = Open())
        {
            Publish(store, promote: false);
            store.DeleteVersion("default", 1);
            Assert.Empty(store.Models);
            Assert.Null(store.Find("default"));
            Assert.Equal(StoreOutcome.UnknownModel, store.DeleteVersion("default", 1).Outcome);
        }

        using var reopened = Open();
        Assert.Empty(reopened.Models);
        Assert.Empty(reopened.SetAside);
        Assert.Equal(2, Publish(reopened).Version);
    }

    [Fact]
    public void OpenPart_VersionDeletedMeanwhile_RemainsReadable()
    {
        using var store = Open();
        var version = Publish(store, promote: false);
        using var customers = store.OpenPart(version, CustomersPart.Part)!;

        Assert.Equal(StoreOutcome.Done, store.DeleteVersion("default", 1).Outcome);

        Assert.Equal(Customers, Unzip(customers));
        Assert.Null(store.OpenPart(version, CustomersPart.Part));
    }

    [Fact]
    public void Open_AfterClosing_IsTheSame()
    {
        StoredVersion[] before;
        using (var store = Open())
        {
            before = [Publish(store, "b", SampleModels.Awkward()), Publish(store, "a"), Publish(store, "b", SampleModels.Plain(5), promote: false)];
            store.SetAlias("b", "next", 2);
        }

        using var reopened = Open();
        Assert.Equal(["a", "b"], reopened.Models.Select(model => model.Name));
        Assert.Equal([new("champion", 1), new("next", 2)], reopened.Find("b")!.Aliases);
        Assert.Empty(reopened.SetAside);
        Assert.All(before, version =>
        {
            var read = reopened.Find(version.ModelName)!.Resolve(VersionNumber.ToText(version.Version))!;
            Assert.Equal((version.CreatedAt, version.Fingerprint, version.Timings), (read.CreatedAt, read.Fingerprint, read.Timings));
            Assert.Equal(DateTimeKind.Utc, read.CreatedAt.Kind);
            ModelAssert.Same(version, read);
            Assert.Equal(Customers, ReadCustomers(reopened, read));
        });
    }

    [Fact]
    public void Open_FolderDoesNotExist_IsMade()
    {
        var path = Path.Combine(_folder.Path, "deep", "er");
        using var store = ModelStore.Open(new StorageOptions { Path = path }, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.Models);
        Assert.True(Directory.Exists(Path.Combine(path, "models")));
    }

    [Fact]
    public void Open_PathIsAFile_IsRefusedByName()
    {
        var path = Path.Combine(_folder.Path, "file");
        File.WriteAllText(path, "");

        var thrown = Assert.Throws<StorageUnavailableException>(() => ModelStore.Open(new StorageOptions { Path = path }, new FixedTime(), NullLogger<ModelStore>.Instance));

        Assert.Contains(path, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_AfterDispose_Throws()
    {
        var store = Open();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Publish(store));
        Assert.Throws<ObjectDisposedException>(() => store.SetAlias("default", "champion", 1));
        Assert.Empty(_folder.Tree());
    }

    [Fact]
    public void Publish_Logged_SaysNothingOfCustomers()
    {
        var logger = new RecordingLogger();
        using (var store = ModelStore.Open(_folder.Options, new FixedTime(), logger))
        {
            Publish(store);
            store.SetAlias("default", "staging", 1);
        }

        Assert.Contains(logger.Lines, line => line.StartsWith("Stored version 1 of default", StringComparison.Ordinal));
        Assert.Contains(logger.Lines, line => line == "Alias staging of default points at version 1");
        Assert.DoesNotContain(logger.Lines, line => line.Contains("0001", StringComparison.Ordinal));
    }

    private static StoredVersion Publish(ModelStore store, string name = "default", TrainedModel? model = null, bool promote = true) =>
        store.Publish(name, model ?? SampleModels.Plain(), Measured, [CustomersPart.Of(WriteCustomers)], promote);

    private static void WriteCustomers(Stream stream)
    {
        // As callers do: a writer that disposes of the stream with itself.
        using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        writer.Write(Customers);
    }

    private static IEnumerable<int> Numbers(ModelStore store, string name = "default") => store.Find(name)!.Versions.Select(version => version.Version);

    private static string ReadCustomers(ModelStore store, StoredVersion version)
    {
        using var stream = store.OpenPart(version, CustomersPart.Part);
        return Unzip(stream!);
    }

    private static string Unzip(Stream stream)
    {
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private ModelStore Open() => ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);
}

using System.Security.Cryptography;
using System.Text;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>What a start makes of a folder that crashes, disks and people have been at.</summary>
public sealed class ModelStoreDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_EveryKindOfDamage_LoadsWhatIsWholeAndListsTheRest()
    {
        PublishVersions("default", 14);
        Truncate(At("2", "model.json"));
        Flip(At("3", "model.json"));
        Flip(At("4", "manifest.json"));
        Flip(At("5", "customers.csv.gz"));
        Truncate(At("6", "customers.csv.gz"));
        File.Delete(At("7", "customers.csv.gz"));
        File.Delete(At("8", "model.json"));
        File.Delete(At("9", "manifest.json"));
        File.WriteAllText(At("10", "manifest.json"), """{ "formatVersion": 7, "unheardOf": true }""");
        ReplaceModel("11", json => json.Replace("\"formatVersion\": 1", "\"formatVersion\": 9", StringComparison.Ordinal));
        ReplaceModel("12", json => json.Replace("\"temperature\": 2", "\"temperature\": 3", StringComparison.Ordinal));
        Truncate(At("13", "manifest.json"));
        Copy(At("1"), At("15"));
        Directory.Move(At("14"), At("14.tmp-delete"));
        Copy(At("1"), At("16.tmp-create"));
        File.WriteAllText(At("aliases.json.tmp-create"), "half");
        Directory.CreateDirectory(_folder.At("0123456789abcdef.tmp-create", "nested"));
        Directory.CreateDirectory(At("017"));
        Directory.CreateDirectory(At("notes"));
        File.WriteAllText(At("18"), "a file");
        File.WriteAllText(At("readme.txt"), "");
        Directory.CreateDirectory(_folder.At("lost+found"));
        File.WriteAllText(_folder.At("stray.txt"), "");
        Directory.CreateDirectory(_folder.At("empty"));
        var before = Snapshot();

        using var store = Open();

        var model = Assert.Single(store.Models);
        Assert.Equal([1], model.Versions.Select(version => version.Version));
        Assert.NotNull(model.Resolve("1"));
        Assert.Null(model.Resolve("champion"));
        Assert.Empty(model.Aliases);
        Assert.Equal(
            [
                "default/017", "default/10", "default/11", "default/12", "default/13", "default/15", "default/18", "default/2", "default/3", "default/4",
                "default/5", "default/6", "default/7", "default/8", "default/9", "default/notes", "default/readme.txt", "lost+found", "stray.txt",
            ],
            store.SetAside.Select(item => item.Name));
        Assert.Contains("model.json has", Reason(store, "default/2"), StringComparison.Ordinal);
        Assert.Contains("model.json is damaged", Reason(store, "default/3"), StringComparison.Ordinal);
        Assert.Contains("manifest.json", Reason(store, "default/4"), StringComparison.Ordinal);
        Assert.Contains("customers.csv.gz is damaged", Reason(store, "default/5"), StringComparison.Ordinal);
        Assert.Contains("customers.csv.gz has", Reason(store, "default/6"), StringComparison.Ordinal);
        Assert.Equal("customers.csv.gz is missing.", Reason(store, "default/7"));
        Assert.Equal("model.json is missing.", Reason(store, "default/8"));
        Assert.Equal("manifest.json is missing.", Reason(store, "default/9"));
        Assert.Equal("manifest.json: format 7 is newer than 4, the newest this version of the service knows.", Reason(store, "default/10"));
        Assert.Equal("model.json: format 9 is newer than 8, the newest this version of the service knows.", Reason(store, "default/11"));
        Assert.Contains("The fingerprint of model.json", Reason(store, "default/12"), StringComparison.Ordinal);
        Assert.Equal("manifest.json is that of version 1 of 'default'.", Reason(store, "default/15"));

        // What was half done has vanished; all else is byte for byte where it was.
        var after = Snapshot();
        Assert.All(after, file => Assert.Equal(before[file.Key], file.Value));
        Assert.All(before.Keys.Except(after.Keys), path => Assert.Contains(".tmp-", path, StringComparison.Ordinal));
        Assert.DoesNotContain(_folder.Tree(), path => path.Contains(".tmp-", StringComparison.Ordinal));
        Assert.All(store.SetAside, item => Assert.Contains(_logger.Warnings, line => line == $"Set aside {item.Name}: {item.Reason}"));

        // 14 was the last number given, and no number is given that anything bears; what merely bears a higher one says nothing of those given.
        Assert.Equal(16, Publish(store, "default").Version);
        Assert.Equal(16, store.Find("default")!.Resolve("champion")!.Version);
        Assert.Equal(17, Publish(store, "default").Version);
        Assert.Equal(19, Publish(store, "default").Version);
    }

    [Fact]
    public void Open_ChampionDamaged_IsNotResolvableUntilItIsMended()
    {
        PublishVersions("default", 2);
        var whole = File.ReadAllBytes(At("2", "model.json"));
        Flip(At("2", "model.json"));
        using (var store = Open())
        {
            var model = store.Find("default")!;
            Assert.Null(model.Resolve("champion"));
            Assert.Null(model.Resolve("2"));
            Assert.Equal(1, model.Resolve("1")!.Version);
            Assert.Empty(model.Aliases);
            Assert.Equal(StoreOutcome.UnknownVersion, store.DeleteVersion("default", 2).Outcome);
            Assert.Equal(StoreOutcome.Done, store.SetAlias("default", "staging", 1).Outcome);
        }

        File.WriteAllBytes(At("2", "model.json"), whole);
        using var mended = Open();
        Assert.Equal([new("champion", 2), new("staging", 1)], mended.Find("default")!.Aliases);
        Assert.Equal(2, mended.Find("default")!.Resolve("champion")!.Version);
    }

    [Fact]
    public void Open_NoVersionIsWhole_ModelIsNotListed()
    {
        PublishVersions("default", 1);
        Truncate(At("1", "model.json"));

        using var store = Open();

        Assert.Empty(store.Models);
        Assert.Equal(["default/1"], store.SetAside.Select(item => item.Name));
        Assert.Equal(2, Publish(store, "default").Version);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("empty")]
    [InlineData("flipped")]
    [InlineData("edited")]
    [InlineData("newer")]
    [InlineData("missing")]
    public void Open_AliasesDamaged_ServesVersionsByNumberAndCountsOn(string damage)
    {
        PublishVersions("default", 3);
        var path = At("aliases.json");
        switch (damage)
        {
            case "truncated": Truncate(path); break;
            case "empty": File.WriteAllText(path, ""); break;
            case "flipped": Flip(path); break;
            case "edited": File.WriteAllText(path, File.ReadAllText(path).Replace("\"champion\": 3", "\"champion\": 1", StringComparison.Ordinal)); break;
            case "newer": File.WriteAllText(path, """{ "formatVersion": 2 }"""); break;
            default: File.Delete(path); break;
        }

        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : null;

        using var store = Open();

        var model = store.Find("default")!;
        Assert.Equal([1, 2, 3], model.Versions.Select(version => version.Version));
        Assert.Empty(model.Aliases);
        Assert.Equal("default/aliases.json", Assert.Single(store.SetAside).Name);
        Assert.Equal(bytes, File.Exists(path) ? File.ReadAllBytes(path) : null); // a start changes nothing that may be mended by hand
        Assert.Equal(StoreOutcome.Done, store.SetAlias("default", "champion", 2).Outcome);
        Assert.Equal(bytes, bytes is null ? null : File.ReadAllBytes(path + ".set-aside-1"));
        Assert.Equal(bytes is null ? [] : ["default/aliases.json.set-aside-1"], store.SetAside.Select(item => item.Name));
        Assert.Equal(4, Publish(store, "default", promote: false).Version);
        Assert.Equal(2, store.Find("default")!.Resolve("champion")!.Version);
    }

    [Fact]
    public void Open_AliasesDamagedAndNewestHalfDeleted_ItsNumberIsNotGivenAgain()
    {
        PublishVersions("default", 2);
        File.WriteAllText(At("aliases.json"), "");
        Directory.Move(At("2"), At("2.tmp-delete"));

        Open().Dispose(); // a start that is followed by no change leaves the only trace of the number
        using var store = Open();
        Assert.True(Directory.Exists(At("2.tmp-delete")));

        Assert.Equal(3, Publish(store, "default").Version);
        Assert.False(Directory.Exists(At("2.tmp-delete")));
    }

    [Fact]
    public void Change_AliasesDamagedWhileOpen_KeepsThoseThatWereRead()
    {
        PublishVersions("default", 2);
        using var store = Open();
        store.SetAlias("default", "blue", 1);
        Flip(At("aliases.json"));
        store.Refresh();
        Assert.Equal("default/aliases.json", Assert.Single(store.SetAside).Name);
        Assert.Equal(2, store.Find("default")!.Resolve("champion")!.Version);

        Assert.Equal(3, Publish(store, "default", promote: false).Version);

        Assert.True(File.Exists(At("aliases.json.set-aside-1")));
        using var again = Open();
        Assert.Equal([new("blue", 1), new("champion", 2)], again.Find("default")!.Aliases);
    }

    [Fact]
    public void WhyNotServed_EveryKindOfTrouble_SaysWhatItIs()
    {
        PublishVersions("default", 4);
        using (var first = Open()) first.SetAlias("default", "blue", 3);
        Truncate(At("4", "model.json"));
        Directory.Delete(At("3"), recursive: true);
        PublishVersions("lost", 1);
        File.Delete(_folder.At("lost", "aliases.json"));

        using var store = Open();

        Assert.Contains("model.json has", store.WhyNotServed("default", "4"), StringComparison.Ordinal);
        Assert.Equal(store.WhyNotServed("default", "4"), store.WhyNotServed("default", "champion"));
        Assert.Equal("The folder of version 3 is missing.", store.WhyNotServed("default", "blue"));
        Assert.Contains("aliases.json is missing", store.WhyNotServed("lost", "champion"), StringComparison.Ordinal);
        Assert.Null(store.WhyNotServed("default", "1"));
        Assert.Null(store.WhyNotServed("default", "3"));
        Assert.Null(store.WhyNotServed("default", "green"));
        Assert.Null(store.WhyNotServed("lost", "1"));
        Assert.Null(store.WhyNotServed("../default", "1"));
    }

    [Fact]
    public void Open_ManifestWithAnyByteChanged_SetsTheVersionAside()
    {
        PublishVersions("default", 1);
        var path = At("1", "manifest.json");
        var bytes = File.ReadAllBytes(path);

        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var mask in (byte[])[0x01, 0x20])
            {
                var broken = (byte[])bytes.Clone();
                broken[i] ^= mask;
                File.WriteAllBytes(path, broken);
                Assert.Throws<CorruptModelException>(() => VersionFolder.Load(At("1"), "default", 1));
            }
        }

        File.WriteAllBytes(path, bytes);
        Assert.Equal(2, VersionFolder.Load(At("1"), "default", 1).Trained.Model.Segments.Count);
    }

    [Fact]
    public void Open_CopiedUnderAnotherModel_SetsItAside()
    {
        PublishVersions("default", 1);
        Copy(_folder.At("default"), _folder.At("copy"));

        using var store = Open();

        Assert.Equal(["default"], store.Models.Select(model => model.Name));
        Assert.Equal("manifest.json is that of version 1 of 'default'.", Reason(store, "copy/1"));
    }

    [Theory]
    [InlineData("missing", "customers.csv.gz is missing.")]
    [InlineData("flipped", "customers.csv.gz is damaged")]
    [InlineData("truncated", "customers.csv.gz has")]
    public void OpenPart_Damaged_IsNothingAndTheVersionIsSetAside(string damage, string reason)
    {
        using var store = Open();
        var version = Publish(store, "default");
        Publish(store, "default");
        Damage(At("1", "customers.csv.gz"), damage);

        Assert.Null(store.OpenPart(version, CustomersPart.Part));

        Assert.StartsWith(reason, Reason(store, "default/1"), StringComparison.Ordinal);
        Assert.Null(store.Find("default")!.Resolve("1"));
        store.Refresh();
        Assert.Null(store.Find("default")!.Resolve("1"));
        Assert.NotNull(store.Find("default")!.Resolve("champion"));
        Assert.Null(store.OpenArchive(version));
    }

    /// <summary>Too large to be read twice: what is sent breaks off before its end, and the version is set aside for those who ask next.</summary>
    [Fact]
    public async Task OpenPart_LargeAndDamaged_BreaksOffBeforeItsLastBytes()
    {
        const int bytes = 20 << 20;
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        using var store = Open();
        var version = store.Publish("default", SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write(noise))], promote: true);
        var path = At("1", "customers.csv.gz");
        var whole = new MemoryStream();
        await using (var part = await store.OpenPartAsync(version, CustomersPart.Part, CancellationToken.None)) await part!.CopyToAsync(whole);
        Assert.Equal(await File.ReadAllBytesAsync(path), whole.ToArray());

        Flip(path);
        await using var damaged = (await store.OpenPartAsync(version, CustomersPart.Part, CancellationToken.None))!;
        var sent = new MemoryStream();
        await Assert.ThrowsAsync<CorruptModelException>(() => damaged.CopyToAsync(sent));

        Assert.True(sent.Length < whole.Length);
        Assert.StartsWith("customers.csv.gz is damaged", Reason(store, "default/1"), StringComparison.Ordinal);
    }

    private static string Reason(ModelStore store, string name) => store.SetAside.Single(item => item.Name == name).Reason;

    private static StoredVersion Publish(ModelStore store, string name, bool promote = true) =>
        store.Publish(name, SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\nC1,1\n"u8))], promote);

    private static void Damage(string path, string damage)
    {
        if (damage == "missing") File.Delete(path);
        else if (damage == "flipped") Flip(path);
        else Truncate(path);
    }

    private static void Truncate(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length / 2);
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private string At(params string[] parts) => _folder.At(["default", .. parts]);

    private ModelStore Open() => ModelStore.Open(_folder.Options, new FixedTime(), _logger);

    private void PublishVersions(string name, int count)
    {
        using var store = Open();
        for (var i = 0; i < count; i++) Publish(store, name);
    }

    /// <summary>Changes the model of a version so that every checksum is right again.</summary>
    private void ReplaceModel(string version, Func<string, string> change)
    {
        var bytes = Encoding.UTF8.GetBytes(change(File.ReadAllText(At(version, "model.json"))));
        File.WriteAllBytes(At(version, "model.json"), bytes);
        var manifest = Manifest.Load(At(version), "default", int.Parse(version, null));
        manifest.Files[0] = manifest.Files[0] with { Bytes = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        (manifest with { Checksum = SealedJson.Blank }).Save(At(version));
    }

    private Dictionary<string, string> Snapshot() =>
        _folder.Tree().ToDictionary(path => path, path => File.Exists(_folder.At(path)) ? Convert.ToHexString(File.ReadAllBytes(_folder.At(path))) : "folder");
}

using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Attacks;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>A store with many more versions than anybody asks for: they cost little until somebody does, and a change does not look at them.</summary>
/// <remarks>1,500 versions; SEGMENTATION_ATTACK_SCALE multiplies them, and prints what the start, a version and a change take.</remarks>
public sealed class ManyVersionsTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Versions = 1_500 * AttackScale.Factor;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ManyVersions_LoadsTheRestWhenAskedFor()
    {
        Fill();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        using var store = Open();
        var opened = Stopwatch.GetElapsedTime(started);
        var model = store.Find("default")!;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(Versions, model.Versions.Count);
        Assert.True(model.Resolve("champion")!.IsLoaded);
        var last = model.Resolve(VersionNumber.ToText(Versions))!;
        Assert.InRange(model.Versions.Count(version => version.IsLoaded), 1, 1_100);
        Assert.Equal(2, last.Model.Segments.Count);
        Assert.Equal("sha256:", last.Fingerprint[..7]);

        started = Stopwatch.GetTimestamp();
        const int changes = 20;
        for (var i = 1; i <= changes; i++) Assert.Equal(StoreOutcome.Done, store.SetAlias("default", "spare", Versions - i).Outcome);
        var change = Stopwatch.GetElapsedTime(started) / changes;
        Assert.Equal(Versions + 1, Publish(store));
        output.WriteLine($"{Versions} versions: {opened.TotalSeconds:0.0} s to open, {memory / Versions} bytes a version, {change.TotalMilliseconds:0.0} ms a change");
    }

    /// <summary>What nobody points at gives its memory back, and is the same when it is asked for again.</summary>
    [Fact]
    public void Content_OfMoreVersionsThanStayInMemory_IsReadAgain()
    {
        Fill();
        using var store = Open();
        var versions = store.Find("default")!.Versions;
        var fingerprints = versions.Take(600).Select(version => version.Content.Fingerprint).ToArray();

        Assert.InRange(versions.Count(version => version.IsLoaded), 1, 300);
        Assert.True(store.Find("default")!.Resolve("champion")!.IsLoaded);
        Assert.Equal(fingerprints, versions.Take(600).Select(version => version.Content.Fingerprint));
        Assert.All(versions.Take(600), version => Assert.True(version.HasDigest));
    }

    /// <summary>Nobody has asked for it, and it was not looked at when the store was opened: it is found in the background.</summary>
    [Fact]
    public void CheckAll_DamagedVersion_IsSetAside()
    {
        Fill();
        using var store = Open();
        var damaged = store.Find("default")!.Versions.First(version => !version.HasDigest).Version;
        File.WriteAllText(_folder.At("default", VersionNumber.ToText(damaged), "model.json"), "{}");

        store.CheckAll(_ => false);

        Assert.Equal([$"default/{damaged}"], store.SetAside.Select(left => left.Name));
        Assert.Null(store.Find("default")!.Resolve(VersionNumber.ToText(damaged)));
        Assert.All(store.Find("default")!.Versions, version => Assert.True(version.HasDigest));
    }

    /// <summary>A job that ends by a fault asks for its version: it looks only at those that have appeared since it was accepted.</summary>
    [Fact]
    public void FindOfJob_AfterAVersion_DoesNotReadTheOnesBefore()
    {
        Fill();
        using var store = Open();
        var (job, after) = (Guid.CreateVersion7(), store.LastNumber("default"));
        var read = store.Find("default")!.Versions.Count(version => version.HasDigest);
        Assert.Equal(Versions, after);

        Assert.Null(store.FindOfJob("default", job, after));
        var made = Publish(store, job);
        Publish(store);

        Assert.Equal(made, store.FindOfJob("default", job, after)!.Version);
        Assert.Equal(read + 2, store.Find("default")!.Versions.Count(version => version.HasDigest));
    }

    [Fact]
    public async Task Models_ByPages_AreAllVersionsOnce()
    {
        await using var app = new SegmentationApp();
        using (var store = ModelStore.Open(app.Folder.Options, TimeProvider.System, NullLogger<ModelStore>.Instance))
            foreach (var model in (string[])["a", "b", "b", "b", "b-c", "c", "c"])
                store.Publish(model, SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote: true);

        foreach (var limit in (int[])[1, 2, 3, 7, 10_000])
        {
            var seen = new List<string>();
            for (string? after = null; ;)
            {
                var page = (await app.GetAsync($"/models?limit={limit}{(after is null ? "" : $"&after={after}")}")).Expect(200);
                var versions = page.Items("models").SelectMany(model => model.Items("versions").Select(version => $"{model.Text("model")}{version.Int("version")}")).ToArray();
                Assert.InRange(versions.Length, 1, limit);
                seen.AddRange(versions);
                if (!page.TryGetProperty("next", out var next)) break;
                after = Uri.EscapeDataString(next.GetString()!);
            }

            Assert.Equal(["a1", "b1", "b2", "b3", "b-c1", "c1", "c2"], seen);
        }

        Assert.Equal(["b-c", "c"], (await app.GetAsync("/models?after=b")).Expect(200).Items("models").Select(model => model.Text("model")));
        var two = (await app.GetAsync("/models/b?limit=2")).Expect(200);
        Assert.Equal([1, 2], two.Items("versions").Select(version => version.Int("version")));
        Assert.Equal(2, two.Int("next"));
        Assert.Equal([3], (await app.GetAsync("/models/b?limit=2&after=2")).Expect(200).Items("versions").Select(version => version.Int("version")));
        (await app.GetAsync("/models?limit=0")).ExpectProblem(400, "invalid-parameter", "limit");
        (await app.GetAsync("/models?limits=3")).ExpectProblem(400, "invalid-parameter", "limits");
    }

    private static int Publish(ModelStore store, Guid? job = null) =>
        store.Publish("default", SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote: true, job).Version;

    /// <summary>The same version many times under other numbers: publishing each would take its flushes.</summary>
    private void Fill()
    {
        using (var store = Open()) Publish(store);
        var first = _folder.At("default", "1");
        var manifest = Manifest.Load(first);
        for (var number = 2; number <= Versions; number++)
        {
            var folder = Directory.CreateDirectory(_folder.At("default", VersionNumber.ToText(number))).FullName;
            foreach (var file in (string[])["model.json", "customers.csv.gz"]) File.Copy(Path.Combine(first, file), Path.Combine(folder, file));
            File.WriteAllBytes(Path.Combine(folder, Manifest.FileName), SealedJson.Write(manifest with { Version = number, Checksum = SealedJson.Blank }, StorageJson.Strict.Manifest));
        }

        AliasFile.Save(_folder.At("default"), Versions, new SortedDictionary<string, int> { ["champion"] = Versions / 2 });
    }

    private ModelStore Open() => ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);
}

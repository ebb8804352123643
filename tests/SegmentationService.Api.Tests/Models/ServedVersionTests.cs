using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core.Charts;

namespace SegmentationService.Api.Tests.Models;

/// <summary>Protects that what is made of a version to serve it is made once, and that the charts of many versions do not fill the memory.</summary>
public sealed class ServedVersionTests
{
    [Fact]
    public async Task Charts_AskedForAgain_AreNotReadAgain()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        var first = (await app.GetAsync("/models/default/versions/1/charts/map")).Expect(200).ToString();

        File.Delete(app.Folder.At("default", "1", "charts.json"));

        Assert.Equal(first, (await app.GetAsync("/models/default/versions/champion/charts/map")).Expect(200).ToString());
        (await app.GetAsync("/models/default/versions/1/charts/effects")).Expect(200);
    }

    [Fact]
    public async Task Charts_OfManyVersions_AreForgottenAndReadAgain()
    {
        const int Versions = 24;
        await using var app = new SegmentationApp();
        for (var version = 1; version <= Versions; version++) await app.TrainedAsync(Tables.Five, "?clusters=2&restarts=1");
        var store = app.Services.GetRequiredService<ModelStore>();
        var versions = store.Find("default")!.Versions;

        var charts = ReadAll(versions, store);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.Equal(Versions, charts.Length);
        Assert.InRange(charts.Count(read => read.TryGetTarget(out _)), 0, 16);
        Assert.All(versions, version => Assert.NotNull(ServedVersion.Of(version).Charts(store)));
    }

    [Fact]
    public async Task LaidOut_AskedForAgain_IsTheSame()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var stored = app.Services.GetRequiredService<ModelStore>().Find("default")!.Resolve("1")!;

        var served = ServedVersion.Of(stored);

        Assert.Same(served, ServedVersion.Of(stored));
        Assert.Same(stored.Model, served.Assigner.Model);
        Assert.Same(served.LaidOut(version => new List<ServedVersion> { version }), served.LaidOut<List<ServedVersion>>(_ => throw new InvalidOperationException()));
        Assert.Same(served, Assert.Single(served.LaidOut<List<ServedVersion>>(_ => [])));
    }

    /// <summary>Not inlined: nothing may keep them alive when this returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<SegmentCharts>[] ReadAll(IReadOnlyList<StoredVersion> versions, ModelStore store) =>
        [.. versions.Select(version => new WeakReference<SegmentCharts>(ServedVersion.Of(version).Charts(store)!))];
}

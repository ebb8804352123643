using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>
/// Stores of every format there has been, committed under fixtures as they were written. They are never written again: when one
/// of these tests fails, stores in use have become unreadable.
/// </summary>
public sealed class FixtureTests : IDisposable
{
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Storage", "fixtures", "v1");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Format1_IsRead()
    {
        Copy();
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.SetAside);
        var model = Assert.Single(store.Models);
        Assert.Equal([1, 2], model.Versions.Select(version => version.Version));
        Assert.Equal([new("awkward-one", 2), new("champion", 1)], model.Aliases);

        var plain = model.Resolve("champion")!;
        Assert.Equal("sha256:cc321a998b701ceebc5594b831c9c5c7a279242a79794217fe30345915ab26ad", plain.Fingerprint);
        Assert.Equal(new DateTime(2026, 1, 31, 10, 15, 0, DateTimeKind.Utc), plain.CreatedAt);
        Assert.Equal(new Timings(1, 2.5, 3, 4, 1.2), plain.Timings);
        var nearest = new SegmentDistance[3];
        Assert.True(plain.Assigner.Assign([12], nearest));
        Assert.Equal([1, 2, 0], nearest.Select(near => near.Segment));
        Assert.Equal([2, 8, 12], nearest.Select(near => near.Distance));
        using var gzip = new GZipStream(store.OpenCustomers(plain)!, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal("id,segment,name,confidence,distance,outlier\n0001,1,Around 0,0.98,0,false\nC2,3,\"Around 20, \"\"Größe\"\"\",0.5,2.25,true\n", reader.ReadToEnd());

        var awkward = model.Resolve("awkward-one")!.Model;
        Assert.Equal("sha256:ca60e1f1fad84e444d330048b140be5bb4df55ea55ba2f1f8ebf70840ed3c37b", awkward.Fingerprint());
        Assert.Equal(["High spend, \"recent\"\n", "__proto__", "💤"], awkward.Segments.Select(segment => segment.Name));
        Assert.Equal(SelectionRule.LargestSmallestShare, awkward.Selection.Rule);
        Assert.Null(awkward.Segments[0].Statistics[1].Mean);
        Assert.Equal("Größe\t\"GB\"", awkward.Notices[0].Column);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void Write_ModelOfFormat1_GivesTheBytesOfThen(string version)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Fixture, "models", "default", version, "model.json"));
        using var then = new MemoryStream(bytes);
        using var now = new MemoryStream();

        ModelFormat.Write(ModelFormat.Read(then, []), now);

        Assert.Equal(bytes, now.ToArray());
    }

    private void Copy()
    {
        foreach (var file in Directory.EnumerateFiles(Fixture, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder.Path, Path.GetRelativePath(Fixture, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

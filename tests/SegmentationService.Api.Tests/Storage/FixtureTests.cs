using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>
/// Stores of every format there has been, committed under fixtures as they were written. They are never written again: when one
/// of these tests fails, stores in use have become unreadable.
/// </summary>
public sealed class FixtureTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Storage", "fixtures");
    private static readonly string Fixture = FixtureOf(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Format1_IsRead()
    {
        _folder.CopyFrom(Fixture);
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
        Assert.True(new SegmentAssigner(plain.Model).Assign([12], nearest));
        Assert.Equal([1, 2, 0], nearest.Select(near => near.Segment));
        Assert.Equal([2, 8, 12], nearest.Select(near => near.Distance));
        using var gzip = new GZipStream(store.OpenPart(plain, CustomersPart.Part)!, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal("id,segment,name,confidence,distance,outlier\n0001,1,Around 0,0.98,0,false\nC2,3,\"Around 20, \"\"Größe\"\"\",0.5,2.25,true\n", reader.ReadToEnd());

        var awkward = model.Resolve("awkward-one")!;
        Assert.Equal("sha256:ca60e1f1fad84e444d330048b140be5bb4df55ea55ba2f1f8ebf70840ed3c37b", awkward.Model.Fingerprint());
        Assert.Equal(["High spend, \"recent\"\n", "__proto__", "💤"], awkward.Model.Segments.Select(segment => segment.Name));
        Assert.Equal(SelectionRule.LargestSmallestShare, awkward.Report.Selection.Rule);
        Assert.Null(awkward.Report.Profiles[0].Statistics[1].Mean);
        Assert.Equal("Größe\t\"GB\"", awkward.Report.Notices[0].Column);
    }

    /// <summary>Format 2: encoded columns in model.json, and columns in manifest.json.</summary>
    [Fact]
    public void Open_Format2_IsRead()
    {
        _folder.CopyFrom(FixtureOf(2));
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.SetAside);
        var version = Assert.Single(Assert.Single(store.Models).Versions);
        Assert.Equal("sha256:dfb800e99723183e97ec32a926947933808ee4f237f1543236be2d407558bee9", version.Fingerprint);
        ModelAssert.Same(SampleModels.Encoded(SampleModels.Columns), version);
        var nearest = new SegmentDistance[2];
        new SegmentAssigner(version.Model).Assign([CategoryValues.Unknown, 0], nearest);
        Assert.Equal([0, 1], nearest.Select(near => near.Segment));
        Assert.Equal(2, nearest[0].Distance); // City (0, 0) is (-0.5, -1) prepared, and the centroid (-0.5, 1).
    }

    /// <summary>Format 3: segments with ids of their own, which customers and charts name.</summary>
    [Fact]
    public async Task Open_Format3_IsRead()
    {
        _folder.CopyFrom(FixtureOf(3));
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.SetAside);
        var version = Assert.Single(Assert.Single(store.Models).Versions);
        ModelAssert.Same(SampleModels.WithIds(SampleModels.Plain(3), 7, 3, 12), version);
        var charts = (await store.ReadPartAsync(version, ChartsFile.Part, stored => ChartsFile.Read(stored, version.Model), CancellationToken.None))!;
        Assert.Equal([2, 0, 1], charts.Customers.Select(customer => customer.Segment)); // Stored as 12, 7, 3.
        await using var gzip = new GZipStream(store.OpenPart(version, CustomersPart.Part)!, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.StartsWith("id,segment,name,confidence,distance,outlier\nC1,12,Around 20,", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    /// <summary>Format 4: how the numbers of a column were written, by which texts of customers are read.</summary>
    [Fact]
    public void Open_Format4_IsRead()
    {
        _folder.CopyFrom(FixtureOf(4));
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.SetAside);
        var version = Assert.Single(Assert.Single(store.Models).Versions);
        ModelAssert.Same(SampleModels.WithNotation(SampleModels.Plain(3), SampleModels.Notation), version);
        var fields = new CustomerFields(version.Model);
        fields.Set(0, "(1.234,50 €/Monat)"u8);
        Assert.Equal([-1234.5], fields.Inputs.ToArray());
    }

    /// <summary>Format 5: whether the segments are groups, and how many each number of segments forms.</summary>
    [Fact]
    public void Open_Format5_IsRead() => AssertIsRead(5, WithStructure());

    /// <summary>Format 6: a jury, and how stable segments are.</summary>
    [Fact]
    public void Open_Format6_IsRead() => AssertIsRead(6, SampleModels.WithJury(WithStructure()));

    /// <summary>Format 7: a parent, what names say, a tree, and how the customers are distributed.</summary>
    [Fact]
    public void Open_Format7_IsRead() =>
        AssertIsRead(7, SampleModels.WithDrift(SampleModels.WithTree(SampleModels.WithLineage(SampleModels.WithJury(WithStructure())))));

    /// <summary>Format 8: what the columns of the table say, and their labels.</summary>
    [Fact]
    public void Open_Format8_IsRead() =>
        AssertIsRead(8, SampleModels.WithProfile(SampleModels.WithDrift(SampleModels.WithTree(SampleModels.WithLineage(SampleModels.WithJury(WithStructure()))))));

    [Theory]
    [InlineData("v1", "1")]
    [InlineData("v1", "2")]
    [InlineData("v2", "1")]
    [InlineData("v2-orders", "1")]
    [InlineData("v3", "1")]
    [InlineData("v4", "1")]
    [InlineData("v5", "1")]
    [InlineData("v6", "1")]
    [InlineData("v7", "1")]
    [InlineData("v8", "1")]
    public void Write_ModelOfAnyFormat_GivesTheBytesOfThen(string fixture, string version)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Fixtures, fixture, "models", "default", version, "model.json"));
        using var then = new MemoryStream(bytes);
        using var now = new MemoryStream();

        ModelFormat.Write(ModelFormat.Read(then, []), now);

        Assert.Equal(bytes, now.ToArray());
    }

    /// <summary>Format 2 of model.json with a log of orders, and a manifest of format 1.</summary>
    [Fact]
    public void Open_Format2OfOrders_IsRead()
    {
        _folder.CopyFrom(Path.Combine(Fixtures, "v2-orders"));
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.SetAside);
        var version = Assert.Single(Assert.Single(store.Models).Versions);
        Assert.Equal(
            new OrderOrigin(
                new DateTime(2011, 4, 13, 18, 0, 0),
                new OrderParts { Customer = "CustomerID", Invoice = "InvoiceNo", Date = "InvoiceDate", Quantity = "Quantity", Price = "UnitPrice" },
                DateFormat: null),
            version.Report.Orders);
        using var gzip = new GZipStream(store.OpenPart(version, CustomersPart.Part)!, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal("id,segment,name,confidence,distance,outlier,recency_days,frequency,monetary,tenure_days", reader.ReadLine());
    }

    private static string FixtureOf(int format) => Path.Combine(Fixtures, $"v{format}");

    private static TrainedModel WithStructure() => SampleModels.WithStructure(SampleModels.WithNotation(SampleModels.Plain(3), SampleModels.Notation));

    private void AssertIsRead(int format, TrainedModel expected)
    {
        _folder.CopyFrom(FixtureOf(format));
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);

        Assert.Empty(store.SetAside);
        ModelAssert.Same(expected, Assert.Single(Assert.Single(store.Models).Versions));
    }
}

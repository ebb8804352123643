using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage.Format;

/// <summary>Versions that go from one store to another, and files that only look like one.</summary>
public sealed class VersionArchiveTests : IDisposable
{
    private const string Customers = "id,segment,name,confidence,distance,outlier\n1,1,Around 0,1,0,false\n2,1,Around 0,1,0,false\n\"3\"\"\n,\",2,Around 10,1,0,false\n4,2,Around 10,1,0,false\n";

    private static readonly ArchiveLimits Limits = new(1 << 20, 1_000);

    private readonly TemporaryFolder _staging = new();
    private readonly TemporaryFolder _production = new();

    public void Dispose()
    {
        _staging.Dispose();
        _production.Dispose();
    }

    [Fact]
    public async Task Import_OfAnExport_IsTheSameVersionUnderAnotherNumber()
    {
        using var staging = Open(_staging);
        using var production = Open(_production);
        var exported = Publish(staging);
        Publish(production, "live");

        var imported = await production.ImportAsync("live", new MemoryStream(await ExportAsync(staging, exported)), Limits, promote: false, CancellationToken.None);

        Assert.Equal(("live", 2), (imported.ModelName, imported.Version));
        Assert.Equal((exported.Fingerprint, exported.CreatedAt, exported.Timings), (imported.Fingerprint, imported.CreatedAt, imported.Timings));
        Assert.Equal(1, production.Find("live")!.Resolve("champion")!.Version);
        foreach (var file in (string[])["model.json", "customers.csv.gz"])
            Assert.Equal(await File.ReadAllBytesAsync(_staging.At("default", "1", file)), await File.ReadAllBytesAsync(_production.At("live", "2", file)));
        Assert.Equal(["customers.csv.gz", "manifest.json", "model.json"], Directory.EnumerateFileSystemEntries(_production.At("live", "2")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

        using var again = Open(_production);
        Assert.Empty(again.SetAside);
        ModelAssert.Same(exported, again.Find("live")!.Resolve("2")!);
    }

    /// <summary>Whoever flips a bit, or cuts the file, wherever: the file is refused, or what it gives is what was exported.</summary>
    [Fact]
    public async Task Import_AnyByteChangedOrCutOff_IsRefusedOrTheSame()
    {
        using var staging = Open(_staging);
        using var production = Open(_production);
        var exported = Publish(staging);
        var archive = await ExportAsync(staging, exported);
        var refused = 0;
        for (var i = 0; i < archive.Length; i += 3)
        {
            var flipped = (byte[])archive.Clone();
            flipped[i] ^= (byte)(1 << (i % 8));
            await TryAsync(flipped);
            await TryAsync(archive[..i]);
        }

        Assert.True(refused > archive.Length / 4, $"Only {refused} of {archive.Length} bytes matter.");
        Assert.DoesNotContain(_production.Tree(), name => name.Contains(".tmp-", StringComparison.Ordinal));

        async Task TryAsync(byte[] bytes)
        {
            try
            {
                var imported = await production.ImportAsync("default", new MemoryStream(bytes), Limits, promote: true, CancellationToken.None);
                Assert.Equal(exported.Fingerprint, imported.Fingerprint);
                Assert.Equal(
                    await File.ReadAllBytesAsync(_staging.At("default", "1", "customers.csv.gz")),
                    await File.ReadAllBytesAsync(_production.At("default", $"{imported.Version}", "customers.csv.gz")));
            }
            catch (InvalidArchiveException)
            {
                refused++;
            }
        }
    }

    [Theory]
    [InlineData("no zip", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("empty zip", nameof(ArchiveDefect.InvalidArchive), "manifest.json, model.json, customers.csv.gz, with or without charts.json, and nothing else")]
    [InlineData("file missing", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("file more", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("file twice", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("path upwards", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("path absolute", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("in a folder", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("many files", nameof(ArchiveDefect.InvalidArchive), "is not the zip file")]
    [InlineData("model changed", nameof(ArchiveDefect.InvalidVersion), "model.json is damaged")]
    [InlineData("model longer", nameof(ArchiveDefect.InvalidVersion), "model.json has")]
    [InlineData("customers changed", nameof(ArchiveDefect.InvalidVersion), "customers.csv.gz is damaged")]
    [InlineData("manifest changed", nameof(ArchiveDefect.InvalidVersion), "manifest.json is damaged")]
    [InlineData("manifest newer", nameof(ArchiveDefect.InvalidVersion), "format 7 is newer than")]
    [InlineData("bomb", nameof(ArchiveDefect.TooLarge), "customers.csv.gz, once unpacked, is larger than")]
    [InlineData("manifest bomb", nameof(ArchiveDefect.TooLarge), "manifest.json, once unpacked, is larger than")]
    public async Task Import_OfSomethingElse_IsRefusedAndLeavesNothing(string what, string defect, string message)
    {
        using var staging = Open(_staging);
        using var production = Open(_production);
        var files = Files(await ExportAsync(staging, Publish(staging)));
        var bytes = what switch
        {
            "no zip" => Encoding.UTF8.GetBytes("id,segment\n1,1\nand so on, for more than 22 bytes"),
            "empty zip" => Zip([]),
            "file missing" => Zip([.. files.Skip(1)]),
            "file more" => Zip([.. files, ("readme.txt", "x"u8.ToArray())]),
            "file twice" => Zip([files[0], files[1], files[1]]),
            "path upwards" => Zip([files[0], files[1], ("../customers.csv.gz", files[2].Content)]),
            "path absolute" => Zip([files[0], files[1], ("/tmp/customers.csv.gz", files[2].Content)]),
            "in a folder" => Zip([.. files.Select(file => ("1/" + file.Name, file.Content))]),
            "many files" => Zip([.. Enumerable.Range(0, 500).Select(i => ($"file{i}", Array.Empty<byte>()))]),
            "model changed" => Changed("model.json", content => Flipped(content)),
            "model longer" => Changed("model.json", content => [.. content, (byte)'\n']),
            "customers changed" => Changed("customers.csv.gz", content => Flipped(content)),
            "manifest changed" => Changed("manifest.json", content => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace("2026", "2027", StringComparison.Ordinal))),
            "manifest newer" => Changed("manifest.json", _ => """{ "formatVersion": 7 }"""u8.ToArray()),
            "bomb" => Changed("customers.csv.gz", _ => new byte[Limits.MaxUnpackedBytes + 1]),
            _ => Changed("manifest.json", _ => new byte[Limits.MaxUnpackedBytes + 1]),
        };

        var thrown = await Assert.ThrowsAsync<InvalidArchiveException>(
            () => production.ImportAsync("default", new MemoryStream(bytes), Limits, promote: true, CancellationToken.None));

        Assert.Equal(defect, thrown.Defect.ToString());
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        Assert.Empty(_production.Tree());
        Assert.Empty(production.Models);

        byte[] Changed(string name, Func<byte[], byte[]> change) => Zip([.. files.Select(file => file.Name == name ? (name, change(file.Content)) : file)]);
    }

    /// <summary>Three entries in the last record, and a directory of a hundred thousand: it is not even read.</summary>
    [Fact]
    public async Task Import_DirectoryLargerThanItSays_IsRefusedBeforeItIsRead()
    {
        using var production = Open(_production);
        var bytes = Zip([.. Enumerable.Range(0, 65_000).Select(i => ($"{i}", Array.Empty<byte>()))]);
        (bytes[^12], bytes[^11]) = (3, 0);
        (bytes[^14], bytes[^13]) = (3, 0);

        var thrown = await Assert.ThrowsAsync<InvalidArchiveException>(
            () => production.ImportAsync("default", new MemoryStream(bytes), Limits, promote: true, CancellationToken.None));

        Assert.Equal(ArchiveDefect.InvalidArchive, thrown.Defect);
        Assert.Contains("is not the zip file", thrown.Message, StringComparison.Ordinal);
        Assert.Null(thrown.InnerException); // the library was not asked
    }

    /// <summary>Checksums are right in all of these: whoever made them knew how.</summary>
    [Theory]
    [InlineData("", "breaks off")]
    [InlineData("id,segment\n", "the first line does not begin with")]
    [InlineData("id,segment,name,confidence,distance,outliers\n", "the first line does not begin with")]
    [InlineData("id,segment,name,confidence,distance,outlier,recency_days\n1,1,a,1,0,false\n", "customer 1 has 6 cells instead of 7")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,1,a,1,0,false\n", "there are 1 customers; the model was trained on 4")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,1,a,1,0,false\n1,1,a,1,0,false\n1,1,a,1,0,false\n1,1,a,1,0,false\n1,1,a,1,0,false\n", "more than the 4 customers")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,1,a,1,0,false\n1,1,a,1,0\n", "customer 2 has 5 cells instead of 6")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,3,a,1,0,false\n", "the segment of customer 1 is not 1 to 2")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,=1,a,1,0,false\n", "the segment of customer 1 is not 1 to 2")]
    [InlineData("id,segment,name,confidence,distance,outlier\n=1+1,1,a,1,0,false\n", "'id' of customer 1 begins as a formula")]
    [InlineData("id,segment,name,confidence,distance,outlier\nx;＝1,1,a,1,0,false\n", "'id' of customer 1 begins as a formula")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,1,\"+a\",1,0,false\n", "'name' of customer 1 begins as a formula")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,99999999999999999999,a,1,0,false\n", "the segment of customer 1 is not 1 to 2")]
    [InlineData("id,segment,name,confidence,distance,outlier\n1,1,\"a,1,0,false\n1,1,a,1,0,false\n", "breaks off")]
    public async Task Import_CustomersOfAnotherModel_AreRefused(string customers, string message)
    {
        using var staging = Open(_staging);
        using var production = Open(_production);
        var archive = await ExportAsync(staging, Publish(staging, customers: customers));

        var thrown = await Assert.ThrowsAsync<InvalidArchiveException>(
            () => production.ImportAsync("default", new MemoryStream(archive), Limits, promote: true, CancellationToken.None));

        Assert.Equal(ArchiveDefect.InvalidVersion, thrown.Defect);
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        Assert.Empty(_production.Tree());
    }

    [Fact]
    public async Task Import_CustomersWithFurtherColumns_AreTaken()
    {
        const string Wider = "id,segment,name,confidence,distance,outlier,recency_days\n1,1,a,1,0,false,3\n2,1,a,1,0,false,4\n3,2,b,1,0,false,5\n4,2,b,1,0,false,6\n";
        using var staging = Open(_staging);
        using var production = Open(_production);
        var archive = await ExportAsync(staging, Publish(staging, customers: Wider));

        Assert.Equal(1, (await production.ImportAsync("default", new MemoryStream(archive), Limits, promote: true, CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Import_MoreCustomersOrLongerTextThanAllowed_IsRefused()
    {
        using var staging = Open(_staging);
        using var production = Open(_production);
        var archive = await ExportAsync(staging, Publish(staging));
        var bomb = await ExportAsync(staging, Publish(staging, customers: Customers.Replace("4,2", new string('x', 2_000_000) + ",2", StringComparison.Ordinal)));

        var tooMany = await Assert.ThrowsAsync<InvalidArchiveException>(
            () => production.ImportAsync("default", new MemoryStream(archive), Limits with { MaxCustomers = 3 }, promote: true, CancellationToken.None));
        var tooLong = await Assert.ThrowsAsync<InvalidArchiveException>(
            () => production.ImportAsync("default", new MemoryStream(bomb), Limits, promote: true, CancellationToken.None));

        Assert.Equal((ArchiveDefect.TooLarge, ArchiveDefect.TooLarge), (tooMany.Defect, tooLong.Defect));
        Assert.Contains("4 customers; 3 are allowed", tooMany.Message, StringComparison.Ordinal);
        Assert.Contains("once decompressed, is larger than", tooLong.Message, StringComparison.Ordinal);
        Assert.Empty(_production.Tree());
        Assert.Equal(1, (await production.ImportAsync("default", new MemoryStream(archive), Limits, promote: true, CancellationToken.None)).Version);
    }

    private static StoredVersion Publish(ModelStore store, string model = "default", string customers = Customers) =>
        store.Publish(model, SampleModels.Plain(), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write(Encoding.UTF8.GetBytes(customers)))], promote: true);

    private static async Task<byte[]> ExportAsync(ModelStore store, StoredVersion version)
    {
        using var archive = store.OpenArchive(version)!;
        using var stream = new MemoryStream();
        await archive.WriteAsync(stream, CancellationToken.None);
        return stream.ToArray();
    }

    private static (string Name, byte[] Content)[] Files(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return [.. zip.Entries.Select(entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        })];
    }

    private static byte[] Zip((string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Flipped(byte[] bytes) => [.. bytes[..(bytes.Length / 2)], (byte)(bytes[bytes.Length / 2] ^ 1), .. bytes[((bytes.Length / 2) + 1)..]];

    private static ModelStore Open(TemporaryFolder folder) => ModelStore.Open(folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);
}

using System.Security.Cryptography;
using System.Text;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Storage.Format;

/// <summary>A part of a version is a line of a list: what writes, lists, packs, unpacks and checks versions knows none by its name.</summary>
public sealed class VersionPartsTests : IDisposable
{
    private const string Customers = "id,segment,name,confidence,distance,outlier\n1,1,Around 0,1,0,false\n2,1,Around 0,1,0,false\n3,2,Around 10,1,0,false\n4,2,Around 10,1,0,false\n";

    private static readonly ArchiveLimits Limits = new(1 << 20, 1_000);

    private static readonly VersionPart Lineage = new("lineage.json", IsRequired: false, MaxBytes: 100, (content, trained, _, _) =>
    {
        if (new StreamReader(content).ReadToEnd() != $"{trained.Model.Segments.Count} segments") throw new CorruptModelException("lineage.json: it is not about the model.");
    });

    private static readonly VersionParts WithLineage = new(ModelFormat.Part, CustomersPart.Part, ChartsFile.Part, Lineage);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KnownParts_OneMore_IsWrittenListedPackedAndUnpacked()
    {
        var exported = await ExportAsync("2 segments");
        Directory.CreateDirectory(_folder.At("new"));

        var imported = await ImportedVersion.ReadAsync(new MemoryStream(exported), _folder.At("new"), Limits, WithLineage, CancellationToken.None);

        Assert.Equal(["model.json", "customers.csv.gz", "lineage.json"], imported.Manifest.Files.Select(file => file.Name));
        Assert.Equal("2 segments", await File.ReadAllTextAsync(_folder.At("new", "lineage.json")));
    }

    [Theory]
    [InlineData("3 segments", "The version cannot be used: lineage.json: it is not about the model.")]
    [InlineData("long", "lineage.json, once unpacked, is larger than 100 bytes, the most that is left of what is allowed.")]
    public async Task KnownParts_OneMoreThatIsWrong_IsRefused(string content, string message)
    {
        var exported = await ExportAsync(content == "long" ? new string('x', 101) : content);
        Directory.CreateDirectory(_folder.At("new"));

        var thrown = await Assert.ThrowsAsync<InvalidArchiveException>(() =>
            ImportedVersion.ReadAsync(new MemoryStream(exported), _folder.At("new"), Limits, WithLineage, CancellationToken.None));

        Assert.Equal(message, thrown.Message);
    }

    /// <summary>As it stands with builds that do not know a part yet.</summary>
    [Fact]
    public async Task KnownParts_OneLess_RefusesTheVersion()
    {
        var exported = await ExportAsync("2 segments");
        Directory.CreateDirectory(_folder.At("new"));

        var thrown = await Assert.ThrowsAsync<InvalidArchiveException>(() =>
            ImportedVersion.ReadAsync(new MemoryStream(exported), _folder.At("new"), Limits, VersionParts.Known, CancellationToken.None));

        Assert.EndsWith("gives: manifest.json, model.json, customers.csv.gz, with or without charts.json, and nothing else.", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.json customers.csv.gz", "model.json customers.csv.gz")]
    [InlineData("charts.json customers.csv.gz model.json", "model.json customers.csv.gz charts.json")]
    [InlineData("model.json", null)]
    [InlineData("model.json charts.json", null)]
    [InlineData("model.json model.json", null)]
    [InlineData("model.json customers.csv.gz customers.csv.gz", null)]
    [InlineData("model.json customers.csv.gz Charts.json", null)]
    [InlineData("model.json customers.csv.gz charts.json more", null)]
    public void Match_NamesOfFiles_AreThoseOfAVersionOrNot(string names, string? expected) =>
        Assert.Equal(expected?.Split(' '), VersionParts.Known.Match(names.Split(' '))?.Select(part => part.Name));

    [Fact]
    public void WriteParts_HashedOnTheWay_ListsWhatLiesOnTheDisk()
    {
        Directory.CreateDirectory(_folder.Models);

        var (_, files) = VersionFolder.WriteParts(_folder.Models, SampleModels.Awkward(), [CustomersPart.Of(Write(Customers))], VersionParts.Known);

        Assert.Equal(["customers.csv.gz", "model.json"], files.Select(file => file.Name).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            var content = File.ReadAllBytes(_folder.At(file.Name));
            Assert.Equal((content.Length, Convert.ToHexStringLower(SHA256.HashData(content))), (file.Bytes, file.Sha256));
        }
    }

    [Fact]
    public void Names_OfAllParts_StandInOneFileOfTheSources()
    {
        var sources = Sources();
        foreach (var name in (string[])[.. VersionParts.Known.Required, .. VersionParts.Known.Optional])
            Assert.Single(sources, source => source.Code.Contains(name, StringComparison.Ordinal));

        // Nor does one hide behind the name of its type: beside its own file and the list, nothing knows the charts.
        Assert.Equal(["ChartsFile.cs", "VersionParts.cs"], sources.Where(source => source.Code.Contains(nameof(ChartsFile), StringComparison.Ordinal)).Select(source => source.Name));
    }

    /// <summary>The files of Storage without their comments.</summary>
    private static (string Name, string Code)[] Sources()
    {
        var storage = Path.Combine(Repository.Root, "src", "SegmentationService.Api", "Storage");
        return
        [
            .. Directory.EnumerateFiles(storage, "*.cs", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), string.Join('\n', File.ReadLines(path).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))))),
        ];
    }

    private async Task<byte[]> ExportAsync(string lineage)
    {
        var folder = Directory.CreateDirectory(_folder.At("old")).FullName;
        var (trained, files) = VersionFolder.WriteParts(folder, SampleModels.Plain(), [Lineage.Of(Write(lineage)), CustomersPart.Of(Write(Customers))], WithLineage);
        var version = new StoredVersion("default", 1, new VersionContent(new DateTime(2026, 1, 31, 10, 15, 0, DateTimeKind.Utc), trained, new Timings(1, 2, 3, 4, 5), files, Job: null));
        Manifest.Of(version.ModelName, version.Version, version.Content).Save(folder);
        using var archive = VersionArchive.Open(version, folder, WithLineage, file => File.OpenRead(Path.Combine(folder, file.Name)));
        var exported = new MemoryStream();
        await archive.WriteAsync(exported, CancellationToken.None);
        return exported.ToArray();
    }

    private static Action<Stream> Write(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));
}

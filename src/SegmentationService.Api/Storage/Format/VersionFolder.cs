using System.Security.Cryptography;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The folder of one version: the manifest, the model, the training customers with their segments, and the charts.</summary>
internal static class VersionFolder
{
    /// <summary>The file of the model.</summary>
    public const string ModelFile = "model.json";

    /// <summary>The file of the training customers with their segments.</summary>
    public const string CustomersFile = "customers.csv.gz";

    /// <summary>The files that every version has; <see cref="ChartsFile.FileName"/> may stand beside them.</summary>
    public static IReadOnlyList<string> FileNames { get; } = [Manifest.FileName, ModelFile, CustomersFile];

    private static readonly string[] DataFiles = [ModelFile, CustomersFile];

    /// <summary>Writes everything but the manifest.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="trained">What was trained.</param>
    /// <param name="charts">Its charts; null for none.</param>
    /// <param name="writeCustomers">Writes the customers as plain CSV.</param>
    /// <param name="parallelism">Whose threads compress them.</param>
    /// <returns>The model as it will be read from now on, and the files for the manifest.</returns>
    /// <exception cref="CorruptModelException">The model breaks a rule of its format, so it could not be read again.</exception>
    public static (SegmentationModel Model, FileRecord[] Files) WriteData(
        string folder, SegmentationModel trained, SegmentCharts? charts, Action<Stream> writeCustomers, Parallelism parallelism)
    {
        using (var file = File.Create(Path.Combine(folder, ModelFile))) ModelFormat.Write(trained, file);
        using (var file = File.Create(Path.Combine(folder, CustomersFile)))
        using (var customers = new CustomersStream(file, parallelism)) writeCustomers(customers);
        if (charts is not null)
        {
            using var file = File.Create(Path.Combine(folder, ChartsFile.FileName));
            ChartsFile.Write(charts, trained, file);
        }

        // Read back, so that what serves now is what will serve after a restart, and nothing unreadable is ever acknowledged.
        using var written = File.OpenRead(Path.Combine(folder, ModelFile));
        var model = ModelFormat.Read(written, trained.Notices, trained.Columns);
        if (model.Fingerprint() != trained.Fingerprint())
            throw new CorruptModelException($"{ModelFile}: the fingerprint changed on the way to the disk.");
        string[] files = charts is null ? DataFiles : [.. DataFiles, ChartsFile.FileName];
        return (model, [.. files.Select(name => Describe(folder, name))]);
    }

    /// <summary>Reads and checks a version. O(size of its files).</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="modelName">The model that the folder stands for.</param>
    /// <param name="version">The version that the folder stands for.</param>
    /// <exception cref="CorruptModelException">It is not whole, or of a format that is not known.</exception>
    public static StoredVersion Load(string folder, string modelName, int version)
    {
        try
        {
            var manifest = Manifest.Load(folder, modelName, version);
            return new StoredVersion(modelName, version, manifest.Created, LoadModel(folder, manifest), manifest.Timings.ToTimings()) { Job = manifest.Job };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorruptModelException($"It cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Checks the files of a version against its manifest, and reads the model. O(size of the files).</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <exception cref="CorruptModelException">It is not whole, or of a format that is not known.</exception>
    public static SegmentationModel LoadModel(string folder, Manifest manifest)
    {
        string?[] files = [.. manifest.Files.Select(file => file?.Name)];
        if (!files.SequenceEqual(DataFiles) && !files.SequenceEqual([.. DataFiles, ChartsFile.FileName]))
            throw new CorruptModelException($"{Manifest.FileName}: the files are not {ModelFile} and {CustomersFile}, with or without {ChartsFile.FileName}.");
        foreach (var file in manifest.Files) Check(folder, file);

        using var stream = StoredFile.Open(folder, ModelFile);
        var model = ModelFormat.Read(stream, manifest.ToNotices(), manifest.ToColumns());
        if (model.Fingerprint() is var fingerprint && fingerprint != manifest.Fingerprint)
            throw new CorruptModelException($"The fingerprint of {ModelFile} is {fingerprint}; {Manifest.FileName} says {manifest.Fingerprint}.");
        return model;
    }

    /// <summary>Reads the charts.</summary>
    /// <param name="folder">The folder of a version.</param>
    /// <param name="model">Its model.</param>
    /// <returns>Null when the version has none.</returns>
    /// <exception cref="CorruptModelException">The file cannot be read, or is not about the model.</exception>
    public static SegmentCharts? ReadCharts(string folder, SegmentationModel model)
    {
        if (!File.Exists(Path.Combine(folder, ChartsFile.FileName))) return null;
        using var stream = StoredFile.Open(folder, ChartsFile.FileName);
        return ChartsFile.Read(stream, model);
    }

    private static FileRecord Describe(string folder, string name)
    {
        using var stream = StoredFile.Open(folder, name);
        return new FileRecord(name, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static void Check(string folder, FileRecord expected)
    {
        var actual = Describe(folder, expected.Name);
        if (actual.Bytes != expected.Bytes)
            throw new CorruptModelException($"{expected.Name} has {actual.Bytes} bytes; {Manifest.FileName} says {expected.Bytes}.");
        if (actual.Sha256 != expected.Sha256)
            throw new CorruptModelException($"{expected.Name} is damaged: its SHA-256 is {actual.Sha256}; {Manifest.FileName} says {expected.Sha256}.");
    }
}

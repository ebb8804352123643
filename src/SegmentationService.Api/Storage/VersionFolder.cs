using System.Security.Cryptography;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage;

/// <summary>The folder of one version: the manifest, the model, and the training customers with their segments.</summary>
internal static class VersionFolder
{
    private const string ModelFile = "model.json";
    private const string CustomersFile = "customers.csv.gz";

    /// <summary>Writes everything but the manifest.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="trained">What was trained.</param>
    /// <param name="writeCustomers">Writes the customers as plain CSV.</param>
    /// <returns>The model as it will be read from now on, and the files for the manifest.</returns>
    /// <exception cref="CorruptModelException">The model breaks a rule of its format, so it could not be read again.</exception>
    public static (SegmentationModel Model, FileRecord[] Files) WriteData(string folder, SegmentationModel trained, Action<Stream> writeCustomers)
    {
        using (var file = File.Create(Path.Combine(folder, ModelFile))) ModelFormat.Write(trained, file);
        using (var file = File.Create(Path.Combine(folder, CustomersFile)))
        using (var customers = new CustomersStream(file)) writeCustomers(customers);

        // Read back, so that what serves now is what will serve after a restart, and nothing unreadable is ever acknowledged.
        using var written = File.OpenRead(Path.Combine(folder, ModelFile));
        var model = ModelFormat.Read(written, trained.Notices);
        if (model.Fingerprint() != trained.Fingerprint())
            throw new CorruptModelException($"{ModelFile}: the fingerprint changed on the way to the disk.");
        return (model, [Describe(folder, ModelFile), Describe(folder, CustomersFile)]);
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
            if (!manifest.Files.Select(file => file?.Name).SequenceEqual([ModelFile, CustomersFile]))
                throw new CorruptModelException($"{Manifest.FileName}: the files are not {ModelFile} and {CustomersFile}.");
            foreach (var file in manifest.Files) Check(folder, file);

            using var stream = Open(folder, ModelFile);
            var stored = new StoredVersion(modelName, version, manifest.Created, ModelFormat.Read(stream, manifest.ToNotices()), manifest.Timings.ToTimings()) { Job = manifest.Job };
            if (stored.Fingerprint != manifest.Fingerprint)
                throw new CorruptModelException($"The fingerprint of {ModelFile} is {stored.Fingerprint}; {Manifest.FileName} says {manifest.Fingerprint}.");
            return stored;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorruptModelException($"It cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Opens the customers, compressed. What is open stays readable when the version is deleted.</summary>
    /// <param name="folder">The folder of a version.</param>
    /// <exception cref="CorruptModelException">The file is not there or cannot be read.</exception>
    public static FileStream OpenCustomers(string folder) => Open(folder, CustomersFile);

    /// <summary>Reads a small file.</summary>
    /// <param name="folder">A folder of the store.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="CorruptModelException">The file is not there or cannot be read.</exception>
    public static byte[] ReadAll(string folder, string name)
    {
        using var stream = Open(folder, name);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static FileStream Open(string folder, string name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CorruptModelException($"{name} is missing.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorruptModelException($"{name} cannot be read: {e.Message}", e);
        }
    }

    private static FileRecord Describe(string folder, string name)
    {
        using var stream = Open(folder, name);
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

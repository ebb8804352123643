using System.Security.Cryptography;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The folder of one version: the manifest, and the parts that it lists.</summary>
internal static class VersionFolder
{
    /// <summary>Writes everything but the manifest.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="trained">What was trained.</param>
    /// <param name="contents">The other parts.</param>
    /// <param name="parts">The parts that there are.</param>
    /// <returns>The model as it will be read from now on, and the files for the manifest.</returns>
    /// <exception cref="CorruptModelException">The model breaks a rule of its format, so it could not be read again.</exception>
    public static (TrainedModel Trained, FileRecord[] Files) WriteParts(string folder, TrainedModel trained, IReadOnlyCollection<PartContent> contents, VersionParts parts)
    {
        FileRecord[] files = [.. parts.Sort([ModelFormat.Of(trained), .. contents]).Select(content => Write(folder, content))];

        // Read back, so that what serves now is what will serve after a restart, and nothing unreadable is ever acknowledged.
        using var written = StoredFile.Open(folder, ModelFormat.FileName);
        var read = ModelFormat.Read(written, trained.Report.Notices, trained.Report.Columns);
        if (read.Model.Fingerprint() != trained.Model.Fingerprint())
            throw new CorruptModelException($"{ModelFormat.FileName}: the fingerprint changed on the way to the disk.");
        return (read, files);
    }

    /// <summary>Reads and checks a version. O(size of its files).</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="modelName">The model that the folder stands for.</param>
    /// <param name="version">The version that the folder stands for.</param>
    /// <param name="areOthersChecked">Whether this process has checked it before, and the model alone is looked at.</param>
    /// <exception cref="CorruptModelException">It is not whole, or of a format that is not known.</exception>
    public static VersionContent Load(string folder, string modelName, int version, bool areOthersChecked = false)
    {
        try
        {
            var manifest = Manifest.Load(folder, modelName, version);
            return new VersionContent(manifest.Created, LoadModel(folder, manifest, VersionParts.Known, areOthersChecked), manifest.Timings, manifest.Files, manifest.Job)
            {
                Source = manifest.Source,
                Annotations = VersionAnnotations.Of(manifest.Annotations),
                Erased = manifest.Erased ?? 0,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorruptModelException($"It cannot be read: {DiskFailure.Reason(e)}.", e);
        }
    }

    /// <summary>Checks the files of a version against its manifest, and reads the model. O(size of the files).</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="parts">The parts that there are.</param>
    /// <param name="areOthersChecked">Whether only the model is looked at.</param>
    /// <exception cref="CorruptModelException">It is not whole, or of a format that is not known.</exception>
    public static TrainedModel LoadModel(string folder, Manifest manifest, VersionParts parts, bool areOthersChecked = false)
    {
        string?[] names = [.. manifest.Files.Select(file => file?.Name)];
        if (parts.Match(names) is not { } listed || !names.SequenceEqual(listed.Select(part => part.Name)))
            throw new CorruptModelException($"{Manifest.FileName}: the files are not {string.Join(" and ", parts.Required)}, with or without {string.Join(", ", parts.Optional)}.");
        foreach (var file in manifest.Files.Where(file => !areOthersChecked || file.Name == ModelFormat.FileName)) Check(folder, file);

        using var stream = StoredFile.Open(folder, ModelFormat.FileName);
        var trained = ModelFormat.Read(stream, manifest.Notices, manifest.Columns);
        if (manifest.Erased > trained.Report.Customers)
            throw new CorruptModelException($"{Manifest.FileName}: {manifest.Erased} customers cannot have been taken out of {trained.Report.Customers}.");
        if (trained.Model.Fingerprint() is var fingerprint && fingerprint != manifest.Fingerprint)
            throw new CorruptModelException($"The fingerprint of {ModelFormat.FileName} is {fingerprint}; {Manifest.FileName} says {manifest.Fingerprint}.");
        return trained;
    }

    /// <summary>Checks a file of a version, from its beginning, against the manifest.</summary>
    /// <param name="file">The file.</param>
    /// <param name="expected">What the manifest says of it.</param>
    /// <param name="isContentRead">Whether more than its size is looked at.</param>
    /// <exception cref="CorruptModelException">It is another.</exception>
    public static void Check(FileStream file, FileRecord expected, bool isContentRead)
    {
        if (file.Length != expected.Bytes)
            throw new CorruptModelException($"{expected.Name} has {file.Length} bytes; {Manifest.FileName} says {expected.Bytes}.");
        if (isContentRead) CheckSha256(expected, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>Checks the SHA-256 of a file of a version against the manifest.</summary>
    /// <param name="expected">What the manifest says of it.</param>
    /// <param name="actual">The SHA-256 of what was read.</param>
    /// <exception cref="CorruptModelException">It is another.</exception>
    public static void CheckSha256(FileRecord expected, string actual)
    {
        if (actual != expected.Sha256)
            throw new CorruptModelException($"{expected.Name} is damaged: its SHA-256 is {actual}; {Manifest.FileName} says {expected.Sha256}.");
    }

    /// <summary>Writes a part.</summary>
    /// <param name="folder">The folder of the version.</param>
    /// <param name="content">The part, which is not there yet.</param>
    /// <returns>What the manifest says of it.</returns>
    public static FileRecord Write(string folder, PartContent content)
    {
        using var file = File.Create(Path.Combine(folder, content.Part.Name));
        using var sha256 = SHA256.Create();
        using (var hashed = new CryptoStream(file, sha256, CryptoStreamMode.Write, leaveOpen: true)) content.Write(hashed);
        DiskFlush.File(file);
        return new FileRecord(content.Part.Name, file.Length, Convert.ToHexStringLower(sha256.Hash!));
    }

    private static void Check(string folder, FileRecord expected)
    {
        using var stream = StoredFile.Open(folder, expected.Name);
        Check(stream, expected, isContentRead: true);
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>A version out of a file that <see cref="VersionArchive"/> gave, or that only looks like one.</summary>
/// <param name="Manifest">Its manifest, as it was where it came from.</param>
/// <param name="Trained">Its model, and the report about it.</param>
internal sealed record ImportedVersion(Manifest Manifest, TrainedModel Trained)
{
    private const string UploadFile = "upload.zip";
    private const int BufferSize = 1 << 16;

    /// <summary>The record that ends a zip file: its signature, its size without a comment, and where it tells of the directory.</summary>
    private const uint EndSignature = 0x06054b50;
    private const int EndSize = 22;
    private const int EntriesOffset = 10;
    private const int DirectoryOffset = 16;

    /// <summary>Four entries take about 320 bytes; the directory is held whole, so a large one is not even begun.</summary>
    private const int MaxDirectoryBytes = 1 << 12;

    /// <summary>Unpacks the files of a version and checks them. They are taken by their names alone, so nothing is ever written elsewhere.</summary>
    /// <param name="archive">The zip file, which comes from anywhere.</param>
    /// <param name="folder">An empty folder that takes the files.</param>
    /// <param name="limits">How large they may be.</param>
    /// <param name="parts">The parts that a version can have.</param>
    /// <param name="cancellationToken">Ends the unpacking.</param>
    /// <exception cref="InvalidArchiveException">It is no zip file, holds other files, is too large, or the version in it cannot be used.</exception>
    public static async Task<ImportedVersion> ReadAsync(Stream archive, string folder, ArchiveLimits limits, VersionParts parts, CancellationToken cancellationToken)
    {
        // A zip file ends with its directory: it has to be there whole before it can be read.
        var path = Path.Combine(folder, UploadFile);
        await using (var upload = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.Asynchronous | FileOptions.DeleteOnClose))
        {
            await archive.CopyToAsync(upload, cancellationToken);
            CheckEnd(upload, parts);
            try
            {
                using var zip = new ZipArchive(upload, ZipArchiveMode.Read, leaveOpen: true);
                await UnpackAsync(zip, folder, limits, parts, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
            {
                throw new InvalidArchiveException(ArchiveDefect.InvalidArchive, "The zip file is damaged, encrypted, or compressed in a way that is not read.", e);
            }
        }

        // On a thread of its own: it reads all there is, and the thread pool answers others.
        return await Task.Factory.StartNew(() => Check(folder, limits, parts), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static ImportedVersion Check(string folder, ArchiveLimits limits, VersionParts parts)
    {
        try
        {
            var manifest = Manifest.Load(folder);
            var trained = VersionFolder.LoadModel(folder, manifest, parts);
            ModelRules.CheckDistances(trained.Model);
            ModelRules.CheckNames(trained.Model);
            ModelRules.CheckIds(trained);
            foreach (var part in parts.In(folder).Where(part => part.Check is not null))
            {
                using var content = StoredFile.Open(folder, part.Name);
                part.Check!(content, trained, trained.Report.Customers - (manifest.Erased ?? 0), limits);
            }

            return new ImportedVersion(manifest, trained);
        }
        catch (CorruptModelException e)
        {
            throw new InvalidArchiveException(ArchiveDefect.InvalidVersion, $"The version cannot be used: {e.Message}", e);
        }
    }

    private static async Task UnpackAsync(ZipArchive zip, string folder, ArchiveLimits limits, VersionParts parts, CancellationToken cancellationToken)
    {
        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        if (names.Count(name => name == Manifest.FileName) != 1 || parts.Match([.. names.Where(name => name != Manifest.FileName)]) is not { } listed) throw NotAVersion(parts);

        var left = limits.MaxUnpackedBytes;
        await UnpackAsync(Manifest.FileName, ArchiveLimits.MaxManifestBytes);
        foreach (var part in listed) await UnpackAsync(part.Name, part.MaxBytes ?? left);

        async Task UnpackAsync(string name, long most)
        {
            await using var content = zip.GetEntry(name)!.Open();
            left -= await CopyAsync(content, Path.Combine(folder, name), Math.Min(left, most), cancellationToken);
        }
    }

    /// <summary>Copies until the limit: what a zip file says of its sizes is not relied on.</summary>
    private static async Task<long> CopyAsync(Stream content, string path, long most, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        var buffer = new byte[BufferSize];
        long copied = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            copied += read;
            if (copied > most)
                throw new InvalidArchiveException(ArchiveDefect.TooLarge, $"{Path.GetFileName(path)}, once unpacked, is larger than {most} bytes, the most that is left of what is allowed.");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        DiskFlush.File(file);
        return copied;
    }

    /// <summary>Looks at the last record before the directory is read, which can be as large as the file.</summary>
    private static void CheckEnd(FileStream upload, VersionParts parts)
    {
        var end = new byte[EndSize];
        if (upload.Length < EndSize) throw NotAVersion(parts);
        upload.Position = upload.Length - EndSize;
        upload.ReadExactly(end);
        var listed = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(EntriesOffset)) - 1;
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || listed < parts.Required.Count || listed > parts.Most) throw NotAVersion(parts);
        var directory = upload.Length - EndSize - BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(DirectoryOffset));
        if (directory is < 0 or > MaxDirectoryBytes) throw NotAVersion(parts);
        upload.Position = 0;
    }

    private static InvalidArchiveException NotAVersion(VersionParts parts) => new(
        ArchiveDefect.InvalidArchive,
        $"The body is not the zip file that GET /models/{{model}}/versions/{{version}}/export gives: {string.Join(", ", [Manifest.FileName, .. parts.Required])}, with or without {string.Join(", ", parts.Optional)}, and nothing else.");
}

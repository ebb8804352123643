using System.Buffers.Binary;
using System.IO.Compression;
using SegmentationService.Api.Storage.Disk;

namespace SegmentationService.Api.Storage.Format;

/// <summary>A version as one file: a zip of the files of its folder, as they are, so that a model can go from one store to another.</summary>
internal sealed class VersionArchive : IDisposable
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

    /// <summary>The years that a zip file can tell.</summary>
    private static readonly DateTime Earliest = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(2107, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    private readonly FileStream[] _files;
    private readonly DateTime _createdAt;

    private VersionArchive(StoredVersion version, FileStream[] files)
    {
        FileName = $"{version.ModelName}-{VersionNumber.ToText(version.Version)}.zip";
        _createdAt = version.CreatedAt < Earliest ? Earliest : version.CreatedAt > Latest ? Latest : version.CreatedAt;
        _files = files;
    }

    /// <summary>The name that the file is given: <c>default-3.zip</c>.</summary>
    public string FileName { get; }

    /// <summary>Opens all files of a version at once, so that what is missing is found before anything is written.</summary>
    /// <param name="version">The version.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="Core.CorruptModelException">A file is not there or cannot be read.</exception>
    public static VersionArchive Open(StoredVersion version, string folder)
    {
        var files = new List<FileStream>();
        try
        {
            foreach (var name in VersionFolder.FileNames) files.Add(StoredFile.Open(folder, name));
            if (File.Exists(Path.Combine(folder, ChartsFile.FileName))) files.Add(StoredFile.Open(folder, ChartsFile.FileName));
            return new VersionArchive(version, [.. files]);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Writes the zip file. The customers are compressed already and are stored as they are.</summary>
    /// <param name="destination">Takes the bytes; need not be able to seek.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        // The library ends entries with synchronous writes, which a server refuses: they go through memory, a piece at a time.
        using var pending = new PendingStream();
        var buffer = new byte[BufferSize];
        using (var zip = new ZipArchive(pending, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in _files)
            {
                var name = Path.GetFileName(file.Name);
                var entry = zip.CreateEntry(name, name == VersionFolder.CustomersFile ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
                entry.LastWriteTime = _createdAt;
                using var content = entry.Open();
                int read;
                while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    content.Write(buffer, 0, read);
                    await pending.MoveToAsync(destination, cancellationToken);
                }
            }
        }

        await pending.MoveToAsync(destination, cancellationToken);
    }

    /// <summary>Unpacks the files of a version. They are taken by their names alone, so nothing is ever written elsewhere.</summary>
    /// <param name="archive">The zip file, which comes from anywhere.</param>
    /// <param name="folder">An empty folder that takes the files.</param>
    /// <param name="limits">How large they may be.</param>
    /// <param name="cancellationToken">Ends the unpacking.</param>
    /// <exception cref="InvalidArchiveException">It is no zip file, holds other files, or is too large.</exception>
    public static async Task UnpackAsync(Stream archive, string folder, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        // A zip file ends with its directory: it has to be there whole before it can be read.
        var path = Path.Combine(folder, UploadFile);
        await using (var upload = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.Asynchronous | FileOptions.DeleteOnClose))
        {
            await archive.CopyToAsync(upload, cancellationToken);
            CheckEnd(upload);
            try
            {
                using var zip = new ZipArchive(upload, ZipArchiveMode.Read, leaveOpen: true);
                await UnpackAsync(zip, folder, limits, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
            {
                throw new InvalidArchiveException(ArchiveDefect.InvalidArchive, "The zip file is damaged, encrypted, or compressed in a way that is not read.", e);
            }
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static async Task UnpackAsync(ZipArchive zip, string folder, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        string[] names = [.. VersionFolder.FileNames, .. zip.Entries.Count > VersionFolder.FileNames.Count ? [ChartsFile.FileName] : Array.Empty<string>()];
        if (!zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal))) throw NotAVersion();

        var left = limits.MaxUnpackedBytes;
        foreach (var name in names)
        {
            var most = name switch
            {
                Manifest.FileName => Math.Min(left, ArchiveLimits.MaxManifestBytes),
                VersionFolder.ModelFile or ChartsFile.FileName => Math.Min(left, ArchiveLimits.MaxModelBytes),
                _ => left,
            };
            await using var content = zip.GetEntry(name)!.Open();
            left -= await CopyAsync(content, Path.Combine(folder, name), most, cancellationToken);
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

        return copied;
    }

    /// <summary>Looks at the last record before the directory is read, which can be as large as the file.</summary>
    private static void CheckEnd(FileStream upload)
    {
        var end = new byte[EndSize];
        if (upload.Length < EndSize) throw NotAVersion();
        upload.Position = upload.Length - EndSize;
        upload.ReadExactly(end);
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(EntriesOffset)) - VersionFolder.FileNames.Count;
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || entries is not (0 or 1)) throw NotAVersion();
        var directory = upload.Length - EndSize - BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(DirectoryOffset));
        if (directory is < 0 or > MaxDirectoryBytes) throw NotAVersion();
        upload.Position = 0;
    }

    private static InvalidArchiveException NotAVersion() => new(
        ArchiveDefect.InvalidArchive,
        $"The body is not the zip file that GET /models/{{model}}/versions/{{version}}/export gives: {string.Join(", ", VersionFolder.FileNames)}, with or without {ChartsFile.FileName}, and nothing else.");
}

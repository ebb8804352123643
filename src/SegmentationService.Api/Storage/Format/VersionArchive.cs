using System.IO.Compression;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>A version as one file: a zip of the files of its folder, as they are, so that a model can go from one store to another. <see cref="ImportedVersion"/> reads it.</summary>
internal sealed class VersionArchive : IDisposable
{
    private const int BufferSize = 1 << 16;

    /// <summary>The years that a zip file can tell.</summary>
    private static readonly DateTime Earliest = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(2107, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    private readonly List<(string Name, Stream Content, CompressionLevel Compression)> _files = [];
    private readonly DateTime _createdAt;

    private VersionArchive(StoredVersion version)
    {
        FileName = $"{version.ModelName}-{VersionNumber.ToText(version.Version)}.zip";
        _createdAt = version.CreatedAt < Earliest ? Earliest : version.CreatedAt > Latest ? Latest : version.CreatedAt;
    }

    /// <summary>The name that the file is given: <c>default-3.zip</c>.</summary>
    public string FileName { get; }

    /// <summary>Opens all files of a version at once, so that what is missing is found before anything is written.</summary>
    /// <param name="version">The version.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="parts">The parts that a version can have.</param>
    /// <param name="open">Opens one of its files.</param>
    /// <exception cref="CorruptModelException">A file is not there, cannot be read or is damaged.</exception>
    public static VersionArchive Open(StoredVersion version, string folder, VersionParts parts, Func<FileRecord, Stream> open)
    {
        var archive = new VersionArchive(version);
        try
        {
            var (_, content) = Manifest.LoadWithContent(folder, version.ModelName, version.Version);

            // What was given since the version was stored goes with it.
            if (version.IsAnnotatedSince) content = Manifest.Of(version.ModelName, version.Version, version.Content with { Annotations = version.Annotations }).ToBytes();
            archive._files.Add((Manifest.FileName, new MemoryStream(content, writable: false), CompressionLevel.Optimal));
            var compressed = parts.Compressed;
            foreach (var file in version.Files)
                archive._files.Add((file.Name, open(file), compressed.Contains(file.Name) ? CompressionLevel.NoCompression : CompressionLevel.Optimal));
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Writes the zip file. What is compressed already is stored as it is.</summary>
    /// <param name="destination">Takes the bytes; need not be able to seek.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        // The library ends entries with synchronous writes, which a server refuses: they go through memory, a piece at a time.
        using var pending = new PendingStream();
        var buffer = new byte[BufferSize];
        using (var zip = new ZipArchive(pending, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, file, compression) in _files)
            {
                var entry = zip.CreateEntry(name, compression);
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

    public void Dispose() => _files.ForEach(file => file.Content.Dispose());
}

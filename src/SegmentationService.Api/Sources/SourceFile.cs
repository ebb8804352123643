using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources;

/// <summary>A file of a source, as it was when the work on the source began.</summary>
/// <param name="Name">Its path below the volume.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="WrittenAt">When it was last written.</param>
internal sealed record SourceFile(string Name, string Path, long Bytes, DateTime WrittenAt)
{
    private const string ParquetSuffix = ".parquet";

    private static readonly string[] Suffixes = [ParquetSuffix, ".csv", ".csv.gz"];

    /// <summary>The names that files of a source end with, for people.</summary>
    public static string ReadSuffixes => string.Join(", ", Suffixes);

    /// <summary>Whether it is a Parquet file, by its name.</summary>
    public bool IsParquet => Name.EndsWith(ParquetSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file of this name is read.</summary>
    public static bool IsRead(string name) => Array.Exists(Suffixes, suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens it.</summary>
    /// <exception cref="SourceException">It has changed, or is gone.</exception>
    public FileStream Open()
    {
        CheckUnchanged();
        try
        {
            return new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Changed();
        }
        catch (UnauthorizedAccessException)
        {
            throw new SourceException(SourceDefect.NotFound, $"The file '{Excerpt.Of(Name)}' cannot be read by the service: an operator allows it by the rights of the file.") { File = Name };
        }
    }

    /// <summary>Checks that it is what it was.</summary>
    /// <exception cref="SourceException">It has changed, or is gone.</exception>
    public void CheckUnchanged()
    {
        var now = new FileInfo(Path);
        if (!now.Exists || now.Length != Bytes || now.LastWriteTimeUtc != WrittenAt) throw Changed();
    }

    /// <summary>Its bytes, read on the thread that asks.</summary>
    /// <param name="file">From <see cref="Open"/>.</param>
    /// <returns>A body of CSV, compressed or not; of a volume no size is too large.</returns>
    public static TableBody ToBody(FileStream file) => new(BodyFile.Read(file), "text/csv", ContentEncoding: null, Length: null);

    private SourceException Changed() =>
        new(SourceDefect.Changed, $"The file '{Excerpt.Of(Name)}' has changed since the work on the source began, or is gone; nothing was stored. Send the call again when the files stay as they are.") { File = Name };
}

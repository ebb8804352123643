using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Sources.Postgres;

namespace SegmentationService.Api.Sources;

/// <summary>What is answered into one file: a file of the volume, or a table of a database.</summary>
internal sealed record SourcePart
{
    /// <summary>A file system takes names of 255 bytes; what follows the stem, and tells what is half made, has room beside it.</summary>
    private const int LongestStem = 60;

    private SourcePart(string name, string stem) => (Name, Stem) = (name, stem);

    /// <summary>For people: the path below the volume, or the table as it was given.</summary>
    public string Name { get; }

    /// <summary>The name of the file of the answers, without what tells its form.</summary>
    public string Stem { get; }

    /// <summary>The file; null where it is a table.</summary>
    public SourceFile? File { get; private init; }

    /// <summary>The table; null where it is a file.</summary>
    public SourceTable? Table { get; private init; }

    /// <summary>A file of the volume.</summary>
    public static SourcePart Of(SourceFile file)
    {
        var name = Path.GetFileName(file.Name);
        return new SourcePart(file.Name, Path.GetFileNameWithoutExtension(BodyFormat.IsGzip(name) ? Path.GetFileNameWithoutExtension(name) : name)) { File = file };
    }

    /// <summary>A table of a database. Of its name a file has letters, digits, hyphens and underscores, and a dot between schema and table.</summary>
    /// <exception cref="SourceException">Its name is none.</exception>
    public static SourcePart Of(SourceTable table)
    {
        var name = TableName.Find(table.Table);
        var stem = Plain(name.Table);
        return new SourcePart(table.Table, name.Schema is null ? stem : $"{Plain(name.Schema)}.{stem}") { Table = table };
    }

    /// <summary>Checks that a file is what it was; a table may be altered by others once it has been read.</summary>
    /// <exception cref="SourceException">It has changed, or is gone.</exception>
    public void CheckUnchanged() => File?.CheckUnchanged();

    private static string Plain(string name) => string.Concat(name.Take(LongestStem).Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '_'));
}

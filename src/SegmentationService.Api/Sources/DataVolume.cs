using System.IO.Enumeration;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources;

/// <summary>The folder of the data, and the way from what a caller writes to files in it: nothing outside of it can be named, by no path and by no link.</summary>
internal sealed class DataVolume(IOptions<DataOptions> options)
{
    private const int LongestPath = 1_000;
    private const int MostFiles = 10_000;

    private readonly string? _root = string.IsNullOrWhiteSpace(options.Value.Path) ? null : System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(options.Value.Path));

    /// <summary>Finds the files of a source.</summary>
    /// <param name="path">Relative to the volume, divided by <c>/</c>; <c>*</c> and <c>?</c> in the last part stand for several names.</param>
    /// <returns>At least one, in the ordinal order of their names: the order of their rows.</returns>
    /// <exception cref="SourceException">The path is not allowed, or there is no file.</exception>
    public IReadOnlyList<SourceFile> Find(string path)
    {
        var parts = PartsOf(path, "source.path");
        var folder = Folder(parts[..^1], path);
        var pattern = parts[^1];
        var hasWildcard = pattern.AsSpan().ContainsAny('*', '?');
        if (!hasWildcard && !SourceFile.IsRead(pattern))
            throw new SourceException(SourceDefect.NotAllowed, $"'{Excerpt.Of(path)}' is no file that is read; the name of a file of a source ends with {SourceFile.ReadSuffixes}.") { File = path };
        var names = folder is null ? [] : hasWildcard ? Matching(folder, pattern) : File.Exists(Join(folder, pattern)) ? [pattern] : Array.Empty<string>();
        if (names.Length == 0)
            throw new SourceException(SourceDefect.NotFound, $"There is no file '{Excerpt.Of(path)}' on the volume of the data that can be read ({SourceFile.ReadSuffixes}).") { File = path };
        if (names.Length > MostFiles) throw new SourceException(SourceDefect.NotAllowed, $"'{Excerpt.Of(path)}' names {names.Length} files; a source has at most {MostFiles}.") { File = path };
        return [.. names.Select(name => Stamped(folder!, string.Join('/', [.. parts[..^1], name]), name))];
    }

    /// <summary>Whether there is such a folder here.</summary>
    public bool IsThere => _root is not null && Directory.Exists(_root);

    /// <summary>A file of a source that was found before, perhaps by another process that has mounted the volume elsewhere.</summary>
    /// <param name="name">Its path below the volume, as it was found.</param>
    /// <param name="bytes">Its length then.</param>
    /// <param name="writtenAt">When it was last written then.</param>
    /// <exception cref="SourceException">The path is not allowed.</exception>
    public SourceFile FoundBefore(string name, long bytes, DateTime writtenAt)
    {
        var parts = PartsOf(name, "source.path");
        Folder(parts[..^1], name);
        return new SourceFile(name, Join(Root("source"), [.. parts]), bytes, writtenAt);
    }

    /// <summary>The folder that answers are written to.</summary>
    /// <param name="path">Relative to the volume, divided by <c>/</c>, without wildcards.</param>
    /// <returns>Where it lies, or would.</returns>
    /// <exception cref="SourceException">The path is not allowed.</exception>
    public string Target(string path)
    {
        var parts = PartsOf(path, "target");
        if (parts.Any(part => part.AsSpan().ContainsAny('*', '?'))) throw NotAllowed("target", path, "it is one folder, and has no wildcard");
        Folder(parts, path);
        return Join(Root("target"), [.. parts]);
    }

    private static string[] PartsOf(string path, string member)
    {
        if (path.Length is 0 or > LongestPath) throw NotAllowed(member, path, $"it has 1 to {LongestPath} characters");
        if (path.Any(character => char.IsControl(character) || character is '\\' or ':')) throw NotAllowed(member, path, "it is divided by /, and has no backslash, colon or control character");
        var parts = path.Split('/');
        if (parts.Any(part => part is "" or "." or "..")) throw NotAllowed(member, path, "it is relative to the volume, and has no empty part, '.' or '..'");
        if (parts[..^1].Any(part => part.AsSpan().ContainsAny('*', '?'))) throw NotAllowed(member, path, "only its last part may have a wildcard");
        return parts;
    }

    private static SourceException NotAllowed(string member, string path, string rule) => new(SourceDefect.NotAllowed, $"{member} is '{Excerpt.Of(path)}'; {rule}, such as 'customers/*.parquet'.") { File = path };

    private static string Join(string folder, params string[] names) => System.IO.Path.Join([folder, .. names]);

    private static string[] Matching(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(folder).Select(file => System.IO.Path.GetFileName(file))
            .Where(name => name[0] != '.' && SourceFile.IsRead(name) && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            .Order(StringComparer.Ordinal),
    ];

    private static SourceFile Stamped(string folder, string name, string file)
    {
        var info = new FileInfo(Join(folder, file));
        if (info.LinkTarget is not null) throw Linked(name);
        if (!info.Exists) throw new SourceException(SourceDefect.NotFound, $"The file '{Excerpt.Of(name)}' is gone.") { File = name };
        if (!StoredFile.IsFile(info.FullName)) throw new SourceException(SourceDefect.NotAllowed, $"'{Excerpt.Of(name)}' is empty, or no file; a source has files with rows.") { File = name };
        return new SourceFile(name, info.FullName, info.Length, info.LastWriteTimeUtc);
    }

    private static SourceException Linked(string path) =>
        new(SourceDefect.NotAllowed, $"'{Excerpt.Of(path)}' is, or leads through, a symbolic link, which may lead out of the volume of the data; name the file itself.") { File = path };

    private string Root(string member) => _root ?? throw new SourceException(
        SourceDefect.NotAllowed, $"{member} names files of a volume, and this service has none; an operator gives it one by {DataOptions.Section}:{nameof(DataOptions.Path)} (in the environment {DataOptions.Section}__{nameof(DataOptions.Path)}). Send the table itself as the body.");

    /// <summary>Goes down to a folder; no step may be a link.</summary>
    /// <returns>Null where it does not exist.</returns>
    private string? Folder(string[] parts, string path)
    {
        var folder = Root("source");
        foreach (var part in parts)
        {
            folder = Join(folder, part);
            var info = new DirectoryInfo(folder);
            if (info.LinkTarget is not null) throw Linked(path);
            if (!info.Exists) return null;
        }

        return Directory.Exists(folder) ? folder : null;
    }
}

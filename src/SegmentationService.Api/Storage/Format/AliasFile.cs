using System.Collections.Immutable;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The file <c>aliases.json</c> of a model: all of it that is not part of one version.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="LastVersion">The last number given to a version, which is never given again.</param>
/// <param name="Aliases">The aliases and the versions that they point at.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record AliasFile(int FormatVersion, int LastVersion, SortedDictionary<string, int> Aliases, string Checksum = SealedJson.Blank)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "aliases.json";

    private const int NewestFormat = 1;

    /// <summary>Writes the file, atomically.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="lastVersion">The last number given to a version.</param>
    /// <param name="aliases">The aliases and the versions that they point at.</param>
    public static void Save(string folder, int lastVersion, IReadOnlyDictionary<string, int> aliases)
    {
        var sorted = new SortedDictionary<string, int>(aliases.ToDictionary(), StringComparer.Ordinal);
        var content = SealedJson.Write(new AliasFile(NewestFormat, lastVersion, sorted), StorageJson.Strict.AliasFile);
        AtomicDirectory.ReplaceFile(Path.Combine(folder, FileName), content);
    }

    /// <summary>Reads the file.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <exception cref="CorruptModelException">It is not there or cannot be used.</exception>
    public static (int LastVersion, ImmutableSortedDictionary<string, int> Aliases) Load(string folder)
    {
        var file = SealedJson.Read(StoredFile.ReadAll(folder, FileName), FileName, NewestFormat, StorageJson.Strict.AliasFile);
        if (file.LastVersion is < 0 or > VersionNumber.Largest) throw new CorruptModelException($"{FileName}: the last version is {file.LastVersion}; allowed is 0 to {VersionNumber.Largest}.");
        foreach (var (alias, version) in file.Aliases)
            if (!AliasName.IsValid(alias) || version < 1) throw new CorruptModelException($"{FileName}: '{alias}' cannot point at {version}.");
        return (file.LastVersion, file.Aliases.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }
}

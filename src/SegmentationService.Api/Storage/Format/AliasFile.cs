using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The file <c>aliases.json</c> of a model: all of it that is not part of one version.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="LastVersion">The last number given to a version, which is never given again.</param>
/// <param name="Aliases">The aliases and the versions that they point at.</param>
/// <param name="DeletedUpTo">The model was deleted when this was the last number: versions up to it are none any more, whatever lies in the folder. From format 2 on; null where it never was.</param>
/// <param name="Rewriting">The number of the last rewriting of versions that counts, see <see cref="VersionPlace"/>. From format 3 on; null where there was none.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record AliasFile(
    int FormatVersion,
    int LastVersion,
    SortedDictionary<string, int> Aliases,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DeletedUpTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Rewriting = null,
    string Checksum = SealedJson.Blank)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "aliases.json";

    private const int FirstFormat = 1;
    private const int FormatWithDeletion = 2;
    private const int FormatWithRewriting = 3;
    private const int NewestFormat = FormatWithRewriting;

    /// <summary>Writes the file, atomically.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="lastVersion">The last number given to a version.</param>
    /// <param name="aliases">The aliases and the versions that they point at.</param>
    /// <param name="deletedUpTo">Versions up to this number have been deleted with the model; 0 for none.</param>
    /// <param name="rewriting">The number of the last rewriting of versions that counts; 0 for none.</param>
    public static void Save(string folder, int lastVersion, IReadOnlyDictionary<string, int> aliases, int deletedUpTo = 0, int rewriting = 0)
    {
        var sorted = new SortedDictionary<string, int>(aliases.ToDictionary(), StringComparer.Ordinal);
        var format = rewriting > 0 ? FormatWithRewriting : deletedUpTo > 0 ? FormatWithDeletion : FirstFormat;
        var content = SealedJson.Write(new AliasFile(format, lastVersion, sorted, deletedUpTo > 0 ? deletedUpTo : null, rewriting > 0 ? rewriting : null), StorageJson.Strict.AliasFile);
        AtomicDirectory.ReplaceFile(Path.Combine(folder, FileName), content);
    }

    /// <summary>Reads the file.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <exception cref="CorruptModelException">It is not there or cannot be used.</exception>
    public static (int LastVersion, ImmutableSortedDictionary<string, int> Aliases, int DeletedUpTo, int Rewriting) Load(string folder)
    {
        var file = SealedJson.Read(StoredFile.ReadAll(folder, FileName), FileName, NewestFormat, StorageJson.Strict.AliasFile);
        if (file.LastVersion is < 0 or > VersionNumber.Largest) throw new CorruptModelException($"{FileName}: the last version is {file.LastVersion}; allowed is 0 to {VersionNumber.Largest}.");
        if (file.DeletedUpTo is { } deleted && (file.FormatVersion < FormatWithDeletion || deleted < 1 || deleted > file.LastVersion))
            throw new CorruptModelException($"{FileName}: versions up to {deleted} cannot have been deleted.");
        if (file.Rewriting is { } rewriting && (file.FormatVersion < FormatWithRewriting || rewriting < 1 || rewriting > VersionNumber.Largest))
            throw new CorruptModelException($"{FileName}: {rewriting} cannot be the last rewriting of versions.");
        foreach (var (alias, version) in file.Aliases)
            if (!AliasName.IsValid(alias) || version <= (file.DeletedUpTo ?? 0)) throw new CorruptModelException($"{FileName}: '{alias}' cannot point at {version}.");
        return (file.LastVersion, file.Aliases.ToImmutableSortedDictionary(StringComparer.Ordinal), file.DeletedUpTo ?? 0, file.Rewriting ?? 0);
    }
}

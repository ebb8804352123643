using System.Collections.Immutable;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The file <c>annotations.json</c> of a model: what people have given its versions since these were stored.</summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Versions">By the number of the version, all of it, also what its manifest holds.</param>
/// <param name="Checksum">See <see cref="SealedJson"/>.</param>
internal sealed record AnnotationFile(int FormatVersion, SortedDictionary<int, AnnotationsRecord> Versions, string Checksum = SealedJson.Blank)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "annotations.json";

    private const int NewestFormat = 1;

    /// <summary>Nothing.</summary>
    public static ImmutableSortedDictionary<int, VersionAnnotations> Empty { get; } = ImmutableSortedDictionary<int, VersionAnnotations>.Empty;

    /// <summary>Writes the file, atomically.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="versions">By the number of the version.</param>
    /// <returns>False where it would be larger than what is read again; nothing has changed then.</returns>
    public static bool TrySave(string folder, IReadOnlyDictionary<int, VersionAnnotations> versions)
    {
        var records = new SortedDictionary<int, AnnotationsRecord>(versions.ToDictionary(version => version.Key, version => version.Value.ToRecord()));
        var content = SealedJson.Write(new AnnotationFile(NewestFormat, records), StorageJson.Strict.AnnotationFile);
        if (content.Length > StoredFile.MostBytes) return false;
        AtomicDirectory.ReplaceFile(Path.Combine(folder, FileName), content);
        return true;
    }

    /// <summary>Reads the file.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <returns>By the number of the version; nothing where there is no file.</returns>
    /// <exception cref="CorruptModelException">It cannot be used.</exception>
    public static ImmutableSortedDictionary<int, VersionAnnotations> Load(string folder)
    {
        if (!Path.Exists(Path.Combine(folder, FileName))) return Empty;
        var file = SealedJson.Read(StoredFile.ReadAll(folder, FileName), FileName, NewestFormat, StorageJson.Strict.AnnotationFile);
        foreach (var (version, record) in file.Versions)
        {
            if (version is < 1 or > VersionNumber.Largest || record is null) throw new CorruptModelException($"{FileName}: there is nothing that can be given version {version}.");
            AnnotationRules.Check(record, FileName);
        }

        return file.Versions.ToImmutableSortedDictionary(version => version.Key, version => VersionAnnotations.Of(version.Value));
    }
}

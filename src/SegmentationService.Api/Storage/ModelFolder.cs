using System.Collections.Immutable;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Storage;

/// <summary>
/// Reads the folder of one model without a lock, while other processes may change it. What was loaded before is not read again: versions
/// never change, and their numbers are never given again.
/// </summary>
internal static class ModelFolder
{
    /// <summary>More than that many changes of the champion during one reading are no coincidence: the alias dangles.</summary>
    private const int MostAttempts = 5;

    private const string KeptMark = AliasFile.FileName + ".set-aside-";

    /// <summary>Reads the folder. O(entries), and O(size of the files) for each version that is new.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="before">What was known before; <see cref="StoredModel.Empty"/> when nothing was.</param>
    public static StoredModel Read(string path, StoredModel before)
    {
        // The aliases are read first and the versions after: an alias can only miss its version when it was moved and the version deleted in between.
        for (var attempt = 1; ; attempt++)
        {
            before = ReadOnce(path, before);
            if (attempt == MostAttempts || !before.DanglingAliases().Any()) return before;
        }
    }

    /// <summary>Moves a damaged file of aliases out of the way of the next one, so that it may be mended by hand.</summary>
    /// <param name="path">The folder of the model.</param>
    public static void KeepDamagedAliases(string path)
    {
        var file = Path.Combine(path, AliasFile.FileName);
        if (!File.Exists(file)) return;
        var number = 1;
        while (Path.Exists(Path.Combine(path, KeptMark + VersionNumber.ToText(number)))) number++;
        File.Move(file, Path.Combine(path, KeptMark + VersionNumber.ToText(number)));
    }

    private static StoredModel ReadOnce(string path, StoredModel before)
    {
        var versions = ImmutableSortedDictionary.CreateBuilder<int, StoredVersion>();
        var setAside = ImmutableSortedDictionary.CreateBuilder<string, SetAside>(StringComparer.Ordinal);
        var (last, aliases, defect) = ReadAliases(path, before);
        var hasAny = false;
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            // Of half-deleted versions too the number counts.
            if (VersionNumber.TryParse(Path.GetFileNameWithoutExtension(entry.Name), out var number))
            {
                last = Math.Max(last, number);
                hasAny = true;
            }

            if (AtomicDirectory.IsLeftover(entry.Name) || entry.Name == AliasFile.FileName) continue;
            if (entry.Name.StartsWith(KeptMark, StringComparison.Ordinal))
                Leave(entry, "These aliases could not be used, and have been replaced since; delete the file when it is no longer needed.");
            else if (entry is not DirectoryInfo || !VersionNumber.TryParse(entry.Name, out number))
                Leave(entry, "It is not the folder of a version: 1, 2, 3 ...");
            else if (before.Served(number) is { } known)
                versions.Add(number, known);
            else if (before.SetAside.TryGetValue(entry.Name, out var left) && left.LastWrite == entry.LastWriteTimeUtc)
                setAside.Add(entry.Name, left);
            else
                Load(entry, number);
        }

        if (defect is not null && (hasAny || File.Exists(Path.Combine(path, AliasFile.FileName))))
        {
            var outcome = before.LastNumber == 0
                ? $"The model has no aliases until they are set again; numbers count on from {last}."
                : "Those that were read before are kept, and written with the next change.";
            setAside.Add(AliasFile.FileName, new SetAside($"{before.Name}/{AliasFile.FileName}", $"{defect} {outcome}"));
        }

        return new StoredModel(before.Name, last, aliases, versions.ToImmutable(), setAside.ToImmutable());

        void Load(FileSystemInfo entry, int number)
        {
            try
            {
                versions.Add(number, VersionFolder.Load(entry.FullName, before.Name, number));
            }
            catch (CorruptModelException e)
            {
                // Not damaged but deleted while it was read.
                if (!Directory.Exists(entry.FullName)) return;
                Leave(entry, e.Message);

                // A failure of the disk may pass: it is tried again at the next occasion.
                if (e.InnerException is IOException and not FileNotFoundException) setAside[entry.Name] = setAside[entry.Name] with { LastWrite = default };
            }
        }

        void Leave(FileSystemInfo entry, string reason) =>
            setAside.Add(entry.Name, new SetAside($"{before.Name}/{entry.Name}", reason) { LastWrite = entry.LastWriteTimeUtc });
    }

    private static (int Last, ImmutableSortedDictionary<string, int> Aliases, string? Defect) ReadAliases(string path, StoredModel before)
    {
        try
        {
            var (last, aliases) = AliasFile.Load(path);
            return (Math.Max(last, before.LastNumber), aliases, null);
        }
        catch (CorruptModelException e)
        {
            return (before.LastNumber, before.AllAliases, e.Message);
        }
    }
}

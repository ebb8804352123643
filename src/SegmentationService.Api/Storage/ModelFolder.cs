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

    private const string KeptMark = ".set-aside-";

    /// <summary>The files that are no part of a version, with what a damaged one is called that was replaced.</summary>
    private static readonly (string File, string What)[] OwnFiles = [(AliasFile.FileName, "aliases"), (AnnotationFile.FileName, "names and notes")];

    /// <summary>Reads the folder. O(entries), and O(size of the files) for each version that is new and loaded at once.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="before">What was known before; <see cref="StoredModel.Empty"/> when nothing was.</param>
    /// <param name="loader">Loads what is new.</param>
    public static StoredModel Read(string path, StoredModel before, VersionLoader loader)
    {
        // The aliases are read first and the versions after: an alias can only miss its version when it was moved and the version deleted in between.
        // A version that was written anew in between bears a number of a rewriting that the aliases as they were read do not have.
        for (var attempt = 1; ; attempt++)
        {
            var known = before;
            before = ReadOnce(path, before, loader);
            if (attempt == MostAttempts || (!before.DanglingAliases().Any() && !known.Versions.Any(version => IsHidden(version.Version)))) return before;
        }

        bool IsHidden(int version) => before.Served(version) is null && version > before.DeletedUpTo && !before.SetAside.ContainsKey(VersionNumber.ToText(version)) && VersionPlace.Of(path, version).Length > 0;
    }

    /// <summary>Reads the aliases and the annotations alone, which is all that a change needs to know of what others have changed: O(what they hold), however many versions there are.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="before">What was known before.</param>
    /// <returns>Null when they cannot be used.</returns>
    public static StoredModel? ReadOwnFiles(string path, StoredModel before)
    {
        if (before.HasDamagedAliases || before.HasDamagedAnnotations) return null;
        var (last, aliases, deleted, rewriting, defect) = ReadAliases(path, before);
        if (rewriting != before.Rewriting) return null; // versions have been written anew
        var (annotations, otherDefect) = ReadAnnotations(path, before, deleted);
        return defect is null && otherDefect is null ? before.With(last, aliases, annotations, deleted) : null;
    }

    /// <summary>A version that cannot be served.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="model">The name of its model.</param>
    /// <param name="damage">Why.</param>
    public static SetAside Damaged(FileSystemInfo folder, string model, CorruptModelException damage)
    {
        // A failure of the disk may pass: it is tried again at the next occasion.
        var mayPass = damage.InnerException is IOException and not FileNotFoundException;
        return new SetAside($"{model}/{folder.Name}", damage.Message) { LastWrite = mayPass ? default : folder.LastWriteTimeUtc };
    }

    /// <summary>Keeps a damaged file of aliases or annotations beside the one that is written next, so that it may be mended by hand.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="name">The name of the file.</param>
    public static void KeepDamaged(string path, string name)
    {
        var file = Path.Combine(path, name);
        var number = 1;
        while (Path.Exists(file + KeptMark + VersionNumber.ToText(number))) number++;
        var kept = file + KeptMark + VersionNumber.ToText(number);

        // A file is copied, so that there is one of this name at any moment; what else bears the name, such as a folder, is none.
        if (Directory.Exists(file)) Directory.Move(file, kept);
        else if (StoredFile.IsFile(file)) File.Copy(file, kept);
        else if (Path.Exists(file)) File.Move(file, kept);
    }

    /// <summary>The number that the next version gets. What lies in its place and does not count is removed. The caller holds the lock of the store.</summary>
    /// <param name="path">The folder of the model, which need not be there.</param>
    /// <param name="last">The last number given.</param>
    /// <exception cref="StorageUnavailableException">There is no further number.</exception>
    public static int NextNumber(string path, int last)
    {
        for (var number = last + 1; number <= VersionNumber.Largest; number++)
        {
            var place = Path.Combine(path, VersionNumber.ToText(number));
            if (!Path.Exists(place) && !Path.Exists(place + AtomicDirectory.HalfDeleted)) return number;
            if (AtomicDirectory.IsMarked(place) && AtomicDirectory.Discard(place)) return number;
        }

        throw new StorageUnavailableException($"The model has no numbers left: the last one given to a version is {last}.", cause: null);
    }

    /// <summary>Removes the versions that never came to count, those that have been written anew as they were before, and the marks of those that count. The caller holds the lock of the store.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <returns>The names of those removed.</returns>
    public static IEnumerable<string> Sweep(string path)
    {
        var (last, _, _, rewriting) = File.Exists(Path.Combine(path, AliasFile.FileName)) ? AliasFile.Load(path) : default;
        foreach (var folder in Directory.EnumerateDirectories(path).Where(AtomicDirectory.IsMarked).ToArray())
        {
            if (!VersionPlace.TryParse(Path.GetFileName(folder), out var place)) continue;
            if (place.Version <= last && place.Rewriting <= rewriting) AtomicDirectory.Unmark(folder);
            else if (AtomicDirectory.Discard(folder)) yield return Path.GetFileName(folder);
        }

        foreach (var old in Replaced(path, rewriting))
            if (AtomicDirectory.Discard(Path.Combine(path, old.ToString()))) yield return old.ToString();
    }

    /// <summary>The folders of versions as these were before they were written anew. O(entries), and nothing where no version ever was.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="rewriting">The last rewriting that counts.</param>
    public static IReadOnlyList<VersionPlace> Replaced(string path, int rewriting) => rewriting == 0
        ? []
        : [.. VersionPlace.In(path)
            .Where(place => place.Rewriting <= rewriting)
            .GroupBy(place => place.Version)
            .SelectMany(places => places.OrderByDescending(place => place.Rewriting).Skip(1))];

    /// <summary>The folder of a version, whether or not it is there. O(entries) where versions have been written anew.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="version">The number of the version.</param>
    /// <param name="rewriting">The last rewriting that counts.</param>
    public static VersionPlace PlaceOf(string path, int version, int rewriting) => rewriting == 0
        ? new VersionPlace(version, 0)
        : VersionPlace.Of(path, version).Where(place => place.Rewriting <= rewriting).DefaultIfEmpty(new VersionPlace(version, 0)).First();

    /// <summary>Removes what is left of the versions that were deleted with the model, as far as it can; what stays is left to the next start. The caller holds the lock of the store.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="model">The model as its files say that it is.</param>
    /// <returns>The names of what was removed.</returns>
    public static IEnumerable<string> RemoveDeleted(string path, StoredModel model)
    {
        foreach (var entry in EntriesOfDeleted(path, model))
            if (AtomicDirectory.TryRemove(entry)) yield return Path.GetFileName(entry);
    }

    /// <summary>Whether something is left of the versions that were deleted with the model.</summary>
    /// <param name="path">The folder of the model.</param>
    /// <param name="model">The model as its files say that it is.</param>
    public static bool HasDeleted(string path, StoredModel model) => EntriesOfDeleted(path, model).Length > 0;

    /// <summary>The versions that were deleted with the model, whole or not, and as long as it has no other, what people gave them.</summary>
    private static string[] EntriesOfDeleted(string path, StoredModel model)
    {
        if (model.DeletedUpTo == 0 || model.HasDamagedAliases) return [];
        return [.. Directory.EnumerateFileSystemEntries(path).Where(entry => IsDeleted(Path.GetFileName(entry)))];

        bool IsDeleted(string name) => TryParseNumber(name, out var number)
            ? number <= model.DeletedUpTo
            : model.Count == 0 && (name == AnnotationFile.FileName || Array.Exists(OwnFiles, own => name.StartsWith(own.File + KeptMark, StringComparison.Ordinal)));
    }

    private static StoredModel ReadOnce(string path, StoredModel before, VersionLoader loader)
    {
        var versions = ImmutableSortedDictionary.CreateBuilder<int, StoredVersion>();
        var setAside = ImmutableSortedDictionary.CreateBuilder<string, SetAside>(StringComparer.Ordinal);
        var (last, aliases, deleted, rewriting, defect) = ReadAliases(path, before);
        var (annotations, annotationDefect) = ReadAnnotations(path, before, deleted);
        var hasFile = Path.Exists(Path.Combine(path, AliasFile.FileName));
        var lastCounting = defect is null ? last : hasFile ? VersionNumber.Largest : 0;
        var (highest, hasAny) = (0, false);
        var wanted = aliases.Values.ToHashSet();
        var entries = new DirectoryInfo(path).EnumerateFileSystemInfos().ToArray();
        var places = Places(entries, rewriting, isKnown: defect is null);
        foreach (var entry in entries)
        {
            if (TryParseNumber(entry.Name, out var number))
            {
                // Not a version yet, or never to become one.
                if (number > lastCounting && AtomicDirectory.IsMarked(entry.FullName)) continue;

                // Of half-deleted versions too the number counts.
                highest = Math.Max(highest, number);
                if (number <= deleted) continue; // as soon as the deletion of the model has been made, whatever of it is still to be removed
                hasAny = true;
            }

            if (AtomicDirectory.IsLeftover(entry.Name) || Array.Exists(OwnFiles, own => own.File == entry.Name)) continue;
            if (Array.Find(OwnFiles, own => entry.Name.StartsWith(own.File + KeptMark, StringComparison.Ordinal)) is { File: not null } kept)
                Leave(entry, $"These {kept.What} could not be used, and have been replaced since; delete the file when it is no longer needed.");
            else if (entry is not DirectoryInfo || !VersionPlace.TryParse(entry.Name, out var place) || (place.Rewriting > 0 && !places.ContainsKey(number)))
                Leave(entry, "It is not the folder of a version: 1, 2, 3 ...");
            else if (places[number] != place)
                continue; // as it was before it was written anew, or not written anew yet
            else if (before.Served(number) is { } known && known.Place == place)
                versions.Add(number, known);
            else if (before.SetAside.TryGetValue(VersionNumber.ToText(number), out var left) && left.LastWrite == entry.LastWriteTimeUtc)
                setAside.Add(VersionNumber.ToText(number), left);
            else
                Load(entry, place);
        }

        // What merely bears the name of a version says nothing of the numbers given as long as there is a file that tells.
        last = Math.Max(last, defect is null ? versions.Keys.LastOrDefault() : highest);
        if (defect is not null && (hasAny || hasFile))
        {
            var outcome = before.LastNumber == 0
                ? $"The model has no aliases until they are set again; numbers count on from {last}."
                : "Those that were read before are kept, and written with the next change.";
            setAside.Add(AliasFile.FileName, new SetAside($"{before.Name}/{AliasFile.FileName}", $"{defect} {outcome}"));
        }

        if (annotationDefect is not null)
        {
            var outcome = before.Annotations.IsEmpty
                ? "Segments have the names that trainings made or passed on until they are given others."
                : "What was read before is kept, and written with the next change.";
            setAside.Add(AnnotationFile.FileName, new SetAside($"{before.Name}/{AnnotationFile.FileName}", $"{annotationDefect} {outcome}"));
        }

        if (defect is not null) rewriting = Math.Max(rewriting, places.Values.Select(place => place.Rewriting).DefaultIfEmpty().Max());
        return new StoredModel(before.Name, last, aliases, versions.ToImmutable(), setAside.ToImmutable(), annotations, deleted, rewriting);

        void Load(FileSystemInfo entry, VersionPlace place)
        {
            try
            {
                versions.Add(place.Version, loader.Find(entry.FullName, before.Name, place, wanted.Contains(place.Version) || place.Version > lastCounting));
            }
            catch (CorruptModelException e)
            {
                // Not damaged but deleted while it was read.
                if (!Directory.Exists(entry.FullName)) return;
                setAside.Add(VersionNumber.ToText(place.Version), Damaged(entry, before.Name, e));
            }
        }

        void Leave(FileSystemInfo entry, string reason) =>
            setAside.Add(entry.Name, new SetAside($"{before.Name}/{entry.Name}", reason) { LastWrite = entry.LastWriteTimeUtc });
    }

    /// <summary>
    /// Of each version the folder that it is. Where nothing tells how often versions have been written anew, what has been moved into its place and bears no mark counts: it is whole.
    /// </summary>
    private static Dictionary<int, VersionPlace> Places(FileSystemInfo[] entries, int rewriting, bool isKnown)
    {
        var places = new Dictionary<int, VersionPlace>();
        foreach (var entry in entries)
        {
            if (entry is not DirectoryInfo || !VersionPlace.TryParse(entry.Name, out var place)) continue;
            if (place.Rewriting > rewriting && (isKnown || AtomicDirectory.IsMarked(entry.FullName))) continue;
            if (places.GetValueOrDefault(place.Version) is { Version: > 0 } other && other.Rewriting > place.Rewriting) continue;
            places[place.Version] = place;
        }

        return places;
    }

    /// <summary>The number that the name of an entry begins with, before its first dot.</summary>
    private static bool TryParseNumber(string name, out int number) => VersionNumber.TryParse(name.Split('.', 2)[0], out number);

    private static (int Last, ImmutableSortedDictionary<string, int> Aliases, int DeletedUpTo, int Rewriting, string? Defect) ReadAliases(string path, StoredModel before)
    {
        try
        {
            var (last, aliases, deleted, rewriting) = AliasFile.Load(path);
            return (Math.Max(last, before.LastNumber), aliases, Math.Max(deleted, before.DeletedUpTo), Math.Max(rewriting, before.Rewriting), null);
        }
        catch (CorruptModelException e)
        {
            return (before.LastNumber, before.AllAliases, before.DeletedUpTo, before.Rewriting, e.Message);
        }
    }

    private static (ImmutableSortedDictionary<int, VersionAnnotations> Annotations, string? Defect) ReadAnnotations(string path, StoredModel before, int deletedUpTo)
    {
        try
        {
            // What has not changed stays the same object, so that nothing that was laid out of it is laid out again.
            var read = AnnotationFile.Load(path);
            if (deletedUpTo > 0) read = read.RemoveRange(read.Keys.Where(version => version <= deletedUpTo));
            return (read.SetItems(read.Keys.Where(before.Annotations.ContainsKey).Select(version => KeyValuePair.Create(version, before.Annotations[version])).Where(known => known.Value.Revision == read[known.Key].Revision)), null);
        }
        catch (CorruptModelException e)
        {
            return (before.Annotations, e.Message);
        }
    }
}

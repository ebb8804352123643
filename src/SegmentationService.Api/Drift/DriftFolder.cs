using System.Globalization;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Drift;

/// <summary>
/// The counts of all processes that share the volume. A process takes the lowest place that no living one has, by a lock that ends with it however it ends, and goes on with the files of that
/// place: so each file has one writer, nothing is counted twice, and there are no more files of a version than processes at a time.
/// </summary>
/// <remarks>FORMAT.md beside this file describes the folder. Not for several threads at once.</remarks>
internal sealed class DriftFolder(IOptions<StorageOptions> storage, ILogger<DriftFolder> logger) : IDisposable
{
    private const string LockEnding = ".lock";
    private const string FileEnding = ".json";
    private const int MostPlaces = 1_000;

    private readonly string _root = Path.Combine(Path.GetFullPath(storage.Value.Path), "drift");
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private FileLock? _lock;

    /// <summary>The place of this process, from 1; null as long as it has none.</summary>
    public int? Place { get; private set; }

    /// <summary>Takes a place, unless this process has one.</summary>
    /// <returns>False where the volume cannot be written.</returns>
    public bool TryTakePlace()
    {
        if (Place is not null) return true;
        try
        {
            AtomicDirectory.Create(_root);
            for (var place = 1; place <= MostPlaces && Place is null; place++)
                if ((_lock = FileLock.TryTake(Path.Combine(_root, Name(place, LockEnding)))) is not null) Place = place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(_root, $"what is counted of predictions is kept in memory only: {e.Message}");
        }

        return Place is not null;
    }

    /// <summary>What the processes of one place have counted of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cells">How many counts it has.</param>
    /// <param name="place">The place.</param>
    /// <returns>Null where that is nothing, or cannot be used.</returns>
    public DriftSnapshot? Read(StoredVersion version, int cells, int place)
    {
        var folder = FolderOf(version.ModelName, version.Version);
        var name = Name(place, FileEnding);
        if (!File.Exists(Path.Combine(folder, name))) return null;
        try
        {
            var snapshot = SealedJson.Read(StoredFile.ReadAll(folder, name), name, DriftSnapshot.NewestFormat, DriftFileJson.Strict.DriftSnapshot);
            if ((snapshot.Model, snapshot.Version, snapshot.Fingerprint) != (version.ModelName, version.Version, version.Fingerprint))
                throw new CorruptModelException($"{name} counts version {snapshot.Version} of '{snapshot.Model}', of another fingerprint.");
            if (snapshot.Counts.Length != cells || snapshot.Counts.Any(count => count < 0)) throw new CorruptModelException($"{name} holds other counts than {cells} of at least 0.");
            return snapshot;
        }
        catch (CorruptModelException e)
        {
            Tell(Path.Combine(folder, name), $"counts of predictions are left out: {e.Message}");
            return null;
        }
    }

    /// <summary>The places of which there are counts of a version, whether or not they can be used.</summary>
    /// <param name="version">The version.</param>
    public IReadOnlyList<int> PlacesOf(StoredVersion version)
    {
        var folder = FolderOf(version.ModelName, version.Version);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*" + FileEnding).Select(PlaceOf).OfType<int>().Order()];
    }

    /// <summary>Writes what is counted of a version in the place of this process, which has one.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void Write(DriftSnapshot snapshot)
    {
        var folder = FolderOf(snapshot.Model, snapshot.Version);
        AtomicDirectory.Create(folder);
        AtomicDirectory.ReplaceFile(Path.Combine(folder, Name(Place!.Value, FileEnding)), SealedJson.Write(snapshot, DriftFileJson.Strict.DriftSnapshot));
    }

    /// <summary>Removes the counts of versions that are not there any more.</summary>
    /// <param name="models">The folder of the models.</param>
    public void Sweep(string models)
    {
        if (!Directory.Exists(_root) || !Directory.Exists(models)) return;
        foreach (var model in Directory.EnumerateDirectories(_root))
        {
            foreach (var version in Directory.EnumerateDirectories(model))
                if (!IsThere(Path.Combine(models, Path.GetFileName(model)), Path.GetFileName(version))) AtomicDirectory.TryRemove(version);
            AtomicDirectory.TryRemoveEmpty(model);
        }

        static bool IsThere(string model, string version) =>
            Directory.Exists(Path.Combine(model, version)) || (VersionNumber.TryParse(version, out var number) && VersionPlace.Of(model, number).Length > 0);
    }

    /// <summary>Leaves the place to the next process.</summary>
    public void Dispose() => _lock?.Dispose();

    private static string Name(int place, string ending) => place.ToString(CultureInfo.InvariantCulture) + ending;

    private static int? PlaceOf(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place is >= 1 and <= MostPlaces ? place : null;

    private string FolderOf(string model, int version) => Path.Combine(_root, model, VersionNumber.ToText(version));

    /// <summary>Once of each file: it is looked at again and again.</summary>
    private void Tell(string path, string what)
    {
        if (_told.Add(path)) logger.LogWarning("Of {Path}, {What}", path, what);
    }
}

using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Storage;

/// <summary>
/// The versions that are in memory because somebody asked for them: those that aliases point at stay, of the others the ones asked for last, as many as there is room for.
/// </summary>
/// <param name="isPinned">Whether a version stays in any case.</param>
internal sealed class LoadedVersions(Predicate<StoredVersion> isPinned)
{
    private const int Most = 256;

    /// <summary>Of the files that they were read from; in memory a model takes a few times as much.</summary>
    private const long MostBytes = 64L << 20;

    private readonly Lock _changing = new();
    private readonly List<(StoredVersion Version, long Bytes)> _loaded = [];

    /// <summary>Takes in a version that has been loaded, and gives back the memory of others where there are too many.</summary>
    /// <param name="version">The version.</param>
    /// <param name="bytes">The size of the file of its model.</param>
    public void Add(StoredVersion version, long bytes)
    {
        lock (_changing)
        {
            version.Touch();
            _loaded.RemoveAll(loaded => loaded.Version == version);
            _loaded.Add((version, bytes));
            Trim(keep: version);
        }
    }

    /// <summary>O(loaded log loaded), and only where there are too many.</summary>
    private void Trim(StoredVersion keep)
    {
        var (count, size) = (_loaded.Count, _loaded.Sum(loaded => loaded.Bytes));
        if (count <= Most && size <= MostBytes) return;
        foreach (var (version, bytes) in _loaded.OrderBy(loaded => loaded.Version.LastUsed).ToArray())
        {
            // A little below the limits, so that this is not done again for the very next one.
            if (count <= Most * 7 / 8 && size <= MostBytes * 7 / 8) break;
            if (version == keep || isPinned(version)) continue;
            version.Unload();
            (count, size) = (count - 1, size - bytes);
            _loaded.RemoveAll(loaded => loaded.Version == version);
        }
    }
}

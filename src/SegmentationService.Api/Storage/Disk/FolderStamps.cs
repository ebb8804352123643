using System.Collections.Concurrent;
using System.Diagnostics;

namespace SegmentationService.Api.Storage.Disk;

/// <summary>
/// Tells which folders may have changed since they were last asked for, by the time of their last write: it moves whenever an entry appears,
/// vanishes or is replaced by a rename, which is how the store makes all of its changes.
/// </summary>
internal sealed class FolderStamps
{
    /// <summary>
    /// Clocks of file systems are coarse, some tick once in two seconds: a second change may leave the time as it is. So a folder counts as changed for as
    /// long as that after its time has moved.
    /// </summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (DateTime LastWrite, long Seen)> _stamps = new(StringComparer.Ordinal);

    /// <summary>Whether a folder may have changed since the last call.</summary>
    /// <param name="path">The folder; it need not exist.</param>
    public bool MayHaveChanged(string path)
    {
        var lastWrite = Directory.GetLastWriteTimeUtc(path);
        if (_stamps.TryGetValue(path, out var stamp) && stamp.LastWrite == lastWrite) return Stopwatch.GetElapsedTime(stamp.Seen) < Tick;
        _stamps[path] = (lastWrite, Stopwatch.GetTimestamp());
        return true;
    }

    /// <summary>Lets a folder count as changed.</summary>
    /// <param name="path">The folder.</param>
    public void Forget(string path) => _stamps.TryRemove(path, out _);
}

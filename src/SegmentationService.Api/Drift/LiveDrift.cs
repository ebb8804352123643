using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Drift;

/// <summary>What predictions of every version are counted in, and what all processes that share the volume have counted. Thread-safe; to count takes no lock.</summary>
internal sealed class LiveDrift(DriftFolder folder, ModelStore store, TimeProvider time, ILogger<LiveDrift> logger)
{
    private readonly ConcurrentDictionary<(string Model, int Version), CountedVersion> _counted = new();

    /// <summary>For all that reads and writes the volume.</summary>
    private readonly Lock _disk = new();

    private bool _isWritable = true;

    /// <summary>Counts the customers of a version; null where it does not know those of its training.</summary>
    public DriftCounter? CounterOf(StoredVersion version) =>
        _counted.TryGetValue((version.ModelName, version.Version), out var counted) ? counted.Counter : Begin(version);

    /// <summary>What all processes have counted of a version: the others as of their last saving. Reads files.</summary>
    /// <param name="version">The version.</param>
    /// <param name="reference">The customers of its training.</param>
    public DriftTotal TotalOf(StoredVersion version, DriftReference reference)
    {
        lock (_disk)
        {
            var counts = new long[new DriftCells(reference).Count];
            DateTime? since = null;
            var ignored = 0;
            var own = _counted.GetValueOrDefault((version.ModelName, version.Version));
            if (own is not null) Add(own.Read(folder));
            foreach (var place in folder.PlacesOf(version))
            {
                if (own is not null && place == folder.Place) continue;
                if (folder.Read(version, counts.Length, place) is { } snapshot) Add((snapshot.Counts, snapshot.Since));
                else ignored++;
            }

            return new DriftTotal(counts, since, ignored);

            void Add((long[] Counts, DateTime Since) part)
            {
                for (var cell = 0; cell < counts.Length; cell++) counts[cell] += part.Counts[cell];
                if (since is null || part.Since < since) since = part.Since;
            }
        }
    }

    /// <summary>Writes what has been counted since the last time, and lets go of versions that are not in memory any more. A volume that cannot be written is told of once.</summary>
    public void Save()
    {
        foreach (var (key, counted) in _counted)
        {
            lock (_disk)
            {
                var isServed = store.Find(key.Model)?.Served(key.Version) is not null;
                try
                {
                    if (isServed) counted.Save(folder);
                    else folder.Sweep(store.Folder);
                    if (!isServed || (!counted.Version.IsLoaded && folder.Place is not null)) _counted.TryRemove(key, out _);
                    _isWritable = true;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    if (_isWritable) logger.LogWarning("What is counted of predictions cannot be saved, and that is tried again: {Reason}", e.Message);
                    _isWritable = false;
                }
            }
        }
    }

    /// <summary>Removes the counts of versions that are not there any more.</summary>
    public void Sweep()
    {
        lock (_disk) folder.Sweep(store.Folder);
    }

    /// <summary>The same, at once, after a deletion: a volume that cannot be written is told of, and swept with the next start.</summary>
    public void TrySweep()
    {
        try
        {
            Sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("Counts of a deleted model could not be removed; the next start removes them: {Reason}", e.Message);
        }
    }

    /// <summary>The quantities of each version that have drifted, as they were found at the last saving.</summary>
    public IEnumerable<Measurement<int>> Drifting() => Measure(look => look.Drifting);

    /// <summary>The customers of each version that were counted, as of the last saving.</summary>
    public IEnumerable<Measurement<long>> Customers() => Measure(look => look.Customers);

    private IEnumerable<Measurement<T>> Measure<T>(Func<DriftLook, T> measure)
        where T : struct
    {
        foreach (var ((model, version), counted) in _counted)
            if (counted.Look is { } look) yield return new Measurement<T>(measure(look), new("model", model), new("version", version));
    }

    private DriftCounter? Begin(StoredVersion version)
    {
        if (version.Report.Drift is not { } reference) return null;
        var now = time.GetUtcNow().UtcDateTime;
        var begun = new CountedVersion(version, reference, new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc));
        return _counted.GetOrAdd((version.ModelName, version.Version), begun).Counter;
    }
}

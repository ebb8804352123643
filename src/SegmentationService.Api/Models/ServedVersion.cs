using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Models;

/// <summary>A version with all that is made of it, once, to serve it. Made when it is first asked for; lives as long as the version. Thread-safe.</summary>
internal sealed class ServedVersion
{
    /// <summary>The charts held in memory, of all versions together: pages ask for those of one version, or of two that they compare.</summary>
    private const int MostCharts = 16;

    private static readonly ConditionalWeakTable<VersionContent, ServedVersion> Served = [];
    private static readonly SegmentCharts?[] LatestCharts = new SegmentCharts?[MostCharts];
    private static int _readings;

    private readonly ConcurrentDictionary<Type, object> _laidOut = new();
    private readonly WeakReference<SegmentCharts?> _charts = new(null);
    private readonly Lock _gate = new();
    private Task<SegmentCharts?>? _reading;

    private ServedVersion(StoredVersion version, VersionContent content)
    {
        Stored = version;
        Assigner = new SegmentAssigner(content.Trained.Model);
        Names = new FieldNames(content.Trained.Model, content.Trained.Report.Columns.Select(column => column.Name));
    }

    /// <summary>The version.</summary>
    public StoredVersion Stored { get; }

    /// <summary>Assigns customers to its segments.</summary>
    public SegmentAssigner Assigner { get; }

    /// <summary>What the fields of a customer are to it.</summary>
    public FieldNames Names { get; }

    /// <summary>The version as it serves. O(inputs), once.</summary>
    public static ServedVersion Of(StoredVersion version)
    {
        var content = version.Content;
        return Served.TryGetValue(content, out var served) ? served : Make(version, content);
    }

    /// <summary>Lives as long as what the version holds is in memory, and not as long as the version is in the store.</summary>
    private static ServedVersion Make(StoredVersion version, VersionContent content) => Served.GetValue(content, content => new ServedVersion(version, content));

    /// <summary>What a topic lays out of the version for itself, once.</summary>
    /// <param name="layOut">Makes it; of two who ask at the same time for the first time one may do it in vain.</param>
    /// <param name="isCurrent">Whether it still tells of the version what there is to tell, else it is made anew; null where nothing of it can change.</param>
    public T LaidOut<T>(Func<ServedVersion, T> layOut, Func<ServedVersion, T, bool>? isCurrent = null)
        where T : class
    {
        var made = (T)_laidOut.GetOrAdd(typeof(T), static (_, made) => made.LayOut(made.Version), (Version: this, LayOut: layOut));
        if (isCurrent?.Invoke(this, made) != false) return made;
        _laidOut[typeof(T)] = made = layOut(this);
        return made;
    }

    /// <summary>Its charts. They are read when they are first asked for, and again when those of many other versions were asked for in between.</summary>
    /// <param name="store">Where the version is.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <returns>Null when it has none, being older than charts, or is not in the store any more, or they are damaged, and the version set aside.</returns>
    public async ValueTask<SegmentCharts?> ChartsAsync(ModelStore store, CancellationToken cancellationToken)
    {
        if (_charts.TryGetTarget(out var known)) return known;
        Task<SegmentCharts?> reading;
        lock (_gate) reading = _reading ??= ReadChartsAsync(store);
        return await reading.WaitAsync(cancellationToken);
    }

    /// <summary>Of all who ask at the same time one reads, to its end.</summary>
    private async Task<SegmentCharts?> ReadChartsAsync(ModelStore store)
    {
        await Task.Yield();
        try
        {
            var charts = await store.ReadPartAsync(Stored, ChartsFile.Part, stored => ChartsFile.Read(stored, Stored.Model), CancellationToken.None);
            if (charts is null) return null;
            _charts.SetTarget(charts);
            LatestCharts[(uint)Interlocked.Increment(ref _readings) % MostCharts] = charts;
            return charts;
        }
        finally
        {
            lock (_gate) _reading = null;
        }
    }
}

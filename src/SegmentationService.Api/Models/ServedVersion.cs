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

    private static readonly ConditionalWeakTable<StoredVersion, ServedVersion> Served = [];
    private static readonly SegmentCharts?[] LatestCharts = new SegmentCharts?[MostCharts];
    private static int _readings;

    private readonly ConcurrentDictionary<Type, object> _laidOut = new();
    private readonly WeakReference<SegmentCharts?> _charts = new(null);
    private readonly Lock _reading = new();

    private ServedVersion(StoredVersion version)
    {
        Stored = version;
        Assigner = new SegmentAssigner(version.Model);
        Names = new FieldNames(version.Model, version.Report.Columns.Select(column => column.Name));
    }

    /// <summary>The version.</summary>
    public StoredVersion Stored { get; }

    /// <summary>Assigns customers to its segments.</summary>
    public SegmentAssigner Assigner { get; }

    /// <summary>What the fields of a customer are to it.</summary>
    public FieldNames Names { get; }

    /// <summary>The version as it serves. O(inputs), once.</summary>
    public static ServedVersion Of(StoredVersion version) => Served.GetValue(version, static version => new ServedVersion(version));

    /// <summary>What a topic lays out of the version for itself, once.</summary>
    /// <param name="layOut">Makes it; of two who ask at the same time for the first time one may do it in vain.</param>
    public T LaidOut<T>(Func<ServedVersion, T> layOut)
        where T : class => (T)_laidOut.GetOrAdd(typeof(T), static (_, made) => made.LayOut(made.Version), (Version: this, LayOut: layOut));

    /// <summary>Its charts. They are read when they are first asked for, and again when those of many other versions were asked for in between.</summary>
    /// <param name="store">Where the version is.</param>
    /// <returns>Null when it has none, being older than charts.</returns>
    /// <exception cref="Core.CorruptModelException">They are damaged, or not there any more.</exception>
    public SegmentCharts? Charts(ModelStore store)
    {
        if (_charts.TryGetTarget(out var known)) return known;
        lock (_reading)
        {
            if (_charts.TryGetTarget(out known)) return known;
            using var stored = store.OpenPart(Stored, ChartsFile.Part);
            if (stored is null) return null;
            var charts = ChartsFile.Read(stored, Stored.Model);
            _charts.SetTarget(charts);
            LatestCharts[(uint)Interlocked.Increment(ref _readings) % MostCharts] = charts;
            return charts;
        }
    }
}

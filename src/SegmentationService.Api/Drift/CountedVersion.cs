using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Drift;

/// <summary>A version as this process counts what it predicts.</summary>
/// <param name="version">The version.</param>
/// <param name="reference">The customers that it was trained on.</param>
/// <param name="since">When the counting begins: UTC.</param>
internal sealed class CountedVersion(StoredVersion version, DriftReference reference, DateTime since)
{
    private long[]? _before;
    private long _saved;
    private volatile DriftLook? _look;

    /// <summary>The version.</summary>
    public StoredVersion Version { get; } = version;

    /// <summary>Counts its customers.</summary>
    public DriftCounter Counter { get; } = new(version.Model.FeatureSet, reference);

    /// <summary>What was last found of it; null before the first look.</summary>
    public DriftLook? Look => _look;

    /// <summary>What this process, and those that had its place before, have counted; and since when.</summary>
    /// <param name="folder">Where those have left it.</param>
    public (long[] Counts, DateTime Since) Read(DriftFolder folder)
    {
        var counts = Counter.Read();
        if (_before is null && folder.TryTakePlace())
        {
            var snapshot = folder.Read(Version, counts.Length, folder.Place!.Value);
            _before = snapshot?.Counts ?? [];
            if (snapshot?.Since < since) since = snapshot.Since;
        }

        for (var cell = 0; cell < _before?.Length; cell++) counts[cell] += _before[cell];
        return (counts, since);
    }

    /// <summary>Looks at what is counted, and writes it where it has changed and can be written.</summary>
    /// <param name="folder">Takes it.</param>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void Save(DriftFolder folder)
    {
        var (counts, begun) = Read(folder);
        var customers = new DriftCells(reference).Customers(counts);
        if (customers == _saved) return;
        _look = new DriftLook(customers, DriftReport.Of(reference, counts).All.Count(test => test.IsDrift));
        if (folder.Place is null) return;
        folder.Write(new DriftSnapshot(DriftSnapshot.NewestFormat, Version.ModelName, Version.Version, Version.Fingerprint, begun, counts));
        _saved = customers;
    }
}

/// <summary>What was found of a version.</summary>
/// <param name="Customers">The customers that were counted.</param>
/// <param name="Drifting">The quantities that have drifted.</param>
internal sealed record DriftLook(long Customers, int Drifting);

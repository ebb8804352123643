using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Training;

/// <summary>The points of one training where other replicas do the passes over them.</summary>
/// <param name="files">Where they lie for that.</param>
/// <param name="carrier">Asks the other replicas.</param>
/// <param name="customersOfPart">The most points of a part.</param>
internal sealed class SharedPoints(PointsFiles files, IPartCarrier carrier, int customersOfPart) : IDisposable
{
    private readonly List<PointsFile> _made = [];
    private IReadOnlyList<PartSource> _parts = [];

    /// <summary>Makes the room for points, all zeros. Those that were made before stay until <see cref="Deal"/>: the new ones may be copied of them.</summary>
    public FeatureMatrix Make(int count, int features)
    {
        _made.Add(files.Create(count, features));
        return _made[^1].Points;
    }

    /// <summary>Hands the points that were made last to the replicas, and removes those that were made before: of features that were left out then.</summary>
    /// <exception cref="Core.ReplicasTooFewException">They have no room for them.</exception>
    /// <exception cref="Core.PartFailedException">A replica cannot read them.</exception>
    public PointParts Deal(CancellationToken cancellation)
    {
        foreach (var replaced in _made[..^1]) replaced.Dispose();
        _made.RemoveRange(0, _made.Count - 1);
        var file = _made[^1];
        _parts = file.ToParts(customersOfPart);
        return PointParts.Of(carrier, _parts, HeldPoints.BytesOf(file.SizeOfPart(customersOfPart), file.Points.Features), cancellation);
    }

    /// <summary>Has the replicas forget the points, and removes them.</summary>
    public void Dispose()
    {
        foreach (var part in _parts) carrier.Drop(part);
        foreach (var file in _made) file.Dispose();
    }
}

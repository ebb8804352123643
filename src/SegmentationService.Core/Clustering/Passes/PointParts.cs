namespace SegmentationService.Core.Clustering.Passes;

/// <summary>The points of a training part by part, where other processes hold them.</summary>
public sealed class PointParts
{
    private PointParts(IPoints points) => Points = points;

    /// <summary>The points.</summary>
    internal IPoints Points { get; }

    /// <summary>Asks each part what it has.</summary>
    /// <param name="carrier">Carries questions to whoever holds the parts.</param>
    /// <param name="parts">All parts, in the order of their points.</param>
    /// <param name="cancellation">Cancels all questions about them.</param>
    /// <exception cref="PartFailedException">A part cannot be had.</exception>
    public static PointParts Of(IPartCarrier carrier, IReadOnlyList<PartSource> parts, CancellationToken cancellation)
    {
        var (asking, points) = (carrier.Asking(cancellation), new IPoints[parts.Count]);
        asking.For(points.Length, p => points[p] = new PointsElsewhere(question => carrier.Ask(parts[p], question, cancellation)));
        return new PointParts(new PointsInParts(points) { Asking = asking });
    }
}

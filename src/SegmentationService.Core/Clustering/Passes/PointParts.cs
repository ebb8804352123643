namespace SegmentationService.Core.Clustering.Passes;

/// <summary>The points of a training part by part, where other processes hold them.</summary>
public sealed class PointParts
{
    private PointParts(IPoints points) => Points = points;

    /// <summary>The points.</summary>
    internal IPoints Points { get; }

    /// <summary>Sees whether the replicas have room for the parts, and asks each part what it has.</summary>
    /// <param name="carrier">Carries questions to whoever holds the parts.</param>
    /// <param name="parts">All parts, in the order of their points.</param>
    /// <param name="bytesOfPart">What the holder of a part holds at most.</param>
    /// <param name="cancellation">Cancels all questions about them.</param>
    /// <exception cref="ReplicasTooFewException">The replicas have no room for them; none was opened.</exception>
    /// <exception cref="PartFailedException">A part cannot be had.</exception>
    public static PointParts Of(IPartCarrier carrier, IReadOnlyList<PartSource> parts, long bytesOfPart, CancellationToken cancellation)
    {
        Admit(carrier.Rooms(cancellation), parts.Count, bytesOfPart);
        return new PointParts(PointsInParts.Elsewhere(carrier, parts, cancellation));
    }

    /// <summary>Parts are dealt evenly, so the replica with the least room says how many replicas like it are enough.</summary>
    private static void Admit(IReadOnlyList<ReplicaRoom> rooms, int parts, long bytesOfPart)
    {
        if (rooms.Select((room, i) => (room.FreeBytes / bytesOfPart) >= (parts - i + rooms.Count - 1) / rooms.Count).All(fits => fits)) return;
        var (free, whole) = (Needed(rooms.Min(room => room.FreeBytes)), Needed(rooms.Min(room => room.Bytes)));
        throw new ReplicasTooFewException(rooms.Count, free ?? whole, parts, bytesOfPart, rooms.Min(room => room.FreeBytes), rooms.Min(room => room.Bytes));

        long? Needed(long bytes) => bytes < bytesOfPart ? null : (parts + (bytes / bytesOfPart) - 1) / (bytes / bytesOfPart);
    }
}

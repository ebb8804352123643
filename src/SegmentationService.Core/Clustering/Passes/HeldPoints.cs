using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Holds points as one part of a dataset.</summary>
/// <param name="points">The points.</param>
/// <param name="parallelism">How many threads may work on an answer.</param>
/// <param name="memory">What they were taken from, given back with the holder; null where nobody counts.</param>
public sealed class HeldPoints(FeatureMatrix points, Parallelism parallelism, MemoryShare? memory = null) : IPartHolder
{
    private readonly PointsHolder _holder = new(new PointsInMemory(points, parallelism) { RoomToSort = memory }, parallelism);

    /// <summary>What such a holder holds: the points, and a label of each. Where there are 48 segments or more it takes the points again and 16 bytes a point to sort them, if there is room: that only makes it faster.</summary>
    /// <param name="count">n.</param>
    /// <param name="features">d.</param>
    public static long BytesOf(int count, int features) => FeatureMatrix.BytesOf(count, features) + ((long)sizeof(int) * count);

    /// <inheritdoc/>
    public byte[] Answer(byte[] question, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _holder.Answer(question);
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();
}

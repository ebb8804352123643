using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Holds points as one part of a dataset.</summary>
/// <param name="points">The points.</param>
/// <param name="parallelism">How many threads may work on an answer.</param>
/// <param name="memory">What they were taken from, given back with the holder; null where nobody counts.</param>
public sealed class HeldPoints(FeatureMatrix points, Parallelism parallelism, IDisposable? memory = null) : IPartHolder
{
    private readonly PointsHolder _holder = new(new PointsInMemory(points, parallelism), parallelism);

    /// <summary>What such a holder holds: the points, and a label of each. While points are sorted, from some 48 segments on, another 44 bytes a point come to it, which nobody counts.</summary>
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

using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>How far the points of a block are from changing their cluster: made of the two scores that <see cref="CentroidScores"/> keeps.</summary>
internal static class NearestMargins
{
    /// <summary>No second centroid is taken to be farther: a score that is surely larger than any other and whose square is still a float.</summary>
    private const float Farthest = 1e18f;

    /// <summary>The roundings of the few steps here take less away from a margin than this does.</summary>
    private const float RoundedDown = 1 - 1e-6f;

    /// <summary>
    /// With d1 and d2 the distances to the nearest and the second nearest centroid, s1 and s2 their scores, the margin d2 - d1 =
    /// 2 (s2 - s1) / (d1 + d2) is at least 2 (s2 - s1) / sqrt(2 (d1^2 + d2^2)). O(64 d).
    /// </summary>
    /// <typeparam name="TLane">The vector width.</typeparam>
    /// <param name="block">in: d x 64, feature-major.</param>
    /// <param name="best">in: 64 scores of the nearest centroid.</param>
    /// <param name="second">in: 64 scores of the second nearest.</param>
    /// <param name="error">By how much a score may be wrong.</param>
    /// <param name="cap">What margins are limited to, where centroids were left out that are no nearer than that.</param>
    /// <param name="margins">out: 64 lower bounds of d2 - d1; 0 where the scores are too close to tell.</param>
    /// <param name="ownSquares">out: 64 squared distances to the nearest centroid, wrong by at most four times the error.</param>
    public static void Bound<TLane>(
        ReadOnlySpan<float> block, ReadOnlySpan<float> best, ReadOnlySpan<float> second, float error, float cap, Span<float> margins, Span<float> ownSquares)
        where TLane : struct, ILane<TLane>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(best.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(second.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(margins.Length, FeatureMatrix.BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(ownSquares.Length, FeatureMatrix.BlockSize);
        ref var points = ref MemoryMarshal.GetReference(block);
        ref var nearest = ref MemoryMarshal.GetReference(best);
        ref var other = ref MemoryMarshal.GetReference(second);
        var (doubt, doubts) = (TLane.Broadcast(2 * error), TLane.Broadcast((8 * error) + float.Epsilon));
        for (nuint lane = 0; lane < FeatureMatrix.BlockSize; lane += (nuint)TLane.Width)
        {
            var norm = TLane.Zero;
            for (var offset = lane; offset < (nuint)block.Length; offset += FeatureMatrix.BlockSize)
            {
                var x = TLane.Load(ref points, offset);
                norm = TLane.MultiplyAdd(x, x, norm);
            }

            var s1 = TLane.Load(ref nearest, lane);
            var s2 = TLane.Min(TLane.Load(ref other, lane), TLane.Broadcast(Farthest));
            var own = TLane.Max(s1 + s1 + norm, TLane.Zero);
            var squares = own + TLane.Max(s2 + s2 + norm, TLane.Zero) + doubts;
            var gap = TLane.Max(s2 - s1 - doubt, TLane.Zero);
            var margin = TLane.Sqrt(TLane.MultiplyAdd(gap / squares, gap + gap, TLane.Zero));
            margin = TLane.Min(TLane.MultiplyAdd(margin, TLane.Broadcast(RoundedDown), TLane.Zero), TLane.Broadcast(cap));
            margin.Store(ref MemoryMarshal.GetReference(margins), lane);
            own.Store(ref MemoryMarshal.GetReference(ownSquares), lane);
        }
    }
}

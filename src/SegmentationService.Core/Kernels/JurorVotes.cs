using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Kernels;

/// <summary>Which of its centroids is nearest to one point, for many jurors side by side, with the widest lane that the processor has.</summary>
internal static class JurorVotes
{
    /// <summary>The number of jurors is a multiple of this, so that a vector of any width holds jurors of one cluster.</summary>
    public const int Group = 16;

    /// <summary>For each juror the nearest of its k centroids, of equally near ones the first; distances are summed as in <see cref="NearestCentroid"/>. O(B k d).</summary>
    /// <param name="centroids">in: B k points of d features, juror b's centroid c at c B + b.</param>
    /// <param name="point">in: d values.</param>
    /// <param name="votes">out: B numbers of centroids, as floats.</param>
    public static void Cast(FeatureMatrix centroids, ReadOnlySpan<float> point, Span<float> votes) =>
        WidestLane.Run<Work, int>(new Work(centroids, point, votes));

    /// <summary>The same with one lane.</summary>
    /// <typeparam name="TLane">The vector width; the result is the same at every one.</typeparam>
    /// <param name="centroids">As above.</param>
    /// <param name="point">As above.</param>
    /// <param name="votes">As above.</param>
    internal static void Cast<TLane>(FeatureMatrix centroids, ReadOnlySpan<float> point, Span<float> votes)
        where TLane : struct, ILane<TLane>
    {
        var (jurors, features) = (votes.Length, point.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(features, centroids.Features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(jurors % Group, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(centroids.Count % jurors, 0);
        ref var coordinates = ref MemoryMarshal.GetReference(point);
        ref var target = ref MemoryMarshal.GetReference(votes);
        for (var lane = 0; lane < jurors; lane += TLane.Width)
        {
            var best = TLane.Broadcast(float.PositiveInfinity);
            var bestIndex = TLane.Zero;
            for (var (c, place) = (0, lane); place < centroids.Count; c++, place += jurors)
            {
                ref var block = ref MemoryMarshal.GetReference(centroids.Block(place / FeatureMatrix.BlockSize));
                var sum = TLane.Zero;
                for (var (f, offset) = (0, place % FeatureMatrix.BlockSize); f < features; f++, offset += FeatureMatrix.BlockSize)
                {
                    var difference = TLane.Load(ref block, (nuint)offset) - TLane.Broadcast(Unsafe.Add(ref coordinates, f));
                    sum = TLane.MultiplyAdd(difference, difference, sum);
                }

                bestIndex = TLane.Select(TLane.LessThan(sum, best), TLane.Broadcast(c), bestIndex);
                best = TLane.Min(sum, best);
            }

            bestIndex.Store(ref target, (nuint)lane);
        }
    }

    private readonly ref struct Work(FeatureMatrix centroids, ReadOnlySpan<float> point, Span<float> votes) : ILaneWork<int>
    {
        private readonly ReadOnlySpan<float> _point = point;
        private readonly Span<float> _votes = votes;

        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            Cast<TLane>(centroids, _point, _votes);
            return _votes.Length;
        }
    }
}

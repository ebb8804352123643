using SegmentationService.Core;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Limits;

/// <summary>
/// Fused multiply-adds of floats in the widest vectors, nothing loaded and nothing stored: how fast the processor can calculate at all.
/// Twelve sums that do not wait for each other hide the latency (two units, four cycles), and fit into 16 registers.
/// </summary>
internal sealed class MultiplyAddLoop
{
    private const int Pieces = 64;
    private const int StepsOfFloats = 320_000;
    private const int Sums = 12;
    private const int WidestLaneFloats = 16;

    private readonly float[] _results = new float[Pieces * WidestLaneFloats];

    /// <summary>The multiply-adds of floats in one <see cref="Run"/>, whatever the width of the vectors.</summary>
    public const long MultiplyAdds = (long)Pieces * StepsOfFloats * Sums;

    /// <summary>The floats of one vector.</summary>
    public static int Width { get; } = WidestLane.Run<LaneWidth, int>(default);

    /// <summary>Does them.</summary>
    /// <param name="parallelism">How many threads share them.</param>
    public void Run(Parallelism parallelism) => parallelism.Each(Pieces, (_, piece) => WidestLane.Run<Piece, int>(new Piece(_results, piece)));

    private readonly struct LaneWidth : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane> => TLane.Width;
    }

    private readonly struct Piece(float[] results, int piece) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            // Each sum stays between 1 and 12: neither infinite nor denormal, which would take longer.
            var (factor, addend) = (TLane.Broadcast(0.5f), TLane.Broadcast(0.5f));
            TLane a = TLane.Broadcast(1), b = TLane.Broadcast(2), c = TLane.Broadcast(3), d = TLane.Broadcast(4);
            TLane e = TLane.Broadcast(5), f = TLane.Broadcast(6), g = TLane.Broadcast(7), h = TLane.Broadcast(8);
            TLane i = TLane.Broadcast(9), j = TLane.Broadcast(10), k = TLane.Broadcast(11), l = TLane.Broadcast(12);
            for (var step = 0; step < StepsOfFloats; step += TLane.Width)
            {
                a = TLane.MultiplyAdd(a, factor, addend);
                b = TLane.MultiplyAdd(b, factor, addend);
                c = TLane.MultiplyAdd(c, factor, addend);
                d = TLane.MultiplyAdd(d, factor, addend);
                e = TLane.MultiplyAdd(e, factor, addend);
                f = TLane.MultiplyAdd(f, factor, addend);
                g = TLane.MultiplyAdd(g, factor, addend);
                h = TLane.MultiplyAdd(h, factor, addend);
                i = TLane.MultiplyAdd(i, factor, addend);
                j = TLane.MultiplyAdd(j, factor, addend);
                k = TLane.MultiplyAdd(k, factor, addend);
                l = TLane.MultiplyAdd(l, factor, addend);
            }

            (a + b + (c + d) + (e + f + (g + h)) + (i + j + (k + l))).Store(ref results[piece * WidestLaneFloats], 0);
            return TLane.Width;
        }
    }
}

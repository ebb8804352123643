using SegmentationService.Core.Clustering;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Limits;

/// <summary>One read of a buffer of 256 MiB, far more than a cache holds, with the widest vectors: how fast memory can be read at all.</summary>
internal sealed class StreamingRead
{
    private const int Pieces = 64;
    private const int FloatsPerPiece = 1 << 20;
    private const int Accumulators = 4;
    private const int WidestLaneFloats = 16;

    private readonly float[] _values = GC.AllocateUninitializedArray<float>(Pieces * FloatsPerPiece);
    private readonly float[] _sums = new float[Pieces * WidestLaneFloats];

    /// <summary>Makes the buffer and writes it: memory that was never written is one page of zeros, and in the cache.</summary>
    public StreamingRead() => Array.Fill(_values, 1f);

    /// <summary>What one <see cref="Run"/> reads.</summary>
    public const long Bytes = (long)Pieces * FloatsPerPiece * sizeof(float);

    /// <summary>Reads the buffer once.</summary>
    /// <param name="parallelism">How many threads share it.</param>
    public void Run(Parallelism parallelism) => parallelism.Each(Pieces, (_, piece) => WidestLane.Run<Piece, int>(new Piece(this, piece)));

    private readonly struct Piece(StreamingRead read, int piece) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            ref var values = ref read._values[piece * FloatsPerPiece];
            TLane sum0 = TLane.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (nuint i = 0; i < FloatsPerPiece; i += (nuint)(Accumulators * TLane.Width))
            {
                sum0 += TLane.Load(ref values, i);
                sum1 += TLane.Load(ref values, i + (nuint)TLane.Width);
                sum2 += TLane.Load(ref values, i + (nuint)(2 * TLane.Width));
                sum3 += TLane.Load(ref values, i + (nuint)(3 * TLane.Width));
            }

            (sum0 + sum1 + (sum2 + sum3)).Store(ref read._sums[piece * WidestLaneFloats], 0);
            return TLane.Width;
        }
    }
}

using SegmentationService.Core;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Limits;

/// <summary>One read of a buffer with the widest vectors: how fast so much data can be read at all.</summary>
internal sealed class StreamingRead
{
    /// <summary>256 MiB: far more than a cache holds.</summary>
    public const long BeyondCache = 256L << 20;

    private const int Pieces = 64;
    private const int Accumulators = 4;
    private const int WidestLaneFloats = 16;
    private const int FloatsPerStep = Accumulators * WidestLaneFloats;

    private readonly int _floatsPerPiece;
    private readonly float[] _values;
    private readonly float[] _sums = new float[Pieces * WidestLaneFloats];

    /// <summary>Makes the buffer and writes it: memory that was never written is one page of zeros, and in the cache.</summary>
    /// <param name="bytes">Its size, above 0 and at most 8 GiB; rounded up to whole steps.</param>
    public StreamingRead(long bytes)
    {
        const long bytesPerStep = (long)Pieces * FloatsPerStep * sizeof(float);
        _floatsPerPiece = checked((int)((bytes + bytesPerStep - 1) / bytesPerStep)) * FloatsPerStep;
        _values = GC.AllocateUninitializedArray<float>(checked(Pieces * _floatsPerPiece));
        Array.Fill(_values, 1f);
    }

    /// <summary>What one <see cref="Run"/> reads.</summary>
    public long Bytes => (long)_values.Length * sizeof(float);

    /// <summary>Reads the buffer once.</summary>
    /// <param name="parallelism">How many threads share it.</param>
    public void Run(Parallelism parallelism) => parallelism.Each(Pieces, (_, piece) => WidestLane.Run<Piece, int>(new Piece(this, piece)));

    private readonly struct Piece(StreamingRead read, int piece) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            ref var values = ref read._values[piece * read._floatsPerPiece];
            TLane sum0 = TLane.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (nuint i = 0; i < (nuint)read._floatsPerPiece; i += (nuint)(Accumulators * TLane.Width))
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

using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// What all runs on the same points share: the sum of squares, the largest norm, and the scale of the fixed-point numbers in
/// which clusters are summed. Sums of whole numbers are exact: points can leave and join a cluster in any order and any number of
/// times, and the sum never drifts.
/// </summary>
internal sealed class PointTotals
{
    private const int BitsOfSum = 62;

    private readonly long _count;
    private readonly float _largestValue;
    private readonly ExactSum _squares;

    /// <summary>Measures the points, in one pass. O(n d).</summary>
    public PointTotals(FeatureMatrix points, Parallelism parallelism)
        : this(Measure(points, parallelism))
    {
    }

    private PointTotals(PointTotals[] parts)
        : this(
            parts.Sum(part => part._count),
            parts.Aggregate(0f, (largest, part) => Math.Max(largest, part._largestValue)),
            parts.Aggregate(0f, (largest, part) => Math.Max(largest, part.LargestSquaredNorm)),
            parts.Aggregate(new ExactSum(), (sum, part) =>
            {
                sum.Add(part._squares);
                return sum;
            }))
    {
    }

    private PointTotals(long count, float largestValue, float largestSquaredNorm, ExactSum squares)
    {
        (_count, _largestValue, LargestSquaredNorm, _squares) = (count, largestValue, largestSquaredNorm, squares);
        SumOfSquares = _squares.Value;
        BitsOfValue = BitsOfSum - Math.ILogB((double)Math.Max(_count, 1)) - 1;
        Scale = Math.ScaleB(1, BitsOfValue - (Math.ILogB((double)Math.Max(_largestValue, float.Epsilon)) + 1));
    }

    /// <summary>Measures some blocks.</summary>
    private PointTotals(FeatureMatrix points, int first, int end)
    {
        _squares = new ExactSum();
        for (var block = first; block < end; block++)
        {
            var values = points.Block(block);
            var count = points.PointsIn(block);
            if (block + 1 < end) BlockPrefetch.Begin(points.Block(block + 1));
            var (value, norm) = BlockExtent.Largest(values, count);
            _count += count;
            _largestValue = Math.Max(_largestValue, value);
            LargestSquaredNorm = Math.Max(LargestSquaredNorm, norm);
            if (count == FeatureMatrix.BlockSize) ExactSums.AddSquares(values, value, _squares);
            else for (var f = 0; f < points.Features; f++) ExactSums.AddSquares(values.Slice(f * FeatureMatrix.BlockSize, count), value, _squares);
        }
    }

    /// <summary>The sum of the squares of all coordinates of all points.</summary>
    public double SumOfSquares { get; }

    /// <summary>The largest |x|^2 of a point x.</summary>
    public float LargestSquaredNorm { get; }

    /// <summary>A coordinate times this, truncated, is what is summed; a power of two. All points together fit into 63 bits.</summary>
    public double Scale { get; }

    /// <summary>The bits of one value that is summed: so many that all points together fit into 63.</summary>
    public int BitsOfValue { get; }

    /// <summary>The totals of points that were measured in parts. The same as of all together, in whatever order.</summary>
    public static PointTotals Of(params PointTotals[] parts) => new(parts);

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static PointTotals ReadFrom(BinaryReader reader)
    {
        var (count, largestValue, largestSquaredNorm) = (reader.ReadInt64(), reader.ReadSingle(), reader.ReadSingle());
        return new PointTotals(count, largestValue, largestSquaredNorm, reader.ReadSum());
    }

    /// <summary>Writes all of it.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(_count);
        writer.Write(_largestValue);
        writer.Write(LargestSquaredNorm);
        writer.WriteSum(_squares);
    }

    /// <summary>Whether passes with these totals go on with those of others: they sum in the same scale, with the same bounds.</summary>
    public bool HasScaleOf(PointTotals other) =>
        (_count, _largestValue, LargestSquaredNorm) == (other._count, other._largestValue, other.LargestSquaredNorm);

    /// <summary>Whether these may be totals of all points where another one is of a part of them: of as many at least, and as far out.</summary>
    public bool Covers(PointTotals part) => _count >= part._count
        && _count <= int.MaxValue
        && float.IsFinite(_largestValue)
        && float.IsFinite(LargestSquaredNorm)
        && _largestValue >= part._largestValue
        && LargestSquaredNorm >= part.LargestSquaredNorm;

    private static PointTotals[] Measure(FeatureMatrix points, Parallelism parallelism)
    {
        var chunks = new FixedChunks(points);
        var parts = new PointTotals[chunks.Count];
        chunks.Run(parallelism, (chunk, first, end) => parts[chunk] = new PointTotals(points, first, end));
        return parts;
    }
}

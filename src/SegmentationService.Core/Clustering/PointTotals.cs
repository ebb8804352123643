using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// What all runs on the same points share: the sum of squares, and the scale of the fixed-point numbers in which clusters are
/// summed. Sums of whole numbers are exact: points can leave and join a cluster in any order and any number of times, and the sum
/// never drifts.
/// </summary>
internal sealed class PointTotals
{
    private const int BitsOfSum = 62;

    public PointTotals(FeatureMatrix points, Parallelism parallelism)
    {
        var chunks = new FixedChunks(points);
        var squares = new double[chunks.Count];
        var largest = new float[chunks.Count];
        chunks.Run(parallelism, (chunk, first, end) =>
        {
            for (var block = first; block < end; block++)
            {
                var values = points.Block(block);
                for (var f = 0; f < values.Length; f += FeatureMatrix.BlockSize)
                {
                    foreach (var value in values.Slice(f, points.PointsIn(block)))
                    {
                        squares[chunk] += (double)value * value;
                        largest[chunk] = Math.Max(largest[chunk], Math.Abs(value));
                    }
                }
            }
        });
        SumOfSquares = squares.Sum();
        var magnitude = Math.Max(largest.Max(), float.Epsilon);
        var bits = BitsOfSum - Math.ILogB((double)Math.Max(points.Count, 1)) - 1 - (Math.ILogB((double)magnitude) + 1);
        Scale = Math.ScaleB(1, bits);
    }

    /// <summary>The sum of the squares of all coordinates of all points.</summary>
    public double SumOfSquares { get; }

    /// <summary>A coordinate times this, truncated, is what is summed; a power of two. All points together fit into 63 bits.</summary>
    public double Scale { get; }
}

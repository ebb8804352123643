using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The margins of points from the scores of the two nearest centroids. The scores are in the cache, where the assignment left them.</summary>
public class NearestMarginsBench : LaneBench
{
    private const float Error = 1e-5f;
    private readonly float[] _margins = new float[FeatureMatrix.BlockSize];
    private readonly float[] _own = new float[FeatureMatrix.BlockSize];
    private float[] _best = null!;
    private float[] _second = null!;

    [Params(8, 32)]
    public override int Features { get; set; }

    internal override PointCost Cost => new(Features * sizeof(float), Features);

    internal override void Prepare()
    {
        _best = Gaussians(FeatureMatrix.BlockSize);
        _second = Array.ConvertAll(_best, score => score + 1);
    }

    internal override void Run<TLane>()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++)
            NearestMargins.Bound<TLane>(Points.Block(block), _best, _second, Error, float.PositiveInfinity, _margins, _own);
    }
}

using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>
/// The assignment by scores, as an iteration needs it; the same with the next block asked for ahead, as passes do it; and with the two
/// nearest kept, as bounds need them.
/// </summary>
public class CentroidScoresBench : LaneBench
{
    private readonly int[] _labels = new int[FeatureMatrix.BlockSize];
    private readonly float[] _best = new float[FeatureMatrix.BlockSize];
    private readonly float[] _second = new float[FeatureMatrix.BlockSize];
    private float[] _packed = null!;

    public enum Form
    {
        Nearest,
        NearestPrefetched,
        NearestTwo,
    }

    [ParamsAllValues]
    public Form Kept { get; set; }

    [Params(8, 32)]
    public override int Features { get; set; }

    [Params(8, 64)]
    public int Clusters { get; set; }

    internal override PointCost Cost => new(Features * sizeof(float), Clusters * Features);

    internal override void Prepare()
    {
        _packed = new float[Clusters * CentroidScores.Stride(Features)];
        CentroidScores.Pack(Gaussians(Clusters * Features), Features, _packed);
    }

    internal override void Run<TLane>()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++)
        {
            if (Kept == Form.NearestPrefetched && block + 1 < end) BlockPrefetch.Begin(Points.Block(block + 1));
            if (Kept == Form.NearestTwo) CentroidScores.AssignTwo<TLane>(Points.Block(block), _packed, _labels, _best, _second);
            else CentroidScores.Assign<TLane>(Points.Block(block), _packed, _labels);
        }
    }
}

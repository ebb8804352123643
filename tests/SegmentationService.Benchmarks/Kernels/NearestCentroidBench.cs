using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The exact assignment with distances, as the last pass of a run needs it.</summary>
public class NearestCentroidBench : LaneBench
{
    private readonly int[] _labels = new int[FeatureMatrix.BlockSize];
    private readonly float[] _distances = new float[FeatureMatrix.BlockSize];
    private float[] _centroids = null!;

    [Params(8, 32)]
    public override int Features { get; set; }

    [Params(8, 64)]
    public int Clusters { get; set; }

    internal override PointCost Cost => new(Features * sizeof(float), Clusters * Features);

    internal override void Prepare() => _centroids = Gaussians(Clusters * Features);

    internal override void Run<TLane>()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++) NearestCentroid.Assign<TLane>(Points.Block(block), _centroids, Features, _labels, _distances);
    }
}

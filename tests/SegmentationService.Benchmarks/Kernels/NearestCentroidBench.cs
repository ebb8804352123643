using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The assignment of 100,000 points at every vector width, against its scalar form.</summary>
public class NearestCentroidBench
{
    private readonly int[] _labels = new int[FeatureMatrix.BlockSize];
    private readonly float[] _distances = new float[FeatureMatrix.BlockSize];
    private FeatureMatrix _points = null!;
    private float[] _centroids = null!;

    [Params(8, 32)]
    public int Features { get; set; }

    [Params(8, 64)]
    public int Clusters { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new SeededRandom(1);
        _points = new FeatureMatrix(100_000, Features);
        for (var i = 0; i < _points.Count; i++)
            for (var f = 0; f < Features; f++) _points[i, f] = (float)random.NextGaussian();
        _centroids = Array.ConvertAll(new float[Clusters * Features], _ => (float)random.NextGaussian());
    }

    [Benchmark(Baseline = true)]
    public float Scalar() => Assign<Lane1>();

    [Benchmark]
    public float Bits128() => Assign<Lane128>();

    [Benchmark]
    public float Bits256() => Assign<Lane256>();

    [Benchmark]
    public float Bits512() => Assign<Lane512>();

    private float Assign<TLane>()
        where TLane : struct, ILane<TLane>
    {
        var sum = 0f;
        for (var block = 0; block < _points.Blocks; block++)
        {
            NearestCentroid.Assign<TLane>(_points.Block(block), _centroids, Features, _labels, _distances);
            sum += _distances[0];
        }

        return sum;
    }
}

using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The labels of 100,000 points as an iteration needs them, at every vector width, against the exact assignment.</summary>
public class CentroidScoresBench
{
    private readonly int[] _labels = new int[FeatureMatrix.BlockSize];
    private readonly float[] _distances = new float[FeatureMatrix.BlockSize];
    private float[] _packed = null!;
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
        _packed = new float[Clusters * CentroidScores.Stride(Features)];
        CentroidScores.Pack(_centroids, Features, _packed);
    }

    [Benchmark(Baseline = true)]
    public int Exact256()
    {
        for (var block = 0; block < _points.Blocks; block++)
            NearestCentroid.Assign<Lane256>(_points.Block(block), _centroids, Features, _labels, _distances);
        return _labels[0];
    }

    [Benchmark]
    public int Scalar() => Assign<Lane1>();

    [Benchmark]
    public int Bits128() => Assign<Lane128>();

    [Benchmark]
    public int Bits256() => Assign<Lane256>();

    [Benchmark]
    public int Bits512() => Assign<Lane512>();

    private int Assign<TLane>()
        where TLane : struct, ILane<TLane>
    {
        for (var block = 0; block < _points.Blocks; block++) CentroidScores.Assign<TLane>(_points.Block(block), _packed, _labels);
        return _labels[0];
    }
}

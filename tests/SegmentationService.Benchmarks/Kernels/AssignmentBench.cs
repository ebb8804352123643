using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The assignment of 100,000 points: by scores, as an iteration needs it, and exactly, as predictions do; each at every vector width.</summary>
public class AssignmentBench
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
    public int ExactScalar() => Exact<Lane1>();

    [Benchmark]
    public int Exact128() => Exact<Lane128>();

    [Benchmark]
    public int Exact256() => Exact<Lane256>();

    [Benchmark]
    public int Exact512() => Exact<Lane512>();

    [Benchmark]
    public int ScoresScalar() => Scores<Lane1>();

    [Benchmark]
    public int Scores128() => Scores<Lane128>();

    [Benchmark]
    public int Scores256() => Scores<Lane256>();

    [Benchmark]
    public int Scores512() => Scores<Lane512>();

    private int Exact<TLane>()
        where TLane : struct, ILane<TLane>
    {
        for (var block = 0; block < _points.Blocks; block++)
            NearestCentroid.Assign<TLane>(_points.Block(block), _centroids, Features, _labels, _distances);
        return _labels[0];
    }

    private int Scores<TLane>()
        where TLane : struct, ILane<TLane>
    {
        for (var block = 0; block < _points.Blocks; block++) CentroidScores.Assign<TLane>(_points.Block(block), _packed, _labels);
        return _labels[0];
    }
}

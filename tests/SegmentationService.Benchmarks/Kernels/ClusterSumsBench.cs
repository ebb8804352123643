using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The sums of clusters: all points added, as the first iteration does, against a plain loop. The labels are in the cache, where the assignment left them.</summary>
public class ClusterSumsBench : KernelBench
{
    private const double Scale = 1 << 20;
    private long[] _sums = null!;
    private int[] _counts = null!;
    private long[] _values = null!;
    private int[] _labels = null!;

    [Params(8, 32)]
    public override int Features { get; set; }

    [Params(8, 64)]
    public int Clusters { get; set; }

    /// <summary>A coordinate is multiplied as a double and added as a whole number of 64 bits.</summary>
    internal override PointCost Cost => new(Features * sizeof(float), 2 * 2 * Features);

    internal override void Prepare()
    {
        (_sums, _counts) = (new long[Clusters * Features], new int[Clusters]);
        _values = new long[Features * FeatureMatrix.BlockSize];
        _labels = Labels(Clusters);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PointsPerCall)]
    public void Scalar()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++)
        {
            var points = Points.Block(block);
            for (var i = 0; i < FeatureMatrix.BlockSize; i++)
            {
                var label = _labels[((block - first) * FeatureMatrix.BlockSize) + i];
                _counts[label]++;
                for (var f = 0; f < Features; f++) _sums[(label * Features) + f] += (long)(points[(f * FeatureMatrix.BlockSize) + i] * Scale);
            }
        }
    }

    [Benchmark(OperationsPerInvoke = PointsPerCall)]
    public void Widest()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++)
            ClusterSums.Add(Points.Block(block), Scale, _labels.AsSpan((block - first) * FeatureMatrix.BlockSize, FeatureMatrix.BlockSize), _sums, _counts, _values);
    }
}

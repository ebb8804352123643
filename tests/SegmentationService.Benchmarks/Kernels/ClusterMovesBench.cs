using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Data;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The sums of clusters when one point in 32 changes its cluster, as in later iterations, against a plain loop. The labels are in the cache.</summary>
public class ClusterMovesBench : KernelBench
{
    private const int Clusters = 8;
    private const int PointsPerMove = 32;
    private const int CacheLineBytes = 64;
    private const double Scale = 1 << 20;

    private long[] _sums = null!;
    private int[] _counts = null!;
    private int[] _current = null!;
    private int[] _next = null!;
    private int[] _afterNext = null!;

    [Params(8, 32)]
    public override int Features { get; set; }

    /// <summary>Each value of a point that moves brings its cache line with it; it is subtracted and added as a whole number of 64 bits.</summary>
    internal override PointCost Cost => new((double)Features * CacheLineBytes / PointsPerMove, 2.0 * 2 * Features / PointsPerMove);

    internal override void Prepare()
    {
        (_sums, _counts) = (new long[Clusters * Features], new int[Clusters]);
        _current = Labels(Clusters);
        _afterNext = [.. _current];
        _next = [.. _current.Select((label, i) => i % PointsPerMove == 0 ? (label + 1) % Clusters : label)];
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
                var place = ((block - first) * FeatureMatrix.BlockSize) + i;
                var (before, after) = (_current[place], _next[place]);
                if (before == after) continue;
                _counts[before]--;
                _counts[after]++;
                for (var f = 0; f < Features; f++)
                {
                    var value = (long)(points[(f * FeatureMatrix.BlockSize) + i] * Scale);
                    _sums[(before * Features) + f] -= value;
                    _sums[(after * Features) + f] += value;
                }

                _current[place] = after;
            }
        }

        (_next, _afterNext) = (_afterNext, _next);
    }

    [Benchmark(OperationsPerInvoke = PointsPerCall)]
    public void Widest()
    {
        var (first, end) = NextBlocks();
        for (var block = first; block < end; block++)
        {
            var start = (block - first) * FeatureMatrix.BlockSize;
            ClusterSums.Move(
                Points.Block(block), Scale, _current.AsSpan(start, FeatureMatrix.BlockSize), _next.AsSpan(start, FeatureMatrix.BlockSize), _sums, _counts);
        }

        (_next, _afterNext) = (_afterNext, _next);
    }
}

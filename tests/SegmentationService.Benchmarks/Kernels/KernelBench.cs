using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>
/// A kernel on one thread: its scalar form, its form with the widest vectors, and what the machine allows at best. Every time is that of
/// one point. The points come from memory, as they do in a pass over many customers: each call takes the next of them.
/// </summary>
public abstract class KernelBench
{
    /// <summary>The points of one call.</summary>
    public const int PointsPerCall = 1 << 16;

    private const int BlocksPerCall = PointsPerCall / FeatureMatrix.BlockSize;

    /// <summary>64 MiB: more than the caches hold.</summary>
    private const int Values = 16 << 20;

    private int _next;

    /// <summary>d.</summary>
    public abstract int Features { get; set; }

    /// <summary>What must be done for a point.</summary>
    internal abstract PointCost Cost { get; }

    /// <summary>The points: standard normal, so that centroids drawn alike share them.</summary>
    internal FeatureMatrix Points { get; private set; } = null!;

    internal SeededRandom Random { get; } = new(1);

    [GlobalSetup]
    public void SetUp()
    {
        Points = new FeatureMatrix(Values / Features, Features);
        for (var block = 0; block < Points.Blocks; block++)
            foreach (ref var value in Points.Block(block)) value = (float)Random.NextGaussian();
        Prepare();
    }

    /// <summary>Makes what the kernel needs besides the points.</summary>
    internal abstract void Prepare();

    /// <summary>The blocks of the next call.</summary>
    internal (int First, int End) NextBlocks()
    {
        var first = _next;
        _next = (first + BlocksPerCall) % Points.Blocks;
        return (first, first + BlocksPerCall);
    }

    /// <summary>Standard normal values.</summary>
    internal float[] Gaussians(int count) => Array.ConvertAll(new float[count], _ => (float)Random.NextGaussian());

    /// <summary>Clusters of the points of one call.</summary>
    internal int[] Labels(int clusters) => Array.ConvertAll(new int[PointsPerCall], _ => Random.NextInt(clusters));
}

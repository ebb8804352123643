using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>A kernel that is written once for every lane: the scalar form is the same code with <see cref="Lane1"/>.</summary>
public abstract class LaneBench : KernelBench
{
    [Benchmark(Baseline = true, OperationsPerInvoke = PointsPerCall)]
    public void Scalar() => Run<Lane1>();

    [Benchmark(OperationsPerInvoke = PointsPerCall)]
    public void Widest() => WidestLane.Run<Work, int>(new Work(this));

    /// <summary>The kernel over <see cref="KernelBench.NextBlocks"/>.</summary>
    internal abstract void Run<TLane>()
        where TLane : struct, ILane<TLane>;

    private readonly struct Work(LaneBench bench) : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane>
        {
            bench.Run<TLane>();
            return TLane.Width;
        }
    }
}

using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>The weights of a prediction, 64 segments at a time, against a plain loop over <see cref="Math.Exp"/>. A point is a segment: one distance.</summary>
public class SoftmaxWeightsBench : KernelBench
{
    private const double Temperature = 2;

    /// <summary>The range reduction, the series and the power of two, all of doubles.</summary>
    private const int MultiplyAddsOfDoubles = 17;

    public override int Features { get; set; } = 1;

    internal override PointCost Cost => new(sizeof(float), 2 * MultiplyAddsOfDoubles);

    internal override void Prepare()
    {
        for (var block = 0; block < Points.Blocks; block++)
            foreach (ref var value in Points.Block(block)) value *= value;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PointsPerCall)]
    public double Scalar()
    {
        var (first, end) = NextBlocks();
        var total = 0.0;
        for (var block = first; block < end; block++)
            foreach (var distance in Points.Block(block)) total += Math.Exp((0.0 - distance) / Temperature);
        return total;
    }

    [Benchmark(OperationsPerInvoke = PointsPerCall)]
    public double Widest()
    {
        var (first, end) = NextBlocks();
        var total = 0.0;
        for (var block = first; block < end; block++) total += SoftmaxWeights.Sum(Points.Block(block), 0, Temperature);
        return total;
    }
}

using BenchmarkDotNet.Attributes;
using SegmentationService.Benchmarks.Limits;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>One value of the 64 of a block, as bounds and seeding need it, against a plain loop. A point has one value.</summary>
public class BlockReductionBench : KernelBench
{
    public enum Form
    {
        Sum,
        Least,
        Largest,
    }

    [ParamsAllValues]
    public Form Kernel { get; set; }

    public override int Features { get; set; } = 1;

    internal override PointCost Cost => new(sizeof(float), 1);

    internal override void Prepare()
    {
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PointsPerCall)]
    public float Scalar()
    {
        var (first, end) = NextBlocks();
        var total = 0f;
        for (var block = first; block < end; block++)
        {
            var values = Points.Block(block);
            var reduced = values[0];
            switch (Kernel)
            {
                case Form.Sum:
                    for (var i = 1; i < values.Length; i++) reduced += values[i];
                    break;
                case Form.Least:
                    for (var i = 1; i < values.Length; i++) reduced = Math.Min(reduced, values[i]);
                    break;
                default:
                    for (var i = 1; i < values.Length; i++) reduced = Math.Max(reduced, values[i]);
                    break;
            }

            total += reduced;
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = PointsPerCall)]
    public float Widest()
    {
        var (first, end) = NextBlocks();
        var total = 0f;
        for (var block = first; block < end; block++)
        {
            var values = Points.Block(block);
            total += Kernel switch
            {
                Form.Sum => BlockReduction.Sum(values),
                Form.Least => BlockReduction.Least(values),
                _ => BlockReduction.Largest(values),
            };
        }

        return total;
    }
}

using BenchmarkDotNet.Attributes;
using SegmentationService.Core;

namespace SegmentationService.Benchmarks.Limits;

/// <summary>The limits themselves. A time is that of 1,000 bytes or of 1,000 floating-point operations, so 1,000 / ns is GB/s or Gflop/s.</summary>
public class LimitsBench
{
    private const int PerOperation = 1_000;
    private const int FlopsOfMultiplyAdd = 2;
    private StreamingRead _read = null!;
    private MultiplyAddLoop _loop = null!;

    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp() => (_read, _loop) = (new StreamingRead(StreamingRead.BeyondCache), new MultiplyAddLoop());

    [Benchmark(OperationsPerInvoke = (int)(StreamingRead.BeyondCache / PerOperation))]
    public void Read() => _read.Run(new Parallelism(Threads, default));

    [Benchmark(OperationsPerInvoke = (int)(FlopsOfMultiplyAdd * MultiplyAddLoop.MultiplyAdds / PerOperation))]
    public void MultiplyAdd() => _loop.Run(new Parallelism(Threads, default));
}

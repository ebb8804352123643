using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Clustering;

namespace SegmentationService.Benchmarks.Limits;

/// <summary>The limits themselves. A time is that of 1,000 bytes or of 1,000 operations, so 1,000 / ns is GB/s or Gflop/s.</summary>
public class LimitsBench
{
    private const int BytesPerOperation = 1_000;
    private StreamingRead _read = null!;
    private MultiplyAddLoop _loop = null!;

    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp() => (_read, _loop) = (new StreamingRead(), new MultiplyAddLoop());

    [Benchmark(OperationsPerInvoke = (int)(StreamingRead.Bytes / BytesPerOperation))]
    public void Read() => _read.Run(new Parallelism(Threads, default));
}

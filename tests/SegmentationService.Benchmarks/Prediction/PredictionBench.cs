using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Benchmarks.Prediction;

/// <summary>One customer in process: from values to the nearest three segments. <c>--filter '*PredictionBench*'</c>.</summary>
[MemoryDiagnoser]
public class PredictionBench
{
    private readonly SegmentDistance[] _nearest = new SegmentDistance[3];
    private SegmentAssigner _assigner = null!;
    private double[][] _customers = null!;
    private int _next;

    /// <summary>Features x segments.</summary>
    [Params("10x5", "32x5000")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var model = Shape == "10x5" ? PredictionModels.Shop(5) : PredictionModels.Wide(32, 5_000);
        _assigner = new SegmentAssigner(model);
        _customers = PredictionModels.Customers(model, 1024);
    }

    [Benchmark]
    public bool Assign() => _assigner.Assign(_customers[_next++ % 1024], _nearest);
}

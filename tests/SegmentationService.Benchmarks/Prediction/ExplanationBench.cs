using BenchmarkDotNet.Attributes;
using SegmentationService.Core.Explanations;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Benchmarks.Prediction;

/// <summary>One customer explained in process: ten features of seven columns, four of which feed behavioural ones. <c>--filter '*ExplanationBench*'</c>.</summary>
[MemoryDiagnoser]
public class ExplanationBench
{
    private CustomerExplainer _explainer = null!;
    private double[][] _customers = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var model = PredictionModels.Shop(5);
        _explainer = new CustomerExplainer(new SegmentAssigner(model), []);
        _customers = PredictionModels.Customers(model, 1024);
    }

    [Benchmark]
    public Explanation Explain() => _explainer.Explain(_customers[_next++ % 1024]);
}

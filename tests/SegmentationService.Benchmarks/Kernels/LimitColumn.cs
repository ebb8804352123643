using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using SegmentationService.Benchmarks.Limits;

namespace SegmentationService.Benchmarks.Kernels;

/// <summary>What the machine allows at best, beside what a kernel takes: measured once, in the process that the kernels ran in.</summary>
internal sealed class LimitColumn : IColumn
{
    private const double SecondsPerLimit = 0.5;
    private static readonly Lazy<MachineLimits> Limits = new(() => MachineLimits.Measure(threads: 1, SecondsPerLimit, StreamingRead.BeyondCache));
    private readonly Func<double, double, double> _value;

    private LimitColumn(string name, string legend, int priority, Func<double, double, double> value) =>
        (ColumnName, Legend, PriorityInCategory, _value) = (name, legend, priority, value);

    /// <summary>The limit.</summary>
    public static IColumn Nanoseconds { get; } = new LimitColumn(
        "Limit ns", "One read of what a point consists of, or its multiply-adds in the widest vectors on one thread, whichever takes longer", 0, (_, limit) => limit);

    /// <summary>The time as a multiple of the limit.</summary>
    public static IColumn OfLimit { get; } = new LimitColumn("Of limit", "Mean / Limit", 1, (mean, limit) => mean / limit);

    public string Id => $"{nameof(LimitColumn)}.{ColumnName}";

    public string ColumnName { get; }

    public string Legend { get; }

    public int PriorityInCategory { get; }

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(IsKernel);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (!IsKernel(benchmarkCase) || summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "";
        return _value(statistics.Mean, CostOf(benchmarkCase).LeastNanoseconds(Limits.Value)).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static bool IsKernel(BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.Type.IsAssignableTo(typeof(KernelBench));

    private static PointCost CostOf(BenchmarkCase benchmarkCase)
    {
        var bench = (KernelBench)Activator.CreateInstance(benchmarkCase.Descriptor.Type)!;
        foreach (var parameter in benchmarkCase.Parameters.Items) bench.GetType().GetProperty(parameter.Name)!.SetValue(bench, parameter.Value);
        return bench.Cost;
    }
}

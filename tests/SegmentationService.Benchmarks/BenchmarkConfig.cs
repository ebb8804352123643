using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using SegmentationService.Benchmarks.Kernels;

namespace SegmentationService.Benchmarks;

/// <summary>
/// How BenchmarkDotNet runs here: nanoseconds everywhere, the limit beside the kernels, and all in one process, so that the limit is
/// measured in the same run and memory is had as the service has it.
/// </summary>
internal static class BenchmarkConfig
{
    /// <summary>The configuration, to which the command line adds.</summary>
    public static IConfig Create() => ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator())
        .WithSummaryStyle(SummaryStyle.Default.WithTimeUnit(TimeUnit.Nanosecond))
        .HideColumns(Column.Error, Column.RatioSD)
        .AddColumn(LimitColumn.Nanoseconds, LimitColumn.OfLimit);
}

using System.Text.Json;
using SegmentationService.Benchmarks.Limits;

namespace SegmentationService.Benchmarks.Commands;

/// <summary><c>limits [--threads T]</c>: how fast this machine reads memory and multiplies and adds floats, as one JSON line.</summary>
internal static class LimitsCommand
{
    private const double SecondsEach = 1.5;

    public static void Run(CommandArguments command)
    {
        var limits = MachineLimits.Measure(command.Number("threads", Environment.ProcessorCount), SecondsEach, StreamingRead.BeyondCache);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "limits",
            ["threads"] = limits.Threads,
            ["read_gb_per_s"] = Math.Round(limits.ReadBytesPerSecond / 1e9, 2),
            ["fma_gflop_per_s"] = Math.Round(2 * limits.MultiplyAddsPerSecond / 1e9, 1),
            ["vector_bits"] = 8 * sizeof(float) * MultiplyAddLoop.Width,
        }));
    }
}

using System.Diagnostics;
using SegmentationService.Core;

namespace SegmentationService.Benchmarks.Limits;

/// <summary>What the machine can do at most; no kernel can be faster than what it has to read and to calculate.</summary>
/// <param name="Threads">With so many threads.</param>
/// <param name="ReadBytesPerSecond">Reading as much data as the kernels do: from memory, or from a cache that holds it.</param>
/// <param name="MultiplyAddsPerSecond">Fused multiply-adds of floats, two operations each.</param>
internal sealed record MachineLimits(int Threads, double ReadBytesPerSecond, double MultiplyAddsPerSecond)
{
    private const long LeastBytes = 32L << 20;

    /// <summary>Measures both limits: each the fastest of the rounds that fit into a time, because a limit is what is possible.</summary>
    /// <param name="threads">The threads, at least 1.</param>
    /// <param name="seconds">How long each is measured; the buffer that is read takes about 0.1 s more.</param>
    /// <param name="bytes">How much is read each time; of less than <see cref="LeastBytes"/> so much, or the start of the threads would count.</param>
    public static MachineLimits Measure(int threads, double seconds, long bytes)
    {
        var parallelism = new Parallelism(threads, default);
        var (read, loop) = (new StreamingRead(Math.Max(bytes, LeastBytes)), new MultiplyAddLoop());
        return new MachineLimits(
            threads,
            read.Bytes / Fastest(() => read.Run(parallelism), seconds),
            MultiplyAddLoop.MultiplyAdds / Fastest(() => loop.Run(parallelism), seconds));
    }

    private static double Fastest(Action round, double seconds)
    {
        var fastest = double.PositiveInfinity;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            round();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return fastest;
    }
}

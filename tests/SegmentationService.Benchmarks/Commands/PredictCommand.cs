using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Benchmarks.Prediction;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>predict [--repeats N]</c>: from a customer's values to the nearest three segments with their confidences, in process: nanoseconds (the
/// median and all repeats) and bytes allocated per call, as one JSON line.
/// </summary>
internal static class PredictCommand
{
    private const int Customers = 1024;
    private const double SecondsPerRepeat = 0.3;

    public static void Run(CommandArguments command)
    {
        var repeats = command.Number("repeats", 7);
        var (ten, many) = (Measure(PredictionModels.Shop(5), repeats), Measure(PredictionModels.Wide(32, 5_000), repeats));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "predict",
            ["peer"] = "SegmentationService",
            ["ns_10_features_5_segments"] = ten.Nanoseconds,
            ["ns_10_features_5_segments_all"] = ten.All,
            ["bytes_10_features_5_segments"] = ten.Bytes,
            ["ns_32_features_5000_segments"] = many.Nanoseconds,
            ["ns_32_features_5000_segments_all"] = many.All,
            ["bytes_32_features_5000_segments"] = many.Bytes,
        }));
    }

    private static (double Nanoseconds, double[] All, double Bytes) Measure(SegmentationModel model, int repeats)
    {
        var assigner = new SegmentAssigner(model);
        var customers = PredictionModels.Customers(model, Customers);
        var nearest = new SegmentDistance[3];

        // Warm for long enough that the compiler has come to its last version of the code.
        var rounds = 1;
        for (var warm = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(warm).TotalSeconds < 2;) Round();
        var begin = Stopwatch.GetTimestamp();
        Round();
        rounds = Math.Max(1, (int)(SecondsPerRepeat / Stopwatch.GetElapsedTime(begin).TotalSeconds));

        var all = new double[repeats];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            begin = Stopwatch.GetTimestamp();
            Round();
            all[repeat] = Math.Round(Stopwatch.GetElapsedTime(begin).TotalNanoseconds / ((long)rounds * Customers), 1);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return (all.Order().ElementAt(repeats / 2), all, (double)allocated / ((long)repeats * rounds * Customers));

        void Round()
        {
            for (var round = 0; round < rounds; round++)
                foreach (var customer in customers) assigner.Assign(customer, nearest);
        }
    }
}

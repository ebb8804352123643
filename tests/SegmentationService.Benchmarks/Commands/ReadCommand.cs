using System.Diagnostics;
using System.Text.Json;
using SegmentationService.Api.Reading;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>read FILE.csv</c> (or <c>.json</c>, <c>.parquet</c>): a body from a stream to a table by the service's own reader, as one JSON line. The file is in the
/// cache of the system after the first run, which is not counted.
/// </summary>
internal static class ReadCommand
{
    public static async Task RunAsync(CommandArguments command)
    {
        var path = command.Word(1, "The .csv file");
        var repeats = command.Number("repeats", 7);
        var seconds = new double[repeats];
        CustomerTable table = null!;
        for (var repeat = -2; repeat < repeats; repeat++)
        {
            var begin = Stopwatch.GetTimestamp();
            table = await ReadAsync(path);
            if (repeat >= 0) seconds[repeat] = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }

        var median = seconds.Order().ElementAt(repeats / 2);
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "ingest",
            ["peer"] = "SegmentationService",
            ["impl"] = "read",
            ["case"] = Path.GetFileNameWithoutExtension(path),
            ["n"] = table.Customers,
            ["d"] = table.Columns.Count,
            ["threads"] = Environment.ProcessorCount,
            ["seconds"] = median,
            ["seconds_all"] = seconds,
            ["mb_per_s"] = new FileInfo(path).Length / 1e6 / median,
        }));
    }

    /// <summary>The table of a file.</summary>
    public static async Task<CustomerTable> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        var body = new TableBody(file, Path.GetExtension(path) switch { ".json" => "application/json", ".parquet" => BodyFormat.ParquetType, _ => "text/csv" }, ContentEncoding: null, file.Length);
        var limits = new ReadingOptions().WithoutBytes();
        var sink = new TableSink(limits.ToTableLimits(), ColumnParts.IsUsualIdName);
        await CustomerBody.ReadAsync(body, sink, limits, new Parallelism(Environment.ProcessorCount, CancellationToken.None));
        return sink.Build();
    }
}

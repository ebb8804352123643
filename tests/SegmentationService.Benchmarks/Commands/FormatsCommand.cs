using System.Diagnostics;
using System.Globalization;
using ParquetSharp;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>formats</c>: one table as CSV and as Parquet, both read by the service's own readers, from a file in the cache of the system to a table of customers, in turns: medians, and their ratio. With ids of each kind, numbers
/// of which some are missing or none, and the usual compressions. <c>--rows</c>, <c>--columns</c> (the id among them), <c>--decimals</c>, <c>--repeats</c>; <c>--only text</c> for the cases whose name has these words.
/// </summary>
internal static class FormatsCommand
{
    private const int RowsOfGroup = 122_880;
    private const int DivisorOfMissing = 20;

    private static readonly string[] Ids = ["none", "text", "text-shuffled", "int64"];
    private static readonly Compression[] Compressions = [Compression.Snappy, Compression.Zstd, Compression.Uncompressed];

    public static async Task RunAsync(CommandArguments command)
    {
        var (rows, columns) = (command.Number("rows", 1_000_000), command.Number("columns", 7));
        var folder = Directory.CreateTempSubdirectory("formats-").FullName;
        try
        {
            Console.WriteLine($"{"case",-36} {"CSV MB",7} {"Parquet MB",10} {"CSV ms",7} {"Parquet ms",10} {"ratio",6} {"CSV CPU ms",11} {"Parquet CPU ms",14} {"ratio",6}");
            foreach (var ids in Ids)
                foreach (var isNullable in new[] { false, true })
                {
                    var numbers = new Lazy<double[][]>(() => Numbers(rows, ids == "none" ? columns : columns - 1, command.Number("decimals", 2), isNullable));
                    var (keys, csv) = (Keys(ids, rows), Path.Join(folder, $"{ids}-{isNullable}.csv"));
                    foreach (var compression in Compressions)
                    {
                        var name = $"ids:{ids} {(isNullable ? "nullable" : "required")} {compression}";
                        if (command.Text("only") is { } only && !only.Split(' ').All(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))) continue;
                        if (!File.Exists(csv)) WriteCsv(csv, keys, numbers.Value);
                        var parquet = Path.Join(folder, $"{ids}-{isNullable}-{compression}.parquet");
                        WriteParquet(parquet, keys, numbers.Value, isNullable, compression);
                        await CompareAsync(name, csv, parquet, command.Number("repeats", 7));
                        File.Delete(parquet);
                    }

                    File.Delete(csv);
                }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(string name, string csv, string parquet, int repeats)
    {
        var (ofCsv, ofParquet) = (new List<(double Wall, double Cpu)>(), new List<(double Wall, double Cpu)>());
        for (var repeat = -1; repeat < repeats; repeat++)
        {
            var (a, b) = (await TimeAsync(csv), await TimeAsync(parquet));
            if (repeat < 0) continue;
            ofCsv.Add(a);
            ofParquet.Add(b);
        }

        var (left, right) = (Median(ofCsv, time => time.Wall), Median(ofParquet, time => time.Wall));
        var (leftCpu, rightCpu) = (Median(ofCsv, time => time.Cpu), Median(ofParquet, time => time.Cpu));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-36} {new FileInfo(csv).Length / 1e6,7:f1} {new FileInfo(parquet).Length / 1e6,10:f1} {left,7:f0} {right,10:f0} {left / right,6:f2} {leftCpu,11:f0} {rightCpu,14:f0} {leftCpu / rightCpu,6:f2}"));
    }

    private static double Median<T>(List<T> values, Func<T, double> of) => values.Select(of).Order().ElementAt(values.Count / 2);

    /// <summary>The milliseconds of one reading, and those of processors that it took: these tell the same on a machine that has other work. What the one before left is collected first.</summary>
    private static async Task<(double Wall, double Cpu)> TimeAsync(string path)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var table = await ReadCommand.ReadAsync(path);
        var time = (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        GC.KeepAlive(table);
        return time;
    }

    /// <summary>Columns of amounts that are skewed as those of customers are; every fourth is of small whole numbers.</summary>
    private static double[][] Numbers(int rows, int columns, int decimals, bool isNullable)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, columns).Select(column => Enumerable.Range(0, rows).Select(_ =>
                isNullable && random.Next(DivisorOfMissing) == 0 ? double.NaN
                : column % 4 == 3 ? Math.Floor(-10 * Math.Log(1 - random.NextDouble()))
                : Math.Round(-1_000 * Math.Log(1 - random.NextDouble()), decimals)).ToArray()),
        ];
    }

    /// <summary>The ids: none, <c>C00000017</c> in their order or in none, or numbers.</summary>
    private static Array? Keys(string ids, int rows)
    {
        if (ids == "none") return null;
        var numbers = Enumerable.Range(1, rows).Select(row => 10_000_000L + row).ToArray();
        if (ids == "int64") return numbers;
        if (ids == "text-shuffled") new Random(2).Shuffle(numbers);
        return Array.ConvertAll(numbers, number => $"C{number}");
    }

    private static void WriteCsv(string path, Array? keys, double[][] numbers)
    {
        using var file = new StreamWriter(path);
        var names = Enumerable.Range(0, numbers.Length).Select(NameOf);
        file.WriteLine(string.Join(',', keys is null ? names : names.Prepend("customer_id")));
        for (var row = 0; row < numbers[0].Length; row++)
        {
            if (keys is not null) file.Write(string.Create(CultureInfo.InvariantCulture, $"{keys.GetValue(row)},"));
            file.WriteLine(string.Join(',', numbers.Select(column => double.IsNaN(column[row]) ? "" : column[row].ToString(CultureInfo.InvariantCulture))));
        }
    }

    private static void WriteParquet(string path, Array? keys, double[][] numbers, bool isNullable, Compression compression)
    {
        IEnumerable<Column> schema = numbers.Select((_, column) => isNullable ? (Column)new Column<double?>(NameOf(column)) : new Column<double>(NameOf(column)));
        if (keys is not null) schema = schema.Prepend(keys is long[]? new Column<long>("customer_id") : new Column<string>("customer_id"));
        using var file = new ParquetFileWriter(path, [.. schema], logicalTypeFactory: null, compression);
        for (var first = 0; first < numbers[0].Length; first += RowsOfGroup)
        {
            var rows = Math.Min(RowsOfGroup, numbers[0].Length - first);
            using var group = file.AppendRowGroup();
            if (keys is long[] whole) Write(group, whole.AsSpan(first, rows));
            else if (keys is string[] texts) Write(group, texts.AsSpan(first, rows));
            foreach (var column in numbers)
            {
                if (isNullable) Write<double?>(group, Array.ConvertAll(column[first..(first + rows)], value => double.IsNaN(value) ? null : (double?)value));
                else Write(group, column.AsSpan(first, rows));
            }
        }

        file.Close();
    }

    private static void Write<T>(RowGroupWriter group, ReadOnlySpan<T> values)
    {
        using var writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(values);
    }

    private static string NameOf(int column) => $"amount_{(char)('a' + column)}";
}

using System.Globalization;
using ParquetSharp;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>dataset FOLDER --n 230000000</c>: so many made customers of a subscription shop as Parquet files in a folder, an id and seven columns of numbers each, of six kinds of customers that overlap.
/// The same rows each time, on any number of threads.
/// </summary>
internal static class DatasetCommand
{
    private const int RowsOfGroup = 1 << 20;
    private const int RowsOfFile = 8 * RowsOfGroup;

    /// <summary>Of each kind its share of all, and the middle of its recency, purchases, basket, tenure, visits and returns.</summary>
    private static readonly (double Share, double Recency, double Purchases, double Basket, double Tenure, double Visits, double Returns)[] Kinds =
    [
        (0.34, 210, 2, 28, 500, 3, 0.02),
        (0.22, 60, 6, 35, 700, 9, 0.04),
        (0.16, 25, 18, 42, 1_400, 30, 0.05),
        (0.12, 12, 40, 55, 2_100, 70, 0.08),
        (0.10, 90, 4, 240, 900, 6, 0.15),
        (0.06, 8, 90, 120, 2_600, 160, 0.03),
    ];

    public static void Run(CommandArguments command)
    {
        var (folder, rows) = (command.Word(1, "The folder"), command.Number("n", 1_000_000));
        Directory.CreateDirectory(folder);
        var files = (rows + RowsOfFile - 1) / RowsOfFile;
        Parallel.For(0, files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, file =>
        {
            var first = (long)file * RowsOfFile;
            Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{file:00000}.parquet")), first, (int)Math.Min(RowsOfFile, rows - first));
        });
    }

    private static void Write(string path, long first, int rows)
    {
        Column[] schema =
        [
            new Column<long>("customer_id"), new Column<int>("recency_days"), new Column<int>("orders_per_year"), new Column<double>("spend_per_year"),
            new Column<int>("tenure_days"), new Column<int>("visits"), new Column<double>("basket"), new Column<double>("returned"),
        ];
        using var file = new ParquetFileWriter(path, schema, Compression.Snappy);
        for (var begin = 0; begin < rows; begin += RowsOfGroup)
        {
            var count = Math.Min(RowsOfGroup, rows - begin);
            var (ids, recency, frequency, monetary, tenure, visits, basket, returned) =
                (new long[count], new int[count], new int[count], new double[count], new int[count], new int[count], new double[count], new double[count]);
            var random = new Random((int)((first + begin) / RowsOfGroup));
            for (var i = 0; i < count; i++)
            {
                ids[i] = 10_000_000_000 + (7 * (first + begin + i));
                var kind = KindOf(random.NextDouble());
                frequency[i] = 1 + (int)Spread(random, kind.Purchases, 0.5);
                basket[i] = Math.Round(Spread(random, kind.Basket, 0.35), 2);
                monetary[i] = Math.Round(frequency[i] * basket[i] * (0.8 + (0.4 * random.NextDouble())), 2);
                recency[i] = (int)Spread(random, kind.Recency, 0.6);
                tenure[i] = recency[i] + (int)Spread(random, kind.Tenure, 0.4);
                visits[i] = frequency[i] + (int)Spread(random, kind.Visits, 0.5);
                returned[i] = Math.Round(monetary[i] * Math.Min(1, kind.Returns * 2 * random.NextDouble()), 2);
            }

            using var group = file.AppendRowGroup();
            Write(group, ids);
            Write(group, recency);
            Write(group, frequency);
            Write(group, monetary);
            Write(group, tenure);
            Write(group, visits);
            Write(group, basket);
            Write(group, returned);
        }

        file.Close();
    }

    private static (double Share, double Recency, double Purchases, double Basket, double Tenure, double Visits, double Returns) KindOf(double place)
    {
        var k = 0;
        while (k < Kinds.Length - 1 && place >= Kinds[k].Share) place -= Kinds[k++].Share;
        return Kinds[k];
    }

    /// <summary>A value around a middle, never below 0, with a long tail above: a product of three uniform ones.</summary>
    private static double Spread(Random random, double middle, double width) =>
        middle * (1 + (width * (random.NextDouble() - 0.5))) * (1 + (width * (random.NextDouble() - 0.5))) * (0.5 + random.NextDouble());

    private static void Write<T>(RowGroupWriter group, T[] values)
    {
        using var writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(values);
    }
}

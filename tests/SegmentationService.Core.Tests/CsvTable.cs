using System.Globalization;
using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests;

/// <summary>Tables of customers from plain comma-separated text without quotes, and from columns of numbers.</summary>
internal static class CsvTable
{
    public static CustomerTable Parse(string csv, Func<string, bool>? keepsTexts = null, TableLimits? limits = null, Func<string, bool>? encodes = null)
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, limits ?? new TableLimits(), keepsTexts ?? ColumnMeaning.MayBeId, encodes: encodes);
        var lines = csv.Split('\n');
        foreach (var name in lines[0].TrimEnd('\r').Split(',')) builder.AddColumn(name);
        var part = builder.BeginPart(lines.Length);
        for (var line = 1; line < lines.Length; line++)
        {
            if (lines[line].Length == 0) continue;
            part.BeginCustomer(line + 1);
            var column = 0;
            foreach (var cell in lines[line].TrimEnd('\r').Split(',')) part.Add(column++, Encoding.UTF8.GetBytes(cell));
            part.EndCustomer();
        }

        builder.Append(part);
        return builder.Build();
    }

    /// <summary>A table of numbers; NaN is an empty cell.</summary>
    public static CustomerTable Of(params (string Name, double[] Values)[] columns)
    {
        var csv = new StringBuilder(string.Join(',', columns.Select(column => column.Name)));
        for (var row = 0; row < columns[0].Values.Length; row++)
            csv.Append('\n').AppendJoin(',', columns.Select(column => Cell(column.Values[row])));
        return Parse(csv.ToString());

        static string Cell(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Customers around some centres: in each column the centre and normal noise.</summary>
    public static CustomerTable Blobs(int seed, int customersPerBlob, double noise, params double[][] centres)
    {
        var random = new Random(seed);
        var columns = new (string, double[])[centres[0].Length];
        for (var f = 0; f < columns.Length; f++)
            columns[f] = ($"column{f}", [.. centres.SelectMany(centre => Enumerable.Range(0, customersPerBlob).Select(_ => centre[f] + (noise * Gaussian(random))))]);
        return Of(columns);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

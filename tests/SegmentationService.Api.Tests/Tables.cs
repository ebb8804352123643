using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SegmentationService.Api.Tests;

/// <summary>Small tables, made the same every time, and the forms a table can be sent in.</summary>
internal static class Tables
{
    /// <summary>
    /// Five customers in one column; with <see cref="Plain"/> and two clusters everything about them can be worked out by hand:
    /// centres 1 and 11, sizes 3 and 2, inertia 2 + 2 = 4, T = 2 * 4 / (5 * 1) = 1.6, and each segment reaches 1 far.
    /// </summary>
    public const string Five = "customer,x\nC1,0\nC2,1\nC3,2\nC4,10\nC5,12\n";

    /// <summary>Features in original units, only centred.</summary>
    public const string Plain = "derive=false&transform=none&outliers=keep&scaler=none";

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Three clear groups of 20, 15 and 10 customers in two columns.</summary>
    public static string Blobs { get; } = Groups((20, 0, 0), (15, 100, 0), (10, 0, 100));

    /// <summary>Groups of customers, each a grid of points 1 apart around a centre.</summary>
    public static string Groups(params (int Size, double X, double Y)[] groups)
    {
        var csv = new StringBuilder("id,x,y\n");
        var number = 0;
        foreach (var (size, x, y) in groups)
            for (var i = 0; i < size; i++)
                csv.Append(CultureInfo.InvariantCulture, $"c{++number},{x + (i % 5)},{y + (i / 5)}\n");
        return csv.ToString();
    }

    /// <summary>Customers as a shop has them: recency, frequency, monetary, tenure, now and then a blank, and a text column.</summary>
    public static string Shop(int count, int seed = 1)
    {
        var random = new Random(seed);
        var csv = new StringBuilder("customer_id,recency_days,frequency,monetary,tenure_days,country\n");
        for (var i = 1; i <= count; i++)
        {
            var kind = random.Next(3);
            var recency = kind == 0 ? random.Next(1, 20) : random.Next(60, 300);
            var frequency = kind == 2 ? random.Next(1, 3) : random.Next(5, 40);
            var monetary = frequency * (5 + (random.NextDouble() * 60));
            var tenure = random.Next(30, 1_000);
            csv.Append(CultureInfo.InvariantCulture, $"{i:00000},{recency},{frequency},{(random.Next(20) == 0 ? "" : monetary.ToString("0.00", CultureInfo.InvariantCulture))},{tenure},{"DE AT CH".Split(' ')[random.Next(3)]}\n");
        }

        return csv.ToString();
    }

    /// <summary>Points without any structure: what k-means finds depends on where it starts.</summary>
    public static string Noise(int count, int columns, int seed)
    {
        var random = new Random(seed);
        var csv = new StringBuilder().AppendJoin(',', Enumerable.Range(0, columns).Select(c => $"v{c}")).Append('\n');
        for (var i = 0; i < count; i++)
            csv.AppendJoin(',', Enumerable.Range(0, columns).Select(_ => random.NextDouble().ToString("0.0000", CultureInfo.InvariantCulture))).Append('\n');
        return csv.ToString();
    }

    /// <summary>The rows of CSV text as JSON objects: numbers as numbers, empty cells as null, the rest as text.</summary>
    public static string[] Objects(string csv)
    {
        var rows = CsvRows.Parse(csv);
        return [.. rows.Skip(1).Select(row => Object(rows[0], row))];
    }

    public static string Object(string[] names, string[] row) =>
        "{" + string.Join(", ", names.Select((name, i) => $"{Quote(name)}: {Value(row[i])}")) + "}";

    private static string Value(string cell)
    {
        if (cell.Length == 0) return "null";
        var isNumber = double.TryParse(cell, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            && cell[0] != '+' && (cell[0] != '0' || cell.Length == 1 || cell[1] == '.');
        return isNumber ? cell : Quote(cell);
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text, Unescaped);
}

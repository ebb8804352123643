using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Tests.Exports;

/// <summary>
/// A table of 400 made-up customers that needs all of the preparation: dates that count as days, the behavioural features, skewed values, negative ones and some far outside, gaps, texts,
/// and names and texts with every sign that ends a text in some language.
/// </summary>
internal static class MadeCustomers
{
    private static readonly string[] Plans = ["it's", "a \\ b", "say \"so\"", "</script>{", "TRUE", "12"];

    public static string Csv { get; } = Make();

    private static string Make()
    {
        var random = new Random(7);
        var csv = new StringBuilder("customer_id,last_purchase,frequency,monetary,tenure_days,change's \"net\" \\ `x`,tiny,plan");
        for (var i = 0; i < 400; i++)
        {
            var group = i % 3;
            var tenure = random.Next(1, 900) + (group * 300);
            var date = new DateTime(2026, 6, 1).AddMinutes(-random.Next(tenure * 1440));
            var frequency = 1 + random.Next(1 + (group * 12));
            var monetary = Math.Round(frequency * Math.Exp((random.NextDouble() * 3) + group), 2);
            var change = Math.Round(Math.Pow(random.NextDouble() - 0.4, 3) * 1e4, 3);
            var tiny = Math.Pow(random.NextDouble(), 8) * 1e-9;
            csv.Append(CultureInfo.InvariantCulture, $"\nC{i:d4},");
            csv.Append(Cell(date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), 0.05)).Append(',');
            csv.Append(Cell(frequency.ToString(CultureInfo.InvariantCulture), 0.05)).Append(',');
            csv.Append(Cell((i == 17 ? 9e7 : monetary).ToString("R", CultureInfo.InvariantCulture), 0.05)).Append(',');
            csv.Append(Cell(tenure.ToString(CultureInfo.InvariantCulture), 0.3)).Append(',');
            csv.Append(Cell(change.ToString("R", CultureInfo.InvariantCulture), 0.1)).Append(',');
            csv.Append(Cell(tiny.ToString("R", CultureInfo.InvariantCulture), 0.1)).Append(',');
            csv.Append(Cell(Plans[(group + random.Next(3)) % Plans.Length], 0.1));
        }

        return csv.ToString();

        string Cell(string text, double gaps) => random.NextDouble() < gaps ? "" : text;
    }
}

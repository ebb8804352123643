using System.Text;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Tables as CSV, in every way that programs write it.</summary>
internal static class FuzzCsv
{
    public static string Write(FuzzRandom random, FuzzTable table, char separator)
    {
        var newLine = random.Pick("\n", "\n", "\r\n", "\r");
        var quoteAll = random.OneIn(4);
        var padded = random.OneIn(8);
        var ragged = random.OneIn(25);
        var csv = new StringBuilder(random.OneIn(6) ? "\uFEFF" : "");
        if (random.OneIn(20)) csv.Append(newLine);
        foreach (var row in table.Rows.Prepend(table.Names))
        {
            csv.AppendJoin(separator, row.Select(Cell));
            if (ragged && random.OneIn(5)) csv.Append(separator).Append('1');
            csv.Append(newLine);
            if (random.OneIn(100)) csv.Append(newLine);
        }

        if (random.OneIn(5)) csv.Length -= newLine.Length;
        return csv.ToString();

        string Cell(string cell)
        {
            // A row of one empty cell would be an empty line, which is none.
            var mustQuote = table.Names.Length == 1 || cell.AsSpan().IndexOfAny([separator, '"', '\r', '\n']) >= 0 || cell.AsSpan().IndexOfAny(" \t,;|") >= 0;
            if (mustQuote || quoteAll) cell = $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            return padded ? $" {cell} " : cell;
        }
    }

    /// <summary>The same with what programs and people put around a table and into its rows.</summary>
    public static string Dress(FuzzRandom random, string csv, char separator)
    {
        var lines = csv.TrimEnd('\r', '\n').Split('\n').ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var place = random.Next(lines.Count);
            switch (random.Next(8))
            {
                case 0:
                    lines.Insert(0, random.Pick("A report", "# made by a program", $"Period{separator}2024-01-01", "", $"{separator}{separator}", $"sep={separator}", $"\"sep={separator}\"", "a, b; c"));
                    break;
                case 1:
                    lines.Add(random.Pick($"Total{separator}12{separator}5", $"{separator}Summe", "made on a Monday morning", "# end", $"Grand Total:{separator}"));
                    break;
                case 2:
                    lines.Insert(place, new string(separator, random.Next(1, 6)));
                    break;
                case 3:
                    lines[place] = lines[place][..random.Next(lines[place].Length + 1)];
                    break;
                case 4:
                    lines[place] = lines[place].Insert(random.Next(lines[place].Length + 1), random.Pick("5\"", "\"", " \"x", "\"24\" wide\""));
                    break;
                case 5:
                    lines[place] += new string(separator, random.Next(1, 3));
                    break;
                case 6:
                    lines.RemoveAt(0);
                    if (lines.Count == 0) lines.Add("");
                    break;
                default:
                    lines[place] = $"\"{lines[place]}\"";
                    break;
            }
        }

        return string.Join('\n', lines) + random.Pick("", "\n");
    }
}

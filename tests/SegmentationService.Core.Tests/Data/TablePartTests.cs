using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects that a table put together of parts is the table read in one go.</summary>
public sealed class TablePartTests
{
    private static readonly Gen<string> Cells = Gen.Frequency(
        (12, Gen.Choose(-50, 5000).Select(number => $"{number / 10.0:0.#}")),
        (4, Gen.Choose(0, 100_000).Select(number => $"name-{number}")),
        (2, Gen.Elements("", "NA", " ? ", "null", "-")),
        (2, Gen.Elements("1.234", "7.000", "0.5", "1,234", "1.234,5", "1,234.5", "$7", "8 %", "1 234")),
        (1, Gen.Elements("inf", "-Infinity", "1e99", " 7 ", "1e3", "\u00A05", "x", "größe")));

    [Fact]
    public void Append_PartsOfAnySize_GiveTheTableReadInOneGo()
    {
        var tables =
            from rows in Gen.Elements(1, 7, 255, 256, 257, 700)
            from kinds in Gen.Choose(0, 7).ArrayOf(4)
            from cells in Cells.ArrayOf(4 * rows)
            from direct in Gen.Choose(0, Math.Min(rows, 300))
            from size in Gen.Choose(1, 300)
            select (rows, kinds, cells, direct, size);
        SeededProperty.Holds(tables, table =>
        {
            var (rows, kinds, cells, direct, size) = table;

            // Kinds: all numbers, all different texts, anything, few texts, one more text than can be told apart, thousands that a late decimal comma decides,
            // or a late point, a text late in the column.
            string Text(int row, int column) => kinds[column] switch
            {
                0 => $"{row * 3}",
                1 => $"id{row}",
                2 => cells[(row * 4) + column],
                3 => ((string[])["red", "", " red", "NA", "7", "größe"])[row * 7 % 6],
                4 => row == rows - 1 ? "one more" : $"text {row % CategoryColumn.MostValues}",
                5 => row == rows - 1 ? "1.234,5" : row % 2 == 0 ? $"{row + 1}.000" : $"{row}",
                6 => row == rows - 1 ? "0.5" : row % 2 == 0 ? $"{row + 1}.000" : "1,234",
                _ => row == rows - 1 ? "late" : $"{row}",
            };
            var whole = Builder();
            whole.Append(Part(whole, 0, rows, rows, Text));

            var joined = Builder();
            for (var row = 0; row < direct; row++) joined.Append(Part(joined, row, 1, 1, Text));
            for (var start = direct; start < rows; start += 2 * size)
            {
                // Two parts are begun before the first is joined, as when they are read side by side.
                var parts = ((int[])[start, start + size]).Where(first => first < rows).Select(first => Part(joined, first, Math.Min(size, rows - first), size, Text)).ToArray();
                foreach (var part in parts) joined.Append(part);
            }

            AssertEqual(whole.Build(), joined.Build());
        });
    }

    [Fact]
    public void Append_OneCustomerTooMany_Throws()
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(MaxCustomers: 2), _ => false);
        builder.AddColumn("a");
        var part = Part(builder, 0, 3, 3, (_, _) => "1");

        Assert.Equal(TableDefect.TooManyCustomers, Assert.Throws<InvalidTableException>(() => builder.Append(part)).Defect);
    }

    [Fact]
    public void Add_ColumnsThatAppearWithinParts_HaveNoValueBeforeAndAfter()
    {
        // Which of three columns each customer has, in parts of two.
        string[] customers = ["a", "ab", "", "b", "ca", "", "c"];
        var builder = Builder([]);
        for (var start = 0; start < customers.Length; start += 2)
        {
            var part = builder.BeginPart(2);
            for (var row = start; row < Math.Min(start + 2, customers.Length); row++)
            {
                part.BeginCustomer(row + 1);
                foreach (var name in customers[row]) part.Add(builder.FindOrAddColumn($"{name}"), Encoding.UTF8.GetBytes($"{row}"));
                part.EndCustomer();
            }

            builder.Append(part);
        }

        var table = builder.Build();

        Assert.Equal(["a", "b", "c"], table.Columns.Select(column => column.Name));
        foreach (var column in table.Columns)
        {
            Assert.Equal([.. customers.Select((names, row) => names.Contains(column.Name, StringComparison.Ordinal) ? row : double.NaN)], column.Values);
            Assert.Equal(customers.Count(names => !names.Contains(column.Name, StringComparison.Ordinal)), column.Missing);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Add_SameColumnTwiceForOneCustomer_ThrowsWithTheLine(int customersBefore)
    {
        var builder = Builder(["a", "b"]);
        var part = builder.BeginPart(5);
        for (var row = 0; row < customersBefore; row++)
        {
            part.BeginCustomer(row + 2);
            part.Add(0, "1"u8);
            part.EndCustomer();
        }

        part.BeginCustomer(9);
        part.Add(1, "2"u8);

        foreach (var again in (Action[])[() => part.Add(1, "2"u8), () => part.Add(1, 2), () => part.Add(1, [])])
        {
            var refused = Assert.Throws<InvalidTableException>(again);
            Assert.Equal(TableDefect.DuplicateColumn, refused.Defect);
            Assert.Equal("b", refused.Column);
            Assert.Equal(9, refused.Line);
            Assert.Contains("line 9", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Add_Doubles_GiveTheTableOfTheirTexts() =>
        SeededProperty.Holds(
            Gen.Frequency(
                (6, Gen.Choose(-50, 5000).Select(number => (double)number)),
                (6, Gen.Choose(-5000, 5_000_000).Select(number => number / 1024.0)),
                (2, Gen.Elements(double.NaN, -0.0, 1e16, 1.5e-300, double.Epsilon, 1e60)),
                (1, Gen.Elements(double.PositiveInfinity, double.NegativeInfinity, 1.0000000000000002e60, double.MaxValue))).ArrayOf(600),
            values =>
            {
                // A column of numbers alone, one that keeps its texts as the id, one to be encoded, one that begins with a text.
                string[] names = ["a", "id", "c", "mixed"];
                var (numbers, texts) = (Builder(names), Builder(names));
                for (var start = 0; start < values.Length; start += 200)
                {
                    var (ofNumbers, ofTexts) = (numbers.BeginPart(200), texts.BeginPart(200));
                    for (var row = start; row < start + 200; row++)
                    {
                        ofNumbers.BeginCustomer(row + 2);
                        ofTexts.BeginCustomer(row + 2);
                        for (var column = 0; column < names.Length; column++)
                        {
                            var text = Encoding.UTF8.GetBytes(column == 3 && row == 0 ? "none" : double.IsNaN(values[row]) ? "" : values[row].ToString("R", CultureInfo.InvariantCulture));
                            if (column == 3 && row == 0) ofNumbers.Add(column, text);
                            else ofNumbers.Add(column, values[row]);
                            ofTexts.Add(column, text, isInvariant: true);
                        }

                        ofNumbers.EndCustomer();
                        ofTexts.EndCustomer();
                    }

                    numbers.Append(ofNumbers);
                    texts.Append(ofTexts);
                }

                AssertEqual(texts.Build(), numbers.Build());
            },
            tests: 50);

    /// <summary>Every fifth row has an empty line before it.</summary>
    private static long Line(int row) => row + 2 + (row / 5);

    private static CustomerTableBuilder Builder() => Builder(["id", "a", "b", "c"]);

    private static CustomerTableBuilder Builder(string[] names)
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(), ColumnParts.IsUsualIdName, encodes: name => name == "c");
        foreach (var name in names) builder.AddColumn(name);
        return builder;
    }

    /// <summary>A part with the texts of some rows.</summary>
    private static TablePart Part(CustomerTableBuilder builder, int first, int rows, int maxCustomers, Func<int, int, string> text)
    {
        var part = builder.BeginPart(maxCustomers);
        for (var row = first; row < first + rows; row++)
        {
            part.BeginCustomer(Line(row));
            for (var column = 0; column < builder.Columns; column++) part.Add(column, Encoding.UTF8.GetBytes(text(row, column)));
            part.EndCustomer();
        }

        return part;
    }

    private static void AssertEqual(CustomerTable expected, CustomerTable actual)
    {
        Assert.Equal(expected.Customers, actual.Customers);
        for (var row = 0; row < expected.Customers; row++) Assert.Equal(expected.Locations[row], actual.Locations[row]);
        Assert.Equal(expected.Notices, actual.Notices);
        foreach (var (one, other) in expected.Columns.Zip(actual.Columns))
        {
            Assert.Equal(one.Notation, other.Notation);
            Assert.Equal(one.Name, other.Name);
            Assert.Equal(one.Values, other.Values);
            Assert.Equal((one.Missing, one.FirstText, one.FirstInfinite, one.IsDistinctText), (other.Missing, other.FirstText, other.FirstInfinite, other.IsDistinctText));
            Assert.Equal(one.TextCells, other.TextCells);
            Assert.Equal(Texts(one), Texts(other));
            Assert.Equal(one.Texts?.Count, other.Texts?.Count);
            for (var row = 0; row < (one.Texts?.Count ?? 0); row++) Assert.Equal(one.Texts![row], other.Texts![row]);
        }
    }

    /// <summary>The text of each customer of a column of few; null where they are not known.</summary>
    private static string?[]? Texts(TableColumn column) =>
        column.Categories is { IsWhole: true } texts ? [.. Enumerable.Range(0, texts.Count).Select(row => texts[row] < 0 ? null : texts.Values[texts[row]])] : null;
}

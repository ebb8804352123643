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
            for (var row = 0; row < rows; row++) AddDirectly(whole, row, Text);

            var joined = Builder();
            for (var row = 0; row < direct; row++) AddDirectly(joined, row, Text);
            for (var start = direct; start < rows; start += 2 * size)
            {
                // Two parts are begun before the first is joined, as when they are read side by side.
                var parts = ((int[])[start, start + size]).Where(first => first < rows).Select(first => (first, part: joined.BeginPart(size))).ToArray();
                foreach (var (first, part) in parts)
                {
                    for (var row = first; row < Math.Min(rows, first + size); row++)
                    {
                        for (var column = 0; column < 4; column++) part.Add(column, Encoding.UTF8.GetBytes(Text(row, column)), Line(row));
                        part.EndCustomer(Line(row));
                    }
                }

                foreach (var (_, part) in parts) joined.Append(part);
            }

            AssertEqual(whole.Build(), joined.Build());
        });
    }

    [Fact]
    public void Append_OneCustomerTooMany_Throws()
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(MaxCustomers: 2), _ => false);
        builder.AddColumn("a");
        var part = builder.BeginPart(3);
        for (var row = 0; row < 3; row++)
        {
            part.Add(0, "1"u8, row + 2);
            part.EndCustomer(row + 2);
        }

        Assert.Equal(TableDefect.TooManyCustomers, Assert.Throws<InvalidTableException>(() => builder.Append(part)).Defect);
    }

    /// <summary>Every fifth row has an empty line before it.</summary>
    private static long Line(int row) => row + 2 + (row / 5);

    private static CustomerTableBuilder Builder()
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(), ColumnParts.IsUsualIdName, encodes: name => name == "c");
        foreach (var name in (string[])["id", "a", "b", "c"]) builder.AddColumn(name);
        return builder;
    }

    private static void AddDirectly(CustomerTableBuilder builder, int row, Func<int, int, string> text)
    {
        builder.BeginCustomer(Line(row));
        for (var column = 0; column < 4; column++) builder.Add(column, Encoding.UTF8.GetBytes(text(row, column)));
        builder.EndCustomer();
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

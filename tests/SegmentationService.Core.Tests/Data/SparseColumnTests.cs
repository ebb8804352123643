using System.Globalization;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects that a column of which few cells are there is the same column, however few, in whatever notation, and wherever its parts are cut; and that it costs by these cells.</summary>
public sealed class SparseColumnTests
{
    private const int Rows = 1_000;

    [Theory]
    [InlineData(0.9)] // held as others are
    [InlineData(0.49)] // most are missing
    [InlineData(0.2)] // and few of each part are there
    [InlineData(0.002)]
    public void Build_FewCells_AreTheValuesThatWereThere(double share)
    {
        foreach (var notation in (string[])["plain", "comma", "thousands", "days"])
        {
            foreach (var perPart in (int[])[7, 100, Rows])
            {
                var random = new Random(31);
                double[] expected = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble() < share ? random.Next(1, 900) + (notation is "thousands" or "days" ? 0 : 0.5) : double.NaN)];
                expected[^1] = 3;
                string[] cells = [.. expected.Select(value => double.IsNaN(value) ? "" : Written(value, notation))];

                var column = OneColumn.Table(cells, perPart: perPart).Columns[0];

                double[] scaled = notation == "thousands" ? [.. expected.Select(value => value * 1000)] : expected;
                Assert.Equal(scaled[^1], column.Last);
                Assert.Equal((scaled.Count(value => !double.IsNaN(value)), scaled.Where(double.IsFinite).Min(), scaled.Where(double.IsFinite).Max()), (column.Summary.Count, column.Summary.Min, column.Summary.Max));
                int[] some = [.. Enumerable.Range(0, Rows).Where(row => row % 3 != 1)];
                var taken = new double[some.Length];
                column.CopyTo(CustomerRows.Of(some), 0, taken);
                Assert.Equal(some.Select(row => scaled[row]), taken);
                Assert.Equal(scaled, column.Values);
            }
        }
    }

    /// <summary>Present values that number themselves do not number the rows.</summary>
    [Fact]
    public void Summary_FewCellsThatCount_DoNotNumberTheRows()
    {
        string[] cells = [.. Enumerable.Range(0, 600).Select(row => row % 5 == 0 ? $"{(row / 5) + 1}" : "")];

        Assert.False(OneColumn.Table(cells).Columns[0].Summary.NumberTheRows());
    }

    [Fact]
    public void Build_ManyColumnsOfFewCells_CostByTheirCells()
    {
        const int columns = 200;
        var budget = new MemoryBudget("memory", "Memory:BudgetBytes", long.MaxValue, long.MaxValue);
        using var memory = budget.Open();
        var builder = new CustomerTableBuilder(RowUnit.Item, new TableLimits(), _ => false, memory: memory);
        var most = 0L;
        for (var i = 0; i < columns; i++) builder.AddColumn($"c{i}");
        for (var first = 0; first < 40 * Rows; first += Rows)
        {
            var part = builder.BeginPart(Rows);
            for (var row = first; row < first + Rows; row++)
            {
                part.BeginCustomer(row + 1);
                part.Add(row % columns, row);
                part.EndCustomer();
            }

            builder.Append(part);
            most = Math.Max(most, budget.Held);
        }

        var table = builder.Build();

        // As numbers of all customers they would take 64 MB; a part of 1,000 takes 1.6 MB while it is filled.
        Assert.InRange(most, 40 * Rows * 12, 8_000_000);
        Assert.All(table.Columns, column => Assert.Equal(40 * Rows / columns, column.Summary.Count));
        Assert.InRange(budget.Held, 1, 8_000_000);
        memory.Dispose();
        Assert.Equal(0, budget.Held);
    }

    private static string Written(double value, string notation) => notation switch
    {
        "comma" => value.ToString("0.0", CultureInfo.InvariantCulture).Replace('.', ','),
        "thousands" => value.ToString("0k", CultureInfo.InvariantCulture),
        "days" => value.ToString("0 'days'", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}

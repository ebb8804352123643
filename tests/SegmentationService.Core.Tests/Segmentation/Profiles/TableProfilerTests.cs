using System.Globalization;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Core.Tests.Segmentation.Profiles;

/// <summary>Protects what every column tells of the segments: figures that a naive count of the table gives, nothing that tells who somebody is, and the same bits on any number of threads.</summary>
public sealed class TableProfilerTests
{
    private static readonly TrainingOptions TwoSegments = new() { Clusters = 2, Preparation = new PreparationOptions { Columns = ["x"], Outliers = OutlierHandling.Keep } };

    [Fact]
    public void Profile_SixCustomersOfEveryKind_FiguresByHand()
    {
        // The larger segment is x = 1, 2, 3, 4, rows 1, 3, 4 and 6; the other one 100 and 102, rows 2 and 5.
        var report = Train("x,spend,churn,vip,joined\n1,10,Yes,1,2024-01-05\n100,0.1,No,0,2023-05-01\n2,,Yes,,\n3,30,No,0,2024-01-07\n102,0.2,No,1,2023-05-03\n4,20,Yes,0,2024-01-06\n");

        var table = report.Table!;
        Assert.Equal(["x", "spend", "churn", "vip", "joined"], table.Columns.Select(column => column.Column));
        Assert.Equal([true, false, false, false, false], table.Columns.Select(column => column.IsUsed));
        Assert.Equal(["spend"], table.Money);

        var spend = table.Columns[1];
        Assert.Equal(new NumberFigures(60, 20, 20), spend.Segments[0].Number);
        Assert.Equal(0.1 + 0.2, 0.30000000000000004); // Rounded after each addition,
        Assert.Equal(0.3, spend.Segments[1].Number!.Sum, 1e-16); // and here once.
        Assert.Equal((60.3, 10.0, 1), (spend.All.Number!.Sum, spend.All.Number.Median, spend.All.Missing));
        Assert.Equal([1, 0], spend.Segments.Select(segment => segment.Missing));

        var churn = table.Columns[2];
        Assert.Equal(["No", "Yes"], churn.Values); // 3 of each; then by name.
        Assert.Equal([3, 3], churn.All.Counts!);
        Assert.Equal([1, 3], churn.Segments[0].Counts!);
        Assert.Equal([2, 0], churn.Segments[1].Counts!);

        var vip = table.Columns[3];
        Assert.Equal((ProfileKind.Values, 1), (vip.Kind, vip.Segments[0].Missing));
        Assert.Equal(["0", "1"], vip.Values);
        Assert.Equal([2, 1], vip.Segments[0].Counts!);

        var joined = table.Columns[4];
        Assert.Equal(new DateFigures(new DateTime(2024, 1, 5), new DateTime(2024, 1, 6), new DateTime(2024, 1, 7)), joined.Segments[0].Dates);
        Assert.Equal(new DateFigures(new DateTime(2023, 5, 1), new DateTime(2024, 1, 5), new DateTime(2024, 1, 7)), joined.All.Dates);
    }

    [Fact]
    public void Profile_ManyCustomers_EqualsNaiveCountOnAnyNumberOfThreads()
    {
        const int Customers = 3_000;
        var random = new Random(7);
        (string X, string Amount, int? City)[] rows =
        [
            .. Enumerable.Range(0, Customers).Select(i => (
                ((i % 3 == 0 ? 1_000 : 0) + random.NextDouble()).ToString("R", CultureInfo.InvariantCulture),
                random.Next(10) == 0 ? "" : (Math.Exp(20 * random.NextDouble()) / 7).ToString("R", CultureInfo.InvariantCulture),
                random.Next(20) == 0 ? (int?)null : (int)Math.Sqrt(random.Next(1_600)))),
        ];
        var csv = "x,amount,city\n" + string.Join('\n', rows.Select(row => $"{row.X},{row.Amount},{(row.City is { } city ? $"city {city}" : "")}"));

        var report = Train(csv);

        var (amount, cities) = (report.Table!.Columns[1], report.Table.Columns[2]);
        for (var c = 0; c < 2; c++)
        {
            var here = rows.Where((_, i) => i % 3 == 0 == (c == 1)).ToArray();
            decimal[] amounts = [.. here.Where(row => row.Amount.Length > 0).Select(row => decimal.Parse(row.Amount, NumberStyles.Float, CultureInfo.InvariantCulture)).Order()];
            Assert.Equal(here.Length - amounts.Length, amount.Segments[c].Missing);
            Assert.Equal((double)amounts.Sum(), amount.Segments[c].Number!.Sum, 1e-15 * (double)amounts.Sum());
            Assert.Equal(here.Length, report.Profiles[c].Size);
            for (var v = 0; v < cities.Values.Count; v++)
                Assert.Equal(here.Count(row => $"city {row.City}" == cities.Values[v]), cities.Segments[c].Counts![v]);
        }

        // 40 cities, of which the 20 most frequent are listed; city i has 2 i + 1 of 1,600 draws.
        Assert.Equal(20, cities.Values.Count);
        string[] frequent = [.. rows.Where(row => row.City is not null).CountBy(row => $"city {row.City}").OrderByDescending(city => city.Value).ThenBy(city => city.Key, StringComparer.Ordinal).Select(city => city.Key).Take(20)];
        Assert.Equal(frequent, cities.Values);
        Assert.True(cities.All.Others(Customers) > 0);

        foreach (var threads in (int[])[2, 8])
        {
            var again = SegmentTrainer.Train(CsvTable.Parse(csv), TwoSegments, new Parallelism(threads, CancellationToken.None)).Report.Table!;
            Assert.Equal(report.Table.Columns.SelectMany(column => column.Segments).Select(segment => segment.Number), again.Columns.SelectMany(column => column.Segments).Select(segment => segment.Number));
        }
    }

    /// <summary>Personal data must not enter a model: it is stored, exported and shown to whoever may see the segments.</summary>
    [Fact]
    public void Profile_ColumnsThatTellWhoSomebodyIs_AreNotThere()
    {
        var rows = Enumerable.Range(0, 600).Select(i => $"{(i % 2 * 50) + (i % 7)},{i % 40},u{i % 40}@example.com,Ann{i % 30},name {i % 30},{10_000 + (i % 50)},+49 30 {i % 50},street {i % 12},note {i % 300},plan {i % 3}");

        var report = Train("x,customer_number,email,FirstName,Customer Name,zip,phone,address,remark,plan name\n" + string.Join('\n', rows));

        Assert.Equal(["x", "plan name"], report.Table!.Columns.Select(column => column.Column));
    }

    [Fact]
    public void Profile_MoneyByNotationNameAndPart_MonetaryFirstAndNoCountsOrRates()
    {
        var rows = Enumerable.Range(0, 40).Select(i => $"{(i % 2 * 50) + (i % 7)},{i * 3 % 97},{i % 11},{i * 7 % 301},${i * 5 % 83}.50,{i % 13},{i * 11 % 59},{i * 3 % 17}");
        var options = TwoSegments with { Preparation = TwoSegments.Preparation with { Columns = [], Exclude = ["sales count", "payment rate"] } };

        var report = SegmentTrainer.Train(CsvTable.Parse("recency_days,Annual Income (k$),frequency,monetary,refunded,sales count,payment rate,DaysSinceLastPayment\n" + string.Join('\n', rows)), options, Parallelism.None).Report;

        Assert.Equal(["monetary", "Annual Income (k$)", "refunded"], report.Table!.Money);
    }

    private static TrainingReport Train(string csv) => SegmentTrainer.Train(CsvTable.Parse(csv), TwoSegments, Parallelism.None).Report;
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Lineage;
using SegmentationService.Core.Tests.Data;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>A table whose numbers and ids are put aside while it is read gives the model and the report of the same table in memory, to the last bit.</summary>
public class PutAsideTests
{
    private const int Customers = 900;
    private const int CustomersOfPart = 128;

    private static readonly TrainingOptions Options = new() { MaxClusters = 4, Restarts = 2, Preparation = new PreparationOptions { Encode = ["plan"] } };

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Train_TableThatIsPutAside_IsTheModelAndReportOfTheOneInMemory(long afterBytes)
    {
        var scratch = new MemoryScratch();
        var expected = SegmentTrainer.Train(Table(null), Options, Parallelism.None);

        var trained = SegmentTrainer.Train(Table(new PutAside(scratch, afterBytes)), Options, new Parallelism(3, CancellationToken.None));

        Assert.True(scratch.Length > 0);
        Assert.Equal(expected.Model.Fingerprint(), trained.Model.Fingerprint());
        Assert.Equal(JsonSerializer.Serialize(expected.Report), JsonSerializer.Serialize(trained.Report));
    }

    [Fact]
    public void Train_WithAParentPutAside_FindsItsSegmentsAgain()
    {
        var parent = SegmentTrainer.Train(Table(null), Options, Parallelism.None);
        TrainedModel Next(PutAside? aside) => SegmentTrainer.Train(
            Table(aside), Options with { Seed = 5 }, Parallelism.None, new ParentModel(1, parent));

        Assert.Equal(JsonSerializer.Serialize(Next(null).Report), JsonSerializer.Serialize(Next(new PutAside(new MemoryScratch(), 0)).Report));
    }

    [Fact]
    public void Open_IdsPutAside_AreThoseThatCame()
    {
        var (inMemory, aside) = (Table(null).Find("customer_id")!.Texts!, Table(new PutAside(new MemoryScratch(), 2_000)).Find("customer_id")!.Texts!);

        Assert.Equal(Enumerable.Range(0, Customers).Select(row => inMemory[row]), Enumerable.Range(0, Customers).Select(row => aside[row]));
        Assert.Equal((inMemory.HasDuplicates(out var first), first), (aside.HasDuplicates(out var firstAside), firstAside));
        Assert.Equal(700, firstAside);
    }

    /// <summary>Columns of each kind: units, decimal commas, hardly any value, dates, flags, texts, one that repeats another, a sum, and rows without any value that is used.</summary>
    private static CustomerTable Table(PutAside? aside)
    {
        var builder = new CustomerTableBuilder(RowUnit.Line, new TableLimits(), ColumnMeaning.MayBeId, encodes: name => name == "plan", aside: aside);
        foreach (var name in (string[])["customer_id", "recency_days", "frequency", "monetary", "tenure_days", "budget", "weight", "weight_g", "rare", "since", "is_member", "plan", "store_id", "total"]) builder.AddColumn(name);
        builder.EndHeader();
        var random = new Random(17);
        for (var first = 0; first < Customers; first += CustomersOfPart)
        {
            var part = builder.BeginPart(CustomersOfPart);
            for (var row = first; row < Math.Min(Customers, first + CustomersOfPart); row++) Add(part, row, random);
            builder.Append(part);
        }

        return builder.Build();
    }

    private static void Add(TablePart part, int row, Random random)
    {
        part.BeginCustomer(row + 2);
        var group = row % 3;
        var (recency, frequency, monetary) = (random.Next(1, 40) + (120 * group), random.Next(1, 5) + (9 * (2 - group)), Math.Round((random.NextDouble() * 90) + (500 * (2 - group)), 2));
        var isEmpty = row % 97 == 50;
        string[] cells = isEmpty
            ? [$"c{row}", "", "", "", "", "", "", "", "", "", "", "", "", ""]
            :
            [
                $"c{(row == 700 ? 3 : row)}", row % 11 == 0 ? "" : $"{recency}", $"{frequency}", monetary.ToString(CultureInfo.InvariantCulture), $"{recency + random.Next(0, 900)}",
                row % 2 == 0 ? $"{random.Next(1, 90)},5" : $"{random.Next(1, 90)},25", $"{random.Next(1, 9) + group} kg", $"{1_000 * (row % 40)}", row % 30 == 0 ? $"{row}" : "",
                $"2024-0{1 + (row % 9)}-1{row % 10}", row % 2 == 0 ? "true" : "false", $"plan {group}", $"{(row * 7919) % 5000}", $"{frequency + recency}",
            ];
        for (var column = 0; column < cells.Length; column++) part.Add(column, Encoding.UTF8.GetBytes(cells[column]));
        part.EndCustomer();
    }
}

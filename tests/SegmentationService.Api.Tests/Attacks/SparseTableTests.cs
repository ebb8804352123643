using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Tables of many rows and many columns with hardly a value in them: they cost by what was sent, or are refused before it is allocated.</summary>
public sealed class SparseTableTests
{
    /// <summary>All cells as numbers would take 80 MB.</summary>
    private const int Columns = 500;
    private const int Budget = 64 << 20;

    private static readonly int Rows = 20_000 * AttackScale.Factor;

    [Theory]
    [InlineData("one customer with all keys")]
    [InlineData("a key each, in turn")]
    [InlineData("keys after all others")]
    [InlineData("short rows")]
    [InlineData("a cell each, in turn")]
    [InlineData("decimal commas")]
    public async Task Train_HardlyAValue_CostsByWhatWasSent(string table)
    {
        await using var app = SegmentationApp.With(("Memory:BudgetBytes", $"{Budget * AttackScale.Factor}"));

        var answer = await app.TrainAsync(Of(table), "?dryRun=true");

        // Most have no column that could be used; none is refused for its size.
        Assert.True(answer.Status is 200 or 422, $"{answer.Status}: {answer.Text}");
        Assert.Equal(0, app.Services.GetRequiredService<MemoryBudget>().Held);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Train_ManyValues_IsRefusedWithTheFigures(bool isLog)
    {
        await using var app = SegmentationApp.With(("Memory:BudgetBytes", $"{Budget / 8}"));
        var csv = new StringBuilder("customer,invoice,date,amount\n");
        for (var i = 0; i < 60_000; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"c{i},i{i},2024-01-{(i % 28) + 1:00},{i % 97}\n");

        var answer = await app.TrainAsync(csv.ToString(), isLog ? "?input=transactions&clusters=2" : "?clusters=2");

        answer.ExpectProblem(413, "memory-limit", "one request may hold 6 MiB", "Memory:BudgetBytes");
        Assert.Equal(0, app.Services.GetRequiredService<MemoryBudget>().Held);
        await app.TrainedAsync(Tables.Five, "?clusters=2");
    }

    private static Body Of(string table)
    {
        string[] names = [.. Enumerable.Range(0, Columns).Select(i => $"k{i}")];
        var all = "{" + string.Join(',', names.Select((name, i) => $"\"{name}\":{i}")) + "}";
        return table switch
        {
            "one customer with all keys" => Body.Json($"[{all}{string.Concat(Enumerable.Repeat(",{\"k0\":1}", Rows))}]"),
            "a key each, in turn" => Body.NdJson(string.Concat(Enumerable.Range(0, Rows).Select(i => $"{{\"k{i % Columns}\":{i}}}\n"))),
            "keys after all others" => Body.NdJson(string.Concat(Enumerable.Repeat("{\"k0\":2}\n", Rows)) + all + "\n"),
            "decimal commas" => Body.NdJson(string.Concat(Enumerable.Range(0, Rows).Select(i => $"{{\"k{i % Columns}\":\"{i},5\"}}\n"))),
            "short rows" => Body.Csv(string.Join(',', names) + "\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{i % 7}\n"))),
            _ => Body.Csv(string.Join(',', names) + "\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => new string(',', i % Columns) + "1\n"))),
        };
    }
}

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Columns times their values, and segments times features: a limit of each would allow products that no memory holds.</summary>
public sealed class EncodedProductTests
{
    private const int Columns = 220;

    [Fact]
    public async Task Train_MoreFeaturesThanAllowed_IsRefusedWithTheirNumber()
    {
        await using var app = new SegmentationApp();

        var answer = await app.TrainAsync(Body.Csv(Letters(rows: 40)), Encoded);

        answer.ExpectProblem(413, "too-many-features", $"{Columns * 20} features", "at most 4000", "Reading:MaxFeatures");
    }

    [Fact]
    public async Task Train_FeaturesThatNoMemoryHolds_IsRefusedBeforeTheyAreMade()
    {
        await using var app = SegmentationApp.With(("Reading:MaxFeatures", "10000"), ("Memory:BudgetBytes", "50000000"));

        var answer = await app.TrainAsync(Body.Csv(Letters(rows: 3_000)), Encoded);

        answer.ExpectProblem(413, "memory-limit", "Memory:BudgetBytes");
        Assert.Equal(0, app.Services.GetRequiredService<MemoryBudget>().Held);
    }

    [Fact]
    public async Task Train_SegmentsTimesFeatures_IsRefusedWhereTheModelWouldBeTooLong()
    {
        await using var app = new SegmentationApp();
        var random = new Random(5);
        var csv = new StringBuilder(string.Join(',', Enumerable.Range(0, 400).Select(i => $"number_{i}"))).Append('\n');
        for (var row = 0; row < 400; row++) csv.AppendJoin(',', Enumerable.Range(0, 400).Select(_ => random.Next(1000))).Append('\n');

        var answer = await app.TrainAsync(Body.Csv(csv.ToString()), "?clusters=400&restarts=1&dryRun=true");

        answer.ExpectProblem(413, "model-too-large", "400 segments of 400 features", "at most 64 MiB");
    }

    private static string Encoded => "?clusters=2&restarts=1&dryRun=true&encode=" + string.Join(',', Enumerable.Range(0, Columns).Select(i => $"c{i}"));

    private static string Letters(int rows)
    {
        var random = new Random(4);
        var csv = new StringBuilder(string.Join(',', Enumerable.Range(0, Columns).Select(i => $"c{i}"))).Append('\n');
        for (var row = 0; row < rows; row++) csv.AppendJoin(',', Enumerable.Range(0, Columns).Select(i => row < 20 ? (char)('a' + row) : (char)('a' + random.Next(20)))).Append('\n');
        return csv.ToString();
    }
}

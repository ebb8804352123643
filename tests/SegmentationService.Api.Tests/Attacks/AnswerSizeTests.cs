using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Batches of next to nothing, which are to be answered with much: what a row is answered is bounded whatever the model, and what all are is taken from the budget.</summary>
public sealed class AnswerSizeTests(AnswerSizeTests.Wide wide) : IClassFixture<AnswerSizeTests.Wide>
{
    /// <summary>The inputs of the model, with names as long as names may be.</summary>
    private const int Inputs = 60;

    private static readonly int Rows = 20_000 * AttackScale.Factor;

    /// <summary>A row has an id, a segment, four numbers, and at most two notices of three names each, of which forty letters are repeated.</summary>
    private const int MostBytesOfRow = 700;

    public static TheoryData<string, string> Batches
    {
        get
        {
            var batches = new TheoryData<string, string>();
            foreach (var form in (string[])["application/json", "application/x-ndjson", "text/csv"])
                foreach (var body in (string[])["one column", "all columns, one filled", "all columns, none filled", "objects of one key", "objects of null", "misspelt columns"])
                    batches.Add(body, form);
            return batches;
        }
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Batch_RowsOfNextToNothing_AreAnsweredShortly(string body, string form)
    {
        var answer = await wide.App.PredictBatchAsync(Of(body), form);

        Assert.Equal(200, answer.Status);
        Assert.InRange(answer.Text.Length, Rows, Rows * MostBytesOfRow);
        if (answer.Headers.TryGetValues("X-Notices", out var notices)) Assert.InRange(notices.Sum(notice => notice.Length), 1, 4096);
        Assert.Equal((0, 0), (wide.Budget.Held, wide.Budget.Files.Held));
    }

    /// <summary>More answers than one request may put aside: refused with the figures, and nothing stays.</summary>
    [Fact]
    public async Task Batch_MoreAnswersThanOneMayPutAside_IsRefused()
    {
        await using var app = SegmentationApp.With(("Memory:BudgetBytes", "67108864"), ("Memory:TemporaryBytes", "2000000"));
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        var body = Body.Csv("x\n" + string.Concat(Enumerable.Repeat("1\n", 100_000))).Compressed("gzip");

        var answer = await app.PredictBatchAsync(body);

        var refused = answer.ExpectProblem(413, "memory-limit", "one request may hold");
        Assert.True(refused.GetProperty("askedBytes").GetInt64() > refused.GetProperty("limitBytes").GetInt64());
        var budget = app.Services.GetRequiredService<MemoryBudget>();
        Assert.Equal((0, 0), (budget.Held, budget.Files.Held));
        (await app.PredictBatchAsync(Body.Csv("x\n1\n"))).Expect(200);
    }

    /// <summary>Others hold the rest: this one would fit, and is told to come again.</summary>
    [Fact]
    public async Task Batch_WhileOthersHoldTheMemory_IsToldToComeAgain()
    {
        await using var app = SegmentationApp.With(("Memory:BudgetBytes", "67108864"));
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        var budget = app.Services.GetRequiredService<MemoryBudget>();
        using var other = budget.Open();
        using var another = budget.Open();
        other.Take(budget.MostOfOne);
        another.Take(budget.Bytes - budget.MostOfOne);

        var answer = await app.PredictBatchAsync(Body.Csv("x\n1\n"));

        answer.ExpectProblem(503, "busy", "other requests hold the rest");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        (await app.PredictAsync("""{"x": 1}""")).Expect(200);
    }

    private static Body Of(string body)
    {
        var names = string.Join(',', Enumerable.Range(0, Inputs).Select(Wide.Name));
        return body switch
        {
            "one column" => Repeated($"{Wide.Name(7)}\n", "1\n"),
            "all columns, one filled" => Repeated(names + "\n", "1" + new string(',', Inputs - 1) + "\n"),
            "all columns, none filled" => Repeated(names + "\n", new string(',', Inputs - 1) + "\n"),
            "objects of one key" => Body.NdJson(string.Concat(Enumerable.Range(0, Rows).Select(i => $"{{\"{Wide.Name(i % Inputs)}\":1}}\n"))),
            "objects of null" => Body.NdJson($"{{\"{Wide.Name(0)}\":1}}\n" + string.Concat(Enumerable.Repeat($"{{\"{Wide.Name(0)}\":null}}\n", Rows))),
            _ => Repeated(names.Replace("n0", "n0x", StringComparison.Ordinal).Replace("n1", "n1x", StringComparison.Ordinal) + $",{Wide.Name(Inputs - 1)}z\n", new string(',', Inputs) + "1\n"),
        };
    }

    private static Body Repeated(string header, string row) => Body.Csv(header + string.Concat(Enumerable.Repeat(row, Rows)));

    /// <summary>A model of many inputs.</summary>
    public sealed class Wide : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        internal MemoryBudget Budget => App.Services.GetRequiredService<MemoryBudget>();

        public static string Name(int input) => string.Create(CultureInfo.InvariantCulture, $"n{input}_{new string('w', 240)}");

        public async Task InitializeAsync()
        {
            var random = new Random(3);
            var csv = new StringBuilder(string.Join(',', Enumerable.Range(0, Inputs).Select(Name))).Append('\n');
            for (var row = 0; row < 40; row++) csv.AppendJoin(',', Enumerable.Range(0, Inputs).Select(_ => random.Next(1000))).Append('\n');
            await App.TrainedAsync(csv.ToString(), "?clusters=2&restarts=1");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}

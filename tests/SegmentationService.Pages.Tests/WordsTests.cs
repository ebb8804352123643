using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SegmentationService.Api.Tests;

namespace SegmentationService.Pages.Tests;

/// <summary>What the pages say of the numbers: no structure is claimed where there is none, words go with the numbers behind them, and what is not known is not told.</summary>
public partial class WordsTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task Noise_OfOneCube_HasNoClearSegments()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var table = Cube();
        await dashboard.TrainAsync(table);

        await dashboard.GoAsync("#/segments");
        await Assertions.Expect(dashboard.Page.Locator(".structure")).ToContainTextAsync("No clear segments: a continuum cut into");
        await Assertions.Expect(dashboard.Page.Locator(".structure")).ToContainTextAsync("how many there are is a choice");
        await Assertions.Expect(dashboard.Page.Locator(".group")).ToHaveCountAsync(0);
        await dashboard.GoAsync("#/choice");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("No number stands out: the elbow decided"));
        await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Found again" })).ToBeVisibleAsync();
        await Assertions.Expect(dashboard.Page.Locator("tr.chosen td").Nth(1)).ToHaveTextAsync("none");

        // One of those whom fewer than six in ten retrainings leave where it is.
        var id = (await dashboard.CustomersAsync()).Split('\n')[1..].First(line => double.Parse(line.Split(',')[^3], CultureInfo.InvariantCulture) < 0.6).Split(',')[0];
        var values = table.Split('\n').First(line => line.StartsWith(id + ",", StringComparison.Ordinal)).Split(',');
        await dashboard.GoAsync("#/customer");
        for (var column = 1; column < values.Length; column++) await dashboard.Page.Locator($"input[name={"abc"[column - 1]}]").FillAsync(values[column]);
        await Assertions.Expect(dashboard.Page.Locator(".sureness strong")).ToContainTextAsync("Between this segment and");
        Assert.Matches(Votes(), await dashboard.Page.Locator(".sureness").InnerTextAsync());
    }

    [BrowserAndDataFact]
    public async Task OnlineRetail_IsAContinuumWhosePartsAreFoundAgain()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(SharedData.Text("online_retail_rfm.csv"));

        await dashboard.GoAsync("#/segments");

        await Assertions.Expect(dashboard.Page.Locator(".structure .result")).ToHaveTextAsync("No clear segments: a continuum cut into 5 parts.");
        await Assertions.Expect(dashboard.Page.Locator(".card .stability").GetByText("Found again in retrainings")).ToHaveCountAsync(5);
        await dashboard.Page.GetByText("What does “clear groups” mean?").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Page.GetByText("does not say that the segments are of no use"));
    }

    [BrowserFact]
    public async Task Samples_AreFiveClearGroups()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(1_000));

        await dashboard.GoAsync("#/segments");

        await Assertions.Expect(dashboard.Page.Locator(".structure .result")).ToHaveTextAsync("5 clear groups.");
        await Assertions.Expect(dashboard.Page.Locator(".group")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Groups_OfSeveralSegments_StandTogether()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(ThreeGroups(), "?clusters=5");

        await dashboard.GoAsync("#/segments");

        await Assertions.Expect(dashboard.Page.Locator(".structure .result")).ToHaveTextAsync("3 clear groups in 5 segments.");
        await Assertions.Expect(dashboard.Page.Locator(".card")).ToHaveCountAsync(5);
        var parts = new List<int>();
        foreach (var group in await dashboard.Page.Locator(".group").AllAsync())
        {
            // The spends of two groups are 700 or more apart.
            var spends = new List<double>();
            foreach (var card in await group.Locator(".card").AllAsync())
            {
                await card.GetByText("All columns").ClickAsync();
                spends.Add(double.Parse(Median().Match(await card.Locator("tr", new() { HasText = "spend" }).Locator("td").First.InnerTextAsync()).Groups["median"].Value, CultureInfo.InvariantCulture));
            }

            Assert.InRange(spends.Max() - spends.Min(), 0, 100);
            parts.Add(spends.Count);
        }

        Assert.Equal(5, parts.Sum());
        Assert.Equal(3, parts.Count);
    }

    [BrowserFact]
    public async Task Customer_WithTheValueThatWouldChangeIt_IsInTheSegmentThatWasNamed()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(1_000));
        await dashboard.GoAsync("#/customer");
        var result = dashboard.Page.Locator(".result");
        await Dashboard.SeeAsync(dashboard.Heading("Why this segment"));
        var own = await result.InnerTextAsync();
        await Assertions.Expect(dashboard.Page.Locator("table.why").First).ToContainTextAsync($"ly for {own}");

        var change = Change().Match(await dashboard.Page.Locator(".flips li", new() { HasText = "monetary" }).InnerTextAsync());
        Assert.True(change.Success);
        await dashboard.Page.Locator("input[name=monetary]").FillAsync(change.Groups["value"].Value.Replace(",", "", StringComparison.Ordinal));
        await Assertions.Expect(result).ToHaveTextAsync(change.Groups["segment"].Value);
        Assert.NotEqual(own, change.Groups["segment"].Value);
    }

    [BrowserFact]
    public async Task Customer_WithoutAValueAndWithAStrangeOne_IsMarkedAndLikeNobody()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(1_000));
        await dashboard.GoAsync("#/customer");

        await dashboard.Page.Locator("input[name=frequency]").FillAsync("");
        await dashboard.Page.Locator("input[name=monetary]").FillAsync("99999");

        await Assertions.Expect(dashboard.Page.Locator(".sureness strong")).ToHaveTextAsync("Like nobody in training.");
        await Dashboard.SeeAsync(dashboard.Page.Locator(".mark", new() { HasText = "not given" }));
        await Dashboard.SeeAsync(dashboard.Page.Locator(".mark", new() { HasText = "counts as the farthest usual value" }));
    }

    /// <summary>What was segment 2 has fewer customers now than the others: it is listed last, and has its number and its colour still.</summary>
    [BrowserFact]
    public async Task Retraining_TellsWhichSegmentsWereKeptAndKeepsTheirColours()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(Groups(30, 20), "?clusters=2&model=lasting");
        await dashboard.GoAsync("#/segments?model=lasting&version=1");
        await Assertions.Expect(dashboard.Page.Locator(".card")).ToHaveCountAsync(2);
        await Assertions.Expect(dashboard.Page.Locator(".lineage")).ToHaveCountAsync(0);
        var color = await ColorAsync(2);

        await dashboard.TrainAsync(Groups(20, 30), "?clusters=2&model=lasting");
        await dashboard.GoAsync("#/segments?model=lasting&version=2");

        await Assertions.Expect(dashboard.Page.Locator(".card .lineage").First).ToHaveTextAsync("Segment 2. Kept from version 1: 100 % of its customers were in it.");
        Assert.Equal(color, await ColorAsync(2));
        await dashboard.GoAsync("#/versions?model=lasting&version=2");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("Segments by number"));

        static string Groups(int near, int far) =>
            "id,x,y\n" + string.Concat(Enumerable.Range(0, near + far).Select(i => $"c{i},{(i < near ? 0 : 100) + (i % 5)},{(i < near ? 0 : 100) + (i % 3)}\n"));

        Task<string> ColorAsync(int id) => dashboard.Page.Locator($".card[data-segment='{id}']").EvaluateAsync<string>("card => getComputedStyle(card).borderTopColor");
    }

    /// <summary>A version from before structure was looked at and juries voted: what it does not know is not told.</summary>
    [BrowserFact]
    public async Task OldVersion_SaysNothingOfWhatItDoesNotKnow()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture, store: Path.Combine(AppContext.BaseDirectory, "Stores", "v4"));

        await dashboard.GoAsync("#/segments");
        await Assertions.Expect(dashboard.Page.Locator(".card").First).ToBeVisibleAsync();
        await Assertions.Expect(dashboard.Page.Locator(".structure, .stability, .meaning")).ToHaveCountAsync(0);
        await dashboard.GoAsync("#/customer");
        await Assertions.Expect(dashboard.Page.Locator(".sureness")).ToContainTextAsync("by the distances alone");
        await Assertions.Expect(dashboard.Page.GetByText("retrainings put this customer")).ToHaveCountAsync(0);
        await dashboard.GoAsync("#/changes");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("Train again to see changes from then on."));
    }

    /// <summary>Confidence is (votes + w) / (B + 1), w above 0 and for all but the nearest segment at most a half: the pages find the votes in it.</summary>
    [BrowserFact]
    public async Task Votes_OfEveryConfidence_AreThoseItIsMadeOf()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        var wrong = await dashboard.Page.EvaluateAsync<string[]>("""
            async () => {
              const { votesFor } = await import('./js/words.js');
              const wrong = [];
              for (const jurors of [16, 64])
                for (let votes = 0; votes <= jurors; votes++)
                  for (const [isNearest, weights] of [[true, [0.001, 0.3, 0.5, 0.999999, 1]], [false, [1e-300, 1e-9, 0.2, 0.5]]])
                    for (const weight of weights)
                      if (votesFor((votes + weight) / (jurors + 1), jurors, isNearest) !== votes) wrong.push(`${votes} + ${weight} of ${jurors}`);
              return wrong;
            }
            """);

        Assert.Empty(wrong);
    }

    /// <summary>The service tells programs which parameter to set; the pages offer a button, or say nothing of it.</summary>
    [BrowserFact]
    public async Task Notices_OfThePages_TellOfNoParameter()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        var said = await dashboard.Page.EvaluateAsync<string[]>("""
            async () => {
              const { plain, sentence } = await import('./js/notices.js');
              return [
                sentence({ code: 'values_clipped', message: "12345 values of 'a=b' are above 8911407.90, Tukey's outer fence, and count as that; outliers=keep leaves them as they are." }),
                sentence({ code: 'no_money', message: "The log has no column of money by its usual name (amount=, or quantity= and price=), so customers have recency alone." }),
                sentence({ code: 'amount_repeated', message: "'total' is the same on every line of an order, and is added up. If it is the total of the order, say amountPer=order: it counts once then." }),
                plain("It says 'Yes' or 'No': encode=Partner makes features of 0 and 1 of it."),
                plain("The dates in 'd' count as days until 2011-12-10, the latest of the dates used; asOf= names another day, and exclude= leaves the column out."),
              ];
            }
            """);

        Assert.Equal(
            [
                "12,345 values of 'a=b' are above 8,911,408, far out of all others, and so count as no more than that.",
                "The log has no column of money by its usual name, so customers have recency alone.",
                "'total' is the same on every line of an order, and is added up.",
                "It says 'Yes' or 'No'.",
                "The dates in 'd' count as days until 10 December 2011, the latest of the dates used.",
            ],
            said);
    }

    [GeneratedRegex(@"\d+ of 64 retrainings put this customer here")]
    private static partial Regex Votes();

    [GeneratedRegex(@"^median (?<median>[\d,.]+),")]
    private static partial Regex Median();

    [GeneratedRegex(@"rising to (?<value>[\d,.]+): (?<segment>[^;(]+?)( \(|;|\.$)")]
    private static partial Regex Change();

    /// <summary>3,000 customers anywhere in a cube.</summary>
    private static string Cube()
    {
        var random = new Random(7);
        var csv = new StringBuilder("customer,a,b,c\n");
        for (var i = 0; i < 3_000; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i},{100 * random.NextDouble():F3},{100 * random.NextDouble():F3},{100 * random.NextDouble():F3}\n");
        return csv.ToString();
    }

    /// <summary>900 customers in three round groups, far apart.</summary>
    private static string ThreeGroups()
    {
        var random = new Random(7);
        var csv = new StringBuilder("customer,age,spend\n");
        for (var i = 0; i < 900; i++)
        {
            var (age, spend) = (i % 3) switch { 0 => (20, 100), 1 => (50, 800), _ => (80, 1_500) };
            csv.Append(CultureInfo.InvariantCulture, $"C{i},{age + Round():F3},{spend + (15 * Round()):F3}\n");
        }

        return csv.ToString();

        double Round() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>One customer on the pages: what is typed is read as people write it, and what cannot be read is said beside its field and leaves no answer.</summary>
public class CustomerTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private const string Series = "document.querySelector('figure .chart').chart.getOption().series.map(series => series.name)";

    [BrowserFact]
    public async Task Typed_NumbersOfSeveralCountries_AreReadAndWhatIsOpenIsSaid()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        var wrong = await dashboard.Page.EvaluateAsync<string[]>("""
            async () => {
              const { typed } = await import('./js/format.js');
              const expected = [
                ['1234.5', 1234.5], ['1234,5', 1234.5], ['1,234.5', 1234.5], ['1.234,5', 1234.5], ['1 234,5', 1234.5], ["1'234.5", 1234.5], ['1.234.567', 1234567], ['1,234,567', 1234567],
                ['−5', -5], ['-0,5', -0.5], ['12 €', 12], ['€ 12,50', 12.5], ['1e3', 1000], ['0,125', 0.125], ['.5', 0.5],
                ['1,234', 1234, 'open'], ['1.234', 1.234, 'open'], ['', null], ['abc', null], ['1.2.3', null], ['1,2,3', null], ['12 34', null], ['1,23,456', null], ['12 %', null], ['1e999', null],
              ];
              return expected.filter(([text, value, open]) => {
                const read = typed(text);
                return value === null ? !read.error : read.value !== value || Boolean(read.note) !== Boolean(open);
              }).map(([text]) => text);
            }
            """);

        Assert.Empty(wrong);
    }

    [BrowserFact]
    public async Task Field_ThatIsNoNumber_SaysSoAndLeavesNoPin()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(Visitors(), "?clusters=2&encode=plan");
        await dashboard.GoAsync("#/customer");
        var spend = dashboard.Page.GetByLabel("spend", new() { Exact = true });

        // What most customers have is chosen, so that nothing is unknown to begin with.
        await Assertions.Expect(dashboard.Page.GetByLabel("plan", new() { Exact = true })).ToHaveValueAsync("basic");
        await Assertions.Expect(dashboard.Page.Locator("main .notices")).ToHaveCountAsync(0);
        await dashboard.Page.Locator("figure canvas").First.WaitForAsync();
        Assert.Contains("This customer", await dashboard.Page.EvaluateAsync<string[]>(Series));

        await spend.FillAsync("abc");
        await Assertions.Expect(spend).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(spend).ToHaveAccessibleDescriptionAsync("“abc” is not a number; 1234.5 or 1234,5 would be one.");
        await Assertions.Expect(dashboard.Page.Locator(".result")).ToHaveCountAsync(0);
        Assert.DoesNotContain("This customer", await dashboard.Page.EvaluateAsync<string[]>(Series));

        await spend.FillAsync("900,5");
        await Assertions.Expect(dashboard.Page.Locator("table.why").First).ToContainTextAsync("now 900.5");
        await Assertions.Expect(spend).Not.ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Contains("This customer", await dashboard.Page.EvaluateAsync<string[]>(Series));
    }

    /// <summary>The second training has the first one's table again, and so the same segments.</summary>
    [BrowserFact]
    public async Task Customer_FoundByTheId_TellsWhereWhyAndWhereBefore()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.ChooseFileAsync("visitors.csv", Encoding.UTF8.GetBytes(Visitors()));
        foreach (var version in (int[])[1, 2])
        {
            await dashboard.Button("Find the segments").ClickAsync();
            await Dashboard.SeeAsync(dashboard.Page.GetByText($"Version {version} of visitors"));
            await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Train again with other options" }).ClickAsync();
        }

        await dashboard.GoAsync("#/customer?model=visitors&version=2");
        var search = dashboard.Page.GetByLabel("Find a customer by the id");
        await search.FillAsync("V999");
        await search.PressAsync("Enter");
        await Assertions.Expect(search).ToHaveAccessibleDescriptionAsync("One of those whom version 2 of visitors was trained on. Version 2 was not trained on a customer “V999”. Ids are compared letter by letter.");
        await search.FillAsync("V25");
        await search.PressAsync("Enter");

        await Dashboard.SeeAsync(dashboard.Heading("Customer V25"));
        await Assertions.Expect(dashboard.Page.Locator("input[name=spend]")).ToHaveValueAsync("904");
        var name = await dashboard.Page.Locator(".story strong").InnerTextAsync();
        await Assertions.Expect(dashboard.Page.Locator(".result")).ToHaveTextAsync(name);
        await Assertions.Expect(dashboard.Page.Locator(".before")).ToContainTextAsync($"The same as in version 1: “{name}”");
        await Assertions.Expect(dashboard.Page.Locator("table.why").First).ToContainTextAsync("now 904");
        await Dashboard.SeeAsync(dashboard.Page.Locator(".flips li").First);
    }

    /// <summary>Twenty with the plan basic who spend little, ten with gold who spend much.</summary>
    private static string Visitors()
    {
        var csv = new StringBuilder("id,plan,visits,spend\n");
        for (var i = 0; i < 30; i++) csv.Append(CultureInfo.InvariantCulture, $"V{i},{(i < 20 ? "basic" : "gold")},{(i < 20 ? 2 : 9) + (i % 3)},{(i < 20 ? 100 : 900) + (i % 7)}\n");
        return csv.ToString();
    }
}

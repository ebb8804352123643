using System.Globalization;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What an address means is shown, or what there is instead is said: never another model without a word.</summary>
public class StaleLinkTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task Link_ToWhatIsNotThere_SaysSoAndWhatThereIs()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var page = dashboard.Page;
        await dashboard.TrainAsync(await dashboard.SamplesAsync(100), "?clusters=2&model=shop");

        await dashboard.GoAsync("#/segments?model=nope&version=1");
        await Dashboard.SeeAsync(dashboard.Heading("There is no model “nope”"));
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(0);
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "shop" }).ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("2 segments of 100 customers"));

        await dashboard.GoAsync("#/choice?model=shop&version=99");
        await Dashboard.SeeAsync(dashboard.Heading("There is no version “99” of shop"));
        await page.GetByRole(AriaRole.Link, new() { Name = "version 1 (champion)" }).ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("Why 2 segments"));
    }

    /// <summary>Two components of two features are the features, turned: the map turns them back, so that customers lie where the file says.</summary>
    [BrowserFact]
    public async Task Map_OfTwoFeatures_IsDrawnInTheirColumns()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var rows = Enumerable.Range(0, 40).Select(i => (Id: $"c{i}", Age: 20 + (i % 20) + (i < 20 ? 0 : 30), Spend: 100 + (37 * i % 90) + (i < 20 ? 700 : 0))).ToArray();
        await dashboard.TrainAsync("customer,age,spend\n" + string.Concat(rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Id},{row.Age},{row.Spend}\n"))), "?clusters=2&derive=false&outliers=keep");
        await dashboard.GoAsync("#/segments");

        var map = dashboard.Page.Locator("figure", new() { HasText = "Map of the customers" });
        await map.GetByText("Show as a table").ClickAsync();

        await Assertions.Expect(map.Locator("thead th")).ToHaveTextAsync(["Customer", "Segment", "age", "spend"]);
        foreach (var (id, age, spend) in rows)
        {
            var row = map.Locator("tbody tr", new() { Has = dashboard.Page.GetByRole(AriaRole.Rowheader, new() { Name = id, Exact = true }) });
            await Assertions.Expect(row.Locator("td").Nth(1)).ToHaveTextAsync(age.ToString(CultureInfo.InvariantCulture));
            await Assertions.Expect(row.Locator("td").Nth(2)).ToHaveTextAsync(spend.ToString(CultureInfo.InvariantCulture));
        }
    }
}

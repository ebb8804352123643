using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What people call columns: it is said once, beside the column, and then stands on cards and charts in place of the names of the file.</summary>
public class LabelTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    /// <summary>What each chart that is drawn says by its axes, and by its tooltip at the first place.</summary>
    private const string Said = """
        () => [...document.querySelectorAll('figure .chart')].filter(place => place.chart).map(({ chart }) => {
          const { xAxis, yAxis, tooltip } = chart.getOption();
          const hint = tooltip[0].formatter?.({ value: [0, 0, 1], data: {}, seriesName: '' });
          return JSON.stringify([...xAxis, ...yAxis].flatMap(axis => [axis.name, ...(axis.data ?? [])])) + hint;
        }).join('\n')
        """;

    [BrowserFact]
    public async Task Label_GivenBesideItsColumn_StandsOnCardsAndCharts()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var page = dashboard.Page;
        await dashboard.ChooseFileAsync("shop.csv", Shop());
        var (wines, visits) = (page.GetByLabel("What people call MntWines"), page.GetByLabel("What people call NumWebVisits (month)"));
        await Dashboard.SeeAsync(visits);
        await Assertions.Expect(visits).ToHaveAttributeAsync("placeholder", "num web visits");
        await Assertions.Expect(wines).ToHaveAttributeAsync("placeholder", "mnt wines");

        await wines.FillAsync("wine");
        await visits.FillAsync(" Wine ");
        await dashboard.Button("Find the segments").FocusAsync();
        await Assertions.Expect(visits).ToHaveAccessibleDescriptionAsync("“wine” is what MntWines is called.");
        await visits.FillAsync("<b>visits</b>");
        await page.GetByLabel("Number of segments").FillAsync("2");
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("2 segments of 30 customers"));
        await page.GetByLabel("Feature", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "wine" });
        await Dashboard.SeeAsync(dashboard.Heading("Distribution of wine"));

        await page.WaitForFunctionAsync("[...document.querySelectorAll('figure .chart')].filter(place => place.chart).length === 3");
        var (said, text) = (await page.EvaluateAsync<string>(Said), await page.Locator("main").InnerTextAsync());
        Assert.All((string[])["wine", "<b>visits</b>", "age"], label => Assert.Contains(label, said, StringComparison.Ordinal));
        Assert.All((string[])["MntWines", "NumWebVisits"], name => Assert.DoesNotContain(name, said + text, StringComparison.Ordinal));
        Assert.Contains("<b>visits</b>", await page.Locator(".card .traits").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>Two groups, which all three columns tell apart.</summary>
    private static byte[] Shop()
    {
        var csv = new StringBuilder("customer,MntWines,NumWebVisits (month),age\n");
        for (var i = 0; i < 30; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i},{(i < 20 ? 100 : 900) + (7 * (i % 5))},{(i < 20 ? 2 : 9) + (i % 3)},{(i < 20 ? 60 : 30) + (i % 4)}\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}

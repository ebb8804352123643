using System.Text.Json;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What axe-core finds: nothing serious or critical on any page, light or dark, wide or narrow.</summary>
public class AccessibilityTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    /// <summary>The elements that make the page wider than the window; empty when none does.</summary>
    private const string TooWide = """
        () => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return '';
          return [...document.body.querySelectorAll('*')]
            .filter(element => element.getBoundingClientRect().right > width)
            .map(element => `${location.href}: <${element.tagName.toLowerCase()} class="${element.className}"> of ${Math.round(element.getBoundingClientRect().left)} to ${Math.round(element.getBoundingClientRect().right)} in ${width}: ${element.textContent.slice(0, 40)}`)
            .slice(0, 12).join('\n');
        }
        """;

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Pages_All_HaveNoSeriousViolation(int width, ColorScheme colors)
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture, width, colors: colors);
        var samples = await dashboard.SamplesAsync();
        await dashboard.TrainAsync(samples);
        await dashboard.TrainAsync(samples, "?clusters=3");

        await dashboard.PredictAsync(Enumerable.Repeat("""{"recency_days": 20, "frequency": 3, "monetary": 90000, "tenure_days": 700}""", 20));

        foreach (var page in (string[])["#/start", "#/segments", "#/choice", "#/tree", "#/changes", "#/customer", $"#/customer?id={samples.Split('\n')[1].Split(',')[0]}", "#/customers", "#/customers?segment=1", "#/score", "#/versions", "models/default/versions/1/report"])
        {
            await dashboard.GoAsync(page);
            await Assertions.Expect(dashboard.Page.Locator("main h1")).ToBeVisibleAsync();
            await Assertions.Expect(dashboard.Page.Locator("main[aria-busy]")).ToHaveCountAsync(0);
            await CheckAsync(dashboard, page);
        }

        await dashboard.GoAsync("#/changes");
        await dashboard.CompareTablesAsync(samples, samples);
        await CheckAsync(dashboard, "the moves between segments");

        await dashboard.GoAsync("#/start");
        await dashboard.Button("Try it with sample customers").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("What the service understood"));
        await CheckAsync(dashboard, "the report of the dry run");
        await dashboard.Page.GetByLabel("Number of segments").FillAsync("none");
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Page.Locator(".said.wrong"));
        await CheckAsync(dashboard, "an option that cannot be");
        await dashboard.GoAsync("#/start");
        await Dashboard.SeeAsync(dashboard.Heading("Tables that are still here"));
        await CheckAsync(dashboard, "the kept tables");

        await dashboard.GoAsync("#/score");
        await Dashboard.SeeAsync(dashboard.Heading("Score a file"));
        await dashboard.ChooseFileAsync("customers.csv", System.Text.Encoding.UTF8.GetBytes(samples));
        await Dashboard.SeeAsync(dashboard.Button("Download the scored file"));
        await CheckAsync(dashboard, "the scored file");
    }

    private static async Task CheckAsync(Dashboard dashboard, string page)
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));
        await dashboard.Page.EvaluateAsync(axe);
        var found = await dashboard.Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        var serious = found.GetProperty("violations").EnumerateArray()
            .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(violation => $"{violation.GetProperty("id")}: {violation.GetProperty("help")} ({string.Join("; ", violation.GetProperty("nodes").EnumerateArray().Take(3).Select(node => node.GetProperty("html")))})");
        Assert.True(!serious.Any(), $"{page}: {string.Join("\n", serious)}");
        var tooWide = await dashboard.Page.EvaluateAsync<string>(TooWide);
        Assert.True(tooWide.Length == 0, tooWide);
    }
}

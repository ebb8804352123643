using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>Pictures of the pages, for people to look at: <c>SCREENSHOTS=folder dotnet test tests/SegmentationService.Pages.Tests --filter Screenshots</c>.</summary>
public class ScreenshotTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserTheory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Screenshots_OfEveryPage_CanBeTaken(int width)
    {
        var folder = Environment.GetEnvironmentVariable("SCREENSHOTS");
        await using var dashboard = await Dashboard.OpenAsync(fixture, width);
        var samples = await dashboard.SamplesAsync(1_000);
        await dashboard.TrainAsync(samples);
        await dashboard.TrainAsync(samples, "?clusters=4");

        foreach (var (name, page) in ((string, string)[])[("start", "#/start"), ("segments", "#/segments?version=1"), ("choice", "#/choice?version=1"), ("customer", "#/customer?version=1"), ("score", "#/score"), ("versions", "#/versions"), ("report", "models/default/versions/1/report")])
        {
            await dashboard.GoAsync(page);
            await Assertions.Expect(dashboard.Page.Locator("main h1")).ToBeVisibleAsync();
            await Assertions.Expect(dashboard.Page.Locator("main[aria-busy]")).ToHaveCountAsync(0);
            await TakeAsync(name);
        }

        await dashboard.GoAsync("#/start");
        await dashboard.Button("Try it with sample customers").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("What the service understood"));
        await TakeAsync("understood");

        async Task TakeAsync(string name)
        {
            foreach (var chart in await dashboard.Page.Locator("figure .chart:not(.missing)").AllAsync()) await chart.Locator("canvas:visible, svg:visible").First.WaitForAsync();
            var picture = await dashboard.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = folder is null ? null : Path.Combine(folder, $"{name}-{width}.png") });
            Assert.NotEmpty(picture);
        }
    }
}

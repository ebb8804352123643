using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>A newcomer opens the list of calls, opens a call, presses “Execute”, changes nothing, and gets a model and a prediction of it.</summary>
public class SwaggerTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task TryItOut_AsItStands_TrainsAndPredicts()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.GoAsync("swagger/index.html");

        var training = await ExecuteAsync(dashboard.Page, "post", "/train");
        await Dashboard.SeeAsync(training.Filter(new() { HasText = "201" }).Filter(new() { HasText = "\"model\": \"example\"" }));

        var prediction = await ExecuteAsync(dashboard.Page, "post", "/predict");
        await Dashboard.SeeAsync(prediction.Filter(new() { HasText = "200" }).Filter(new() { HasText = "\"confidence\"" }));
    }

    /// <summary>Opens a call, sends its example, and gives what the page shows of the answer.</summary>
    private static async Task<ILocator> ExecuteAsync(IPage page, string method, string path)
    {
        var call = page.Locator($".opblock-{method}", new() { Has = page.Locator($"[data-path='{path}']") });
        await call.Locator(".opblock-summary-control").ClickAsync();
        await call.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        return call.Locator(".live-responses-table .response");
    }
}

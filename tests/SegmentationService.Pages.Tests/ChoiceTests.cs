using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>Another number of segments, from the table that is still there: by a click on the curve, by a button, by typing.</summary>
public class ChoiceTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task AnotherNumber_ByTheCurveAndByAButton_IsTrainedFromTheKeptTable()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.ChooseFileAsync("samples.csv", System.Text.Encoding.UTF8.GetBytes(await dashboard.SamplesAsync()));
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("5 segments of 400 customers"));

        await dashboard.GoAsync("#/choice?model=samples&version=1");
        await Dashboard.SeeAsync(dashboard.Button("Use 4 instead")); // the page before has a chart, too
        var chart = dashboard.Page.Locator("figure .chart").First;
        await chart.Locator("canvas").First.WaitForAsync();

        // From 2 to 10: 6 is in the middle.
        var box = (await chart.BoundingBoxAsync())!;
        await chart.ClickAsync(new LocatorClickOptions { Position = new Position { X = box.Width / 2, Y = 60 } });
        await Dashboard.SeeAsync(dashboard.Page.GetByRole(AriaRole.Dialog).GetByText("6 segments instead of 5, from samples.csv that is still here"));
        await dashboard.Button("Cancel").ClickAsync();

        await dashboard.Button("Use 4 instead").ClickAsync();
        await dashboard.Button("Train, and let it wait").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("4 segments of 400 customers"));
        Assert.Contains("\"version\":1,", await dashboard.PostAsync("predict?model=samples", """{"monetary": 300}"""), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task AnotherNumber_WhereTheTableIsGone_AsksForTheFile()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(), "?clusters=3");
        await dashboard.GoAsync("#/choice");

        var number = dashboard.Page.GetByLabel("Another number of segments");
        await number.FillAsync("many");
        await dashboard.Button("Use it instead").ClickAsync();
        await Assertions.Expect(number).ToHaveAccessibleDescriptionAsync("A whole number from 1 to 400 is expected.");
        await number.FillAsync("4");
        await dashboard.Button("Use it instead").ClickAsync();

        await Dashboard.SeeAsync(dashboard.Page.GetByText("is no longer kept."));
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Drop the file again" }).ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("Who are your customers?"));
    }
}

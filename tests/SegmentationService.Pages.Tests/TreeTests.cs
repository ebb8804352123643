using System.Globalization;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What people do with the tree: they see the cut that serves, whom a branch holds, and any other cut, by mouse and by keyboard.</summary>
public class TreeTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private const string Picture = "svg.dendrogram";

    [BrowserFact]
    public async Task Tree_OfAVersion_ShowsTheCutThatServesAndAnyOther()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(), "?clusters=4");
        await dashboard.GoAsync("#/tree");
        var rows = dashboard.Page.Locator(".cut-parts tbody tr");

        await Dashboard.SeeAsync(dashboard.Heading("4 segments as one cut of a tree"));
        await Assertions.Expect(dashboard.Page.Locator(Picture)).ToContainTextAsync("4 segments: the cut that serves");
        await Assertions.Expect(rows).ToHaveCountAsync(4);
        await Dashboard.SeeAsync(dashboard.Page.GetByText("This cut is the model."));
        Assert.Contains("400 customers, 100 %", await dashboard.Page.Locator($"{Picture} .node:not(.of-segment) title").Last.TextContentAsync(), StringComparison.Ordinal);

        // By mouse: in the band of the cut into two, above all branches.
        var band = (await dashboard.Page.Locator($"{Picture} [data-cut='2']").BoundingBoxAsync())!;
        await dashboard.Page.Mouse.ClickAsync(band.X + (band.Width / 2), band.Y + 1);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Dashboard.SeeAsync(dashboard.Page.GetByText("Segments are merged here"));
        await Assertions.Expect(dashboard.Page.Locator($"{Picture} .cut.chosen")).ToHaveAttributeAsync("data-cut", "2");

        // By keyboard: the button of a cut, and the number.
        var six = dashboard.Page.GetByRole(AriaRole.Button, new() { Name = "6 parts", Exact = true });
        await six.FocusAsync();
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(6);
        await Assertions.Expect(six).ToHaveAttributeAsync("aria-pressed", "true");
        await dashboard.Page.GetByLabel("Number of parts").FillAsync("25");
        await dashboard.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(25);
        var sizes = await dashboard.Page.Locator(".cut-parts tbody td:nth-child(2)").AllInnerTextsAsync();
        Assert.Equal(400, sizes.Sum(size => int.Parse(size, CultureInfo.InvariantCulture)));
    }

    [BrowserFact]
    public async Task Tree_WhereSeveralNumbersWereTried_IsComparedWithKMeans()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync());

        await dashboard.GoAsync("#/tree");

        await Dashboard.SeeAsync(dashboard.Heading("Beside k-means"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("Take the tree to see which segments belong together"));
        var cells = await dashboard.Page.Locator("tr.chosen td").AllInnerTextsAsync();
        Assert.Equal(cells[0], cells[1]);
        Assert.Equal(["1.00", "1.00"], cells.TakeLast(2));
    }
}

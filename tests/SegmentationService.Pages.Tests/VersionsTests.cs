using System.Net.Http.Json;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What people do with versions beyond rolling back: aliases, notes, deletion, each without undoing what somebody else has done.</summary>
public class VersionsTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserTheory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Aliases_AreMadeMovedAndRemoved_AndAVersionWithoutOneIsDeleted(int width)
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture, width);
        var page = dashboard.Page;
        var samples = await dashboard.SamplesAsync(100);
        await dashboard.TrainAsync(samples, "?clusters=2");
        await dashboard.TrainAsync(samples, "?clusters=3");
        await dashboard.GoAsync("#/versions");

        await page.GetByText("Another alias").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("staging");
        await page.GetByLabel("Points to").SelectOptionAsync("1");
        await dashboard.Button("Add it").ClickAsync();
        await Assertions.Expect(page.Locator("[data-version='1']")).ToContainTextAsync("staging");
        await Assertions.Expect(dashboard.Button("Delete version 1")).ToHaveCountAsync(0);

        // Somebody else moves it, and then it is moved here.
        using var client = new HttpClient { BaseAddress = new Uri(page.Url) };
        using var moved = await client.PutAsJsonAsync(new Uri("models/default/aliases/staging", UriKind.Relative), new { version = 2 });
        Assert.True(moved.IsSuccessStatusCode);
        await dashboard.Button("Point staging there").ClickAsync();
        await Dashboard.SeeAsync(page.GetByText("Somebody else has changed this meanwhile"));
        await dashboard.Button("Show how it is now").ClickAsync();
        await Assertions.Expect(page.Locator("[data-version='2']")).ToContainTextAsync("staging");

        await dashboard.Button("Remove staging").ClickAsync();
        await dashboard.Button("Remove it").ClickAsync();
        await Assertions.Expect(page.Locator(".aliases li")).ToHaveCountAsync(1);
        await dashboard.Button("Delete version 1").ClickAsync();
        await dashboard.Button("Delete it").ClickAsync();
        await Assertions.Expect(page.Locator("[data-version]")).ToHaveCountAsync(1);
    }
}

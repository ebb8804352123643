using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
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

    /// <summary>Three customers have grown with their segment, whose name may be another: by customers it is the same.</summary>
    [BrowserFact]
    public async Task Comparison_OfVersionsWhoseTablesAreKept_IsByCustomers()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        using var client = new HttpClient { BaseAddress = new Uri(dashboard.Page.Url) };
        foreach (var middle in (string[])["e,10\nf,11\ng,12\n", "e,18\nf,19\ng,20\n"])
        {
            using var body = new StringContent($"customer,x\na,0\nb,1\nc,1\nd,2\n{middle}h,30\ni,32\n", Encoding.UTF8, "text/csv");
            using var kept = await client.PostAsync(new Uri("tables?file=nine.csv", UriKind.Relative), body);
            var table = JsonDocument.Parse(await kept.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();
            using var trained = await client.PostAsync(new Uri($"train?table={table}&clusters=3&derive=false&transform=none&outliers=keep&scaler=none", UriKind.Relative), null);
            Assert.True(trained.IsSuccessStatusCode, await trained.Content.ReadAsStringAsync());
        }

        await dashboard.GoAsync("#/versions");

        await Assertions.Expect(dashboard.Page.Locator("[data-version='2']")).ToContainTextAsync("nine.csv");
        await Assertions.Expect(dashboard.Page.Locator("[data-version='2']")).ToContainTextAsync("clusters 3");
        await Assertions.Expect(dashboard.Page.Locator(".panel .result")).ToHaveTextAsync("Of 9 customers in both tables nobody is in another segment.");
        await Dashboard.SeeAsync(dashboard.Heading("From segment to segment"));
    }
}

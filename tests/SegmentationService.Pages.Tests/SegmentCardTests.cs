using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What a card says of a segment, and what people change on it.</summary>
public class SegmentCardTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task Shares_OfTheMoney_AreThoseOfTheFile()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var samples = await dashboard.SamplesAsync();
        await dashboard.TrainAsync(samples);
        var money = Rows(samples).ToDictionary(row => row[0], row => double.Parse(row[3], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var total = money.Values.Sum();
        var expected = Rows(await dashboard.CustomersAsync()).GroupBy(row => row[1], row => money[row[0]], StringComparer.Ordinal).ToDictionary(segment => segment.Key, segment => segment.Sum() / total, StringComparer.Ordinal);
        Assert.Equal(1, expected.Values.Sum(), 1e-9);

        await dashboard.GoAsync("#/segments");

        foreach (var (id, share) in expected)
        {
            var said = dashboard.Page.Locator($".card[data-segment='{id}'] .shares").GetByText("of monetary").Locator("xpath=following-sibling::dd[1]");
            await Assertions.Expect(said).ToHaveTextAsync(string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100 * share, share < 0.01 ? 1 : 0, MidpointRounding.AwayFromZero)}\u00a0%"));
        }

        static IEnumerable<string[]> Rows(string csv) => csv.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(','));
    }

    /// <summary>What a card was given is on the volume once the page says so: applications and pages of the next process call the segment by it.</summary>
    [BrowserFact]
    public async Task Name_GivenOnTheCard_ServesAfterARestart()
    {
        const string name = "Regulars";
        const string customer = """{"recency_days": 20, "frequency": 3, "monetary": 300, "tenure_days": 700}""";
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(), "?clusters=2");
        using var before = JsonDocument.Parse(await dashboard.PostAsync("predict", customer));
        var (id, made) = (before.RootElement.GetProperty("segment").GetInt32(), before.RootElement.GetProperty("name").GetString()!);
        await dashboard.GoAsync("#/segments");
        var card = dashboard.Page.Locator($".card[data-segment='{id}']");
        await card.GetByText("Edit").ClickAsync();
        await card.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await card.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(card.Locator("h3")).ToHaveTextAsync(name);

        await dashboard.RestartAsync();

        using var after = JsonDocument.Parse(await dashboard.PostAsync("predict", customer));
        Assert.Equal((id, name), (after.RootElement.GetProperty("segment").GetInt32(), after.RootElement.GetProperty("name").GetString()));
        await dashboard.GoAsync("#/customer");
        foreach (var (column, value) in ((string, string)[])[("recency_days", "20"), ("frequency", "3"), ("monetary", "300"), ("tenure_days", "700")])
            await dashboard.Page.Locator($"input[name={column}]").FillAsync(value);
        await Assertions.Expect(dashboard.Page.Locator(".result")).ToHaveTextAsync(name);
        await dashboard.GoAsync("#/segments");
        await Assertions.Expect(card.Locator("h3")).ToHaveTextAsync(name);
        await Assertions.Expect(card).ToContainTextAsync($"By its customers: {made}");
    }

    [BrowserFact]
    public async Task Name_GivenOnTheCard_ServesAtOnceAndIsNotOverwrittenUnseen()
    {
        const string name = "<b>VIP</b>";
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync(), "?clusters=2");
        await dashboard.GoAsync("#/segments");
        var card = dashboard.Page.Locator(".card[data-segment='1']");
        var made = await card.Locator("h3").InnerTextAsync();

        await card.GetByText("Edit").ClickAsync();
        await card.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await card.GetByLabel("Note", new() { Exact = true }).FillAsync("Call them first.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Assertions.Expect(card.Locator("h3")).ToHaveTextAsync(name);
        await Assertions.Expect(card).ToContainTextAsync("Call them first.");
        await Assertions.Expect(card).ToContainTextAsync(made);
        await Assertions.Expect(card.GetByText("Edit")).ToBeFocusedAsync();
        Assert.Contains(await NamesAsync(), one => one == name);

        // Somebody else is faster.
        await card.GetByText("Edit").ClickAsync();
        await Assertions.Expect(card.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync(name);
        await RenameAsync("Of somebody else");
        await card.GetByLabel("Name", new() { Exact = true }).FillAsync("Mine");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("The segment is called “Of somebody else” now");
        Assert.Contains(await NamesAsync(), one => one == "Of somebody else");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(card.Locator("h3")).ToHaveTextAsync("Mine");

        async Task<IEnumerable<string?>> NamesAsync()
        {
            using var client = new HttpClient();
            using var version = JsonDocument.Parse(await client.GetStringAsync(new Uri(dashboard.Page.Url).GetLeftPart(UriPartial.Authority) + "/models/default/versions/1"));
            return [.. version.RootElement.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("name").GetString())];
        }

        async Task RenameAsync(string other)
        {
            using var client = new HttpClient();
            using var body = new StringContent(JsonSerializer.Serialize(new Dictionary<string, string> { ["name"] = other }), Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
            using var answer = await client.PatchAsync(new Uri(new Uri(dashboard.Page.Url).GetLeftPart(UriPartial.Authority) + "/models/default/versions/1/segments/1"), body);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}

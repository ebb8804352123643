using System.Globalization;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What a card says of a segment.</summary>
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
}

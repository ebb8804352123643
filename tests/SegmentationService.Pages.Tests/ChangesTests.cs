using System.Globalization;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>What people read of changes: whether customers are still those of the training and in what they are not, and who has moved for which reason.</summary>
public class ChangesTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task Drift_OfCustomersWhoSpendMore_NamesWhatHasChangedAndNothingElse()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var samples = await dashboard.SamplesAsync();
        await dashboard.TrainAsync(samples, "?derive=false");
        await dashboard.GoAsync("#/changes");
        var said = dashboard.Page.Locator(".drift .result");
        await Assertions.Expect(said).ToHaveTextAsync("No predictions yet.");

        await PredictAsync(customers => customers.Take(3), factor: 1);
        await Assertions.Expect(said).ToContainTextAsync("Too few predictions to say: 3 predictions since");
        await PredictAsync(customers => customers.Skip(3), factor: 1);
        await Assertions.Expect(said).ToContainTextAsync("No change that chance alone would not bring: 400 predictions since");
        await PredictAsync(customers => customers, factor: 10);
        await Assertions.Expect(said).ToContainTextAsync("Customers have changed: monetary");

        foreach (var other in (string[])["recency days", "frequency", "tenure days"]) await Assertions.Expect(said).Not.ToContainTextAsync(other);
        var first = dashboard.Page.Locator("figure").First;
        await Assertions.Expect(first.Locator("h3")).ToHaveTextAsync("monetary");
        await first.GetByText("Show as a table").ClickAsync();
        var now = await first.Locator("td:nth-child(3)").AllInnerTextsAsync();
        Assert.Equal(800, now.Sum(cell => int.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture)));

        async Task PredictAsync(Func<IEnumerable<string[]>, IEnumerable<string[]>> some, double factor)
        {
            var customers = samples.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(','));
            await dashboard.PredictAsync(some(customers).Select(cells => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"recency_days": {{cells[1]}}, "frequency": {{cells[2]}}, "monetary": {{factor * double.Parse(cells[3], CultureInfo.InvariantCulture)}}, "tenure_days": {{cells[4]}}}""")));
            await dashboard.Page.ReloadAsync();
        }
    }

    /// <summary>Centres 1, 11, 31 and then 1, 19, 31: low ends at 6 by the old version and at 10 by the new one, middle at 21 and at 25.</summary>
    [BrowserFact]
    public async Task Migration_OfTwoTables_TellsWhoHasMovedAndWhy()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        const string plain = "?clusters=3&derive=false&transform=none&outliers=keep&scaler=none";
        await dashboard.TrainAsync("customer,x\na,0\nb,1\nc,1\nd,2\ne,10\nf,11\ng,12\nh,30\ni,32\n", plain);
        await dashboard.TrainAsync("customer,x\na,0\nb,1\nc,1\nd,2\ne,18\nf,19\ng,20\nh,30\ni,32\n", plain);
        await dashboard.GoAsync("#/changes?model=default&version=2");

        await dashboard.CompareTablesAsync(
            "customer,x\nLow,0\nMiddle,13\nMoved,0\nByModel,8\nByBoth,40\nGone,0\n",
            "customer,x\nLow,0\nMiddle,13\nMoved,15\nByModel,8\nByBoth,8\nNew,40\nNewer,41\n");

        await Assertions.Expect(dashboard.Page.Locator(".moves .result")).ToHaveTextAsync(
            "Of 5 customers in both tables 3 (60\u00a0%) are in another segment: 1 because the customer has changed, 1 because the model has and 1 for both reasons.");
        await Assertions.Expect(dashboard.Page.GetByText("1 customer is in the old table alone and 2 in the new one alone.")).ToBeVisibleAsync();

        // Rows low, middle, high: where they were by the old version; columns: where they are by the new one.
        await Assertions.Expect(dashboard.Page.Locator(".moves table").First.Locator("td")).ToHaveTextAsync(
            ["1 (50\u00a0%)same segment", "1 (50\u00a0%)", "0", "2", "1 (50\u00a0%)", "1 (50\u00a0%)same segment", "0", "2", "1 (100\u00a0%)", "0", "0same segment", "1"]);

        // Of low: shared customers are 2, then 1 by the old version and 3 by the new one; of the old values 3 by the new one. By the two orders the customers make -1 and 0 of that, the model 2 and 1.
        await Assertions.Expect(dashboard.Page.Locator(".moves table").Last.Locator("tbody tr").First.Locator("td")).ToHaveTextAsync(["3", "\u22120.5", "+1.5", "\u22121", "0", "3", "50\u00a0%"]);
    }
}

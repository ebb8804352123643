using System.Globalization;
using System.Text;

namespace SegmentationService.Pages.Tests;

/// <summary>A scored file: what came of its rows is said before it is offered, and it comes back with the columns that it had.</summary>
public class ScoreTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    /// <summary>Thirty customers as in training, one without any value, two with a word for a number, and one beyond all.</summary>
    [BrowserFact]
    public async Task File_WithOddRows_IsToldOfBeforeTheDownload()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(People(), "?clusters=2");
        await dashboard.GoAsync("#/score");
        await Dashboard.SeeAsync(dashboard.Heading("Score a file"));
        var odd = People() + "D1,,\nD2,young,100\nD3,old,100\nD4,60,99999\n";

        await dashboard.ChooseFileAsync("march.csv", Encoding.UTF8.GetBytes(odd));

        await Dashboard.SeeAsync(dashboard.Heading("Where 34 customers are"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("3 rows have no segment. 1 customer is like nobody in training."));
        var sizes = await dashboard.Page.Locator(".spread tbody td:nth-child(2)").AllInnerTextsAsync();
        Assert.Equal(["20", "11", "3"], sizes);
        var told = await dashboard.Page.Locator(".notices li").AllInnerTextsAsync();
        Assert.Contains(told, line => line.StartsWith("2 rows without a segment, the first: 'age' is 'young'", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("1 row without a segment: ", StringComparison.Ordinal));

        var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download the scored file").ClickAsync());
        Assert.Equal("march-segments.csv", download.SuggestedFilename);
        var lines = (await Dashboard.ReadAsync(download)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("customer,age,spend,segment,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("C0,20,100,", lines[1], StringComparison.Ordinal);
        Assert.Equal(35, lines.Length);

        await dashboard.Page.GetByLabel("with my columns").UncheckAsync();
        download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download the scored file").ClickAsync());
        Assert.StartsWith("id,segment,", await Dashboard.ReadAsync(download), StringComparison.Ordinal);
        await dashboard.Page.GetByLabel("As", new() { Exact = true }).SelectOptionAsync("xlsx");
        download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download the scored file").ClickAsync());
        Assert.Equal("march-segments.xlsx", download.SuggestedFilename);
        Assert.StartsWith("PK", await Dashboard.ReadAsync(download), StringComparison.Ordinal);
    }

    /// <summary>A line that cannot be read is left out by a button, as where one trains, and can be taken back.</summary>
    [BrowserFact]
    public async Task File_WithALineThatCannotBeRead_IsScoredWithoutIt()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(People(), "?clusters=2");
        await dashboard.GoAsync("#/score");
        await Dashboard.SeeAsync(dashboard.Heading("Score a file"));

        await dashboard.ChooseFileAsync("march.csv", Encoding.UTF8.GetBytes(People() + "D1,20,100,7\n"));
        await dashboard.Button("Leave out line 32").ClickAsync();

        await Dashboard.SeeAsync(dashboard.Heading("Where 30 customers are"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("Left out: line 32."));
        await dashboard.Button("Take back").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Button("Leave out line 32"));
    }

    /// <summary>Twenty young customers who spend little, ten old ones who spend much.</summary>
    private static string People()
    {
        var csv = new StringBuilder("customer,age,spend\n");
        for (var i = 0; i < 30; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i},{(i < 20 ? 20 : 60) + (i % 3)},{(i < 20 ? 100 : 900) + (7 * (i % 5))}\n");
        return csv.ToString();
    }
}

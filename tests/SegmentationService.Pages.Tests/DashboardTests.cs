using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using SegmentationService.Api.Tests;

namespace SegmentationService.Pages.Tests;

/// <summary>What people do on the pages, in a real browser.</summary>
public class DashboardTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    [BrowserFact]
    public async Task Sample_ToSegments_ShowsWhoTheCustomersAre()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        await dashboard.Button("Try it with sample customers").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("What the service understood"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("1,000 customers"));
        await dashboard.Button("Find the segments").ClickAsync();

        await Dashboard.SeeAsync(dashboard.Heading("5 segments of 1,000 customers"));
        Assert.Equal(5, await dashboard.Page.Locator(".card").CountAsync());
        await Dashboard.SeeAsync(dashboard.Page.Locator("figure canvas"));
        await Dashboard.SeeAsync(dashboard.Heading("Map of the customers"));
    }

    [BrowserAndDataFact]
    public async Task Table_FromTheFileToTheScoredFile_IsTheWholeWay()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var table = SharedData.Bytes("online_retail_rfm.csv");

        await dashboard.ChooseFileAsync("online_retail_rfm.csv", table);
        await Dashboard.SeeAsync(dashboard.Page.GetByText("4,338 customers"));
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("segments of 4,338 customers"));

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Score a file" }).ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("Score a file"));
        await dashboard.ChooseFileAsync("online_retail_rfm.csv", table);
        await Dashboard.SeeAsync(dashboard.Page.GetByText("Every row has a segment."));
        var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download the scored file").ClickAsync());
        var lines = (await Dashboard.ReadAsync(download)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("online_retail_rfm-segments.csv", download.SuggestedFilename);
        Assert.Equal(4_339, lines.Length);
        Assert.StartsWith(Encoding.UTF8.GetString(table).Split('\n')[0].Trim() + ",segment,name,confidence", lines[0], StringComparison.Ordinal);
        await SureAsync(dashboard, lines);
    }

    [BrowserAndDataFact]
    public async Task OrderLog_AsItIs_BecomesCustomersAndSegments()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        await dashboard.ChooseFileAsync("online_retail.csv.gz", SharedData.Bytes("online_retail.csv.gz"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("4,338 customers"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("135,080 lines have no customer"));
        await dashboard.Button("Find the segments").ClickAsync();

        await Dashboard.SeeAsync(dashboard.Heading("segments of 4,338 customers"));
    }

    [BrowserFact]
    public async Task Orders_UnlessOneSaysOtherwise_AreTakenForOrders()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        await dashboard.ChooseFileAsync("shop.csv", Encoding.UTF8.GetBytes(Orders()));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("12 customers"));
        Assert.True(await dashboard.Page.GetByLabel("one line of an order").IsCheckedAsync());
        await dashboard.Page.GetByLabel("one customer").CheckAsync();

        await Dashboard.SeeAsync(dashboard.Page.GetByText("36 customers"));
        Assert.True(await dashboard.Page.GetByLabel("one customer").IsCheckedAsync());
        await Dashboard.SeeAsync(dashboard.Page.GetByText("The table looks like a log of orders"));
    }

    [BrowserFact]
    public async Task File_ByItsName_IsReadInItsFormat()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < 30; i++) gzip.Write(Encoding.UTF8.GetBytes($"{{\"customer\": \"C{i}\", \"age\": {20 + i}, \"spend\": {i % 7}}}\n"));

        await dashboard.ChooseFileAsync("people.ndjson.gz", compressed.ToArray());

        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 2 features: age, spend"));
        await dashboard.ChooseFileAsync("people.tsv", Encoding.UTF8.GetBytes(People().Replace(',', '\t')));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("people.tsv"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 2 features: age, spend"));
    }

    [BrowserFact]
    public async Task Training_Cancelled_StoresNothing()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.ChooseFileAsync("many.csv", Encoding.UTF8.GetBytes(await dashboard.SamplesAsync(200_000)));
        await Dashboard.SeeAsync(dashboard.Heading("What the service understood"));
        await dashboard.Page.GetByText("More options").ClickAsync();
        await dashboard.Page.GetByLabel("Fewest segments tried").FillAsync("300");
        await dashboard.Page.GetByLabel("Most segments tried").FillAsync("399");
        await dashboard.Button("Find the segments").ClickAsync();
        await Assertions.Expect(dashboard.Button("Cancel")).ToBeEnabledAsync();

        // It goes on while one looks elsewhere, and is found again.
        await dashboard.GoAsync("#/versions");
        await Dashboard.SeeAsync(dashboard.Heading("Versions"));
        await dashboard.GoAsync("#/start");
        await dashboard.Button("Watch many").ClickAsync();
        await dashboard.Button("Cancel").ClickAsync();

        await Dashboard.SeeAsync(dashboard.Page.GetByText("The training was cancelled. Nothing was stored."));
        await dashboard.GoAsync("#/versions");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("There is none yet."));
    }

    [BrowserFact]
    public async Task Key_WhereOneIsNeeded_IsAskedForAndKept()
    {
        const string key = "a-key-that-is-long-enough-for-a-test";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        await using var dashboard = await Dashboard.OpenAsync(
            fixture, settings: [("Security:ApiKeys:0:Name", "analyst"), ("Security:ApiKeys:0:Sha256", hash), ("Security:ApiKeys:0:Scopes:0", "train"), ("Security:ApiKeys:0:Scopes:1", "predict")]);

        await dashboard.Page.GetByRole(AriaRole.Textbox, new() { Name = "API key" }).FillAsync(key);
        await dashboard.Button("Use this key").ClickAsync();
        await dashboard.Button("Try it with sample customers").ClickAsync();

        await Dashboard.SeeAsync(dashboard.Heading("What the service understood"));
        await dashboard.Page.ReloadAsync();
        await Dashboard.SeeAsync(dashboard.Heading("Who are your customers?"));
        Assert.Equal(0, await dashboard.Page.GetByRole(AriaRole.Textbox, new() { Name = "API key" }).CountAsync());
    }

    [BrowserFact]
    public async Task File_ThatIsNoTable_IsExplained()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        await dashboard.ChooseFileAsync("broken.csv", "a,b\n1,2\n3,4,5,6\n"u8.ToArray());

        var alert = dashboard.Page.GetByRole(AriaRole.Alert);
        await Dashboard.SeeAsync(alert);
        Assert.Contains("line 3", (await alert.InnerTextAsync()).ToLowerInvariant(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Columns_LeftOutByHand_AreNoFeatures()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.ChooseFileAsync("people.csv", Encoding.UTF8.GetBytes(People()));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 2 features: age, spend"));

        await dashboard.Page.GetByLabel("What age is").SelectOptionAsync("exclude");

        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 1 feature: spend"));
    }

    [BrowserFact]
    public async Task Customer_AsOneTypes_MovesToAnotherSegment()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(People(), "?clusters=2");
        await dashboard.GoAsync("#/customer");
        var result = dashboard.Page.Locator(".result");

        await dashboard.Page.GetByLabel("age", new() { Exact = true }).FillAsync("21");
        await dashboard.Page.GetByLabel("spend", new() { Exact = true }).FillAsync("100");
        await Assertions.Expect(dashboard.Page.GetByText("64 of 64 retrainings put this customer here.")).ToBeVisibleAsync();
        var young = await result.InnerTextAsync();
        await dashboard.Page.GetByLabel("age", new() { Exact = true }).FillAsync("61");
        await dashboard.Page.GetByLabel("spend", new() { Exact = true }).FillAsync("900");

        await Assertions.Expect(result).Not.ToHaveTextAsync(young);
        await Assertions.Expect(dashboard.Page.GetByText("64 of 64 retrainings put this customer here.")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Versions_RollBack_AsksAndThenServesTheOlderOne()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(People(), "?clusters=2");
        await dashboard.TrainAsync(People(), "?clusters=3");
        await dashboard.GoAsync("#/versions");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("2 → 3"));

        await dashboard.Button("Roll back to this").ClickAsync();
        await dashboard.Button("Roll back").Last.ClickAsync();

        await Dashboard.SeeAsync(dashboard.Button("Promote"));
        Assert.Equal("Version 1", await dashboard.Page.Locator(".card", new() { HasText = "serves" }).Locator("h2 a").InnerTextAsync());
    }

    [BrowserFact]
    public async Task Segments_Download_HoldsTheCustomersOfOneSegment()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(People(), "?clusters=2");
        await dashboard.GoAsync("#/segments");

        await dashboard.Page.GetByLabel("Which").SelectOptionAsync("2");
        var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download the customers").ClickAsync());
        var lines = (await Dashboard.ReadAsync(download)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("default-1-segment-2-customers.csv", download.SuggestedFilename);
        Assert.Equal(1 + 10, lines.Length);
        Assert.All(lines[1..], line => Assert.Equal("2", line.Split(',')[1]));
    }

    [BrowserFact]
    public async Task Segments_ModelForOtherSystems_IsSavedInTheFormThatIsChosen()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(People(), "?clusters=2");
        await dashboard.GoAsync("#/segments");

        foreach (var (form, name, words) in ((string, string, string)[])[("PMML", "default-1.pmml", "<PMML"), ("SQL of DuckDB", "default-1-duckdb.sql", "select")])
        {
            await dashboard.Page.GetByLabel("For", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = form });
            var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Download the model").ClickAsync());
            Assert.Equal(name, download.SuggestedFilename);
            Assert.Contains(words, await Dashboard.ReadAsync(download), StringComparison.OrdinalIgnoreCase);
        }
    }

    [BrowserFact]
    public async Task Report_OfAVersion_ShowsEverything()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(await dashboard.SamplesAsync());

        await dashboard.GoAsync("models/default/versions/champion/report");

        await Dashboard.SeeAsync(dashboard.Heading("segments of 400 customers"));
        await Dashboard.SeeAsync(dashboard.Heading("How well the customers lie in their segments"));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("How values are prepared").First);
        Assert.NotEmpty(await dashboard.Page.PdfAsync(new PagePdfOptions { Format = "A4" }));
    }

    [BrowserFact]
    public async Task Report_OfAVersionThatIsNotThere_SaysSo()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);

        await dashboard.GoAsync("models/none/versions/1/report");

        await Dashboard.SeeAsync(dashboard.Page.GetByText("There is no model 'none'"));
    }

    [BrowserFact]
    public async Task Keyboard_Alone_IsEnoughToTrain()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var keyboard = dashboard.Page.Keyboard;

        await FocusAsync("Try it with sample customers");
        await keyboard.PressAsync("Enter");
        await Dashboard.SeeAsync(dashboard.Heading("What the service understood"));
        await FocusAsync("Find the segments");
        await keyboard.PressAsync("Enter");
        await Dashboard.SeeAsync(dashboard.Heading("segments of 1,000 customers"));

        async Task FocusAsync(string text)
        {
            for (var i = 0; i < 80; i++)
            {
                await keyboard.PressAsync("Tab");
                if (await dashboard.Page.EvaluateAsync<string>("document.activeElement.textContent") == text) return;
            }

            Assert.Fail($"Tab does not reach '{text}'.");
        }
    }

    [BrowserFact]
    public async Task FirstView_IsSmall()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.Page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });

        var bytes = await dashboard.Page.EvaluateAsync<long>("performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.decodedBodySize, 0)");

        Assert.InRange(bytes, 1, 1_500_000);
    }

    /// <summary>The page counts the customers of the scored file by how sure they are, as the thresholds of Training/README.md say.</summary>
    private static async Task SureAsync(Dashboard dashboard, string[] lines)
    {
        await Dashboard.SeeAsync(dashboard.Heading("How sure the segments of 4,338 customers are"));
        var kinds = lines[1..].Select(line => line.Split(',')).Select(cells => (Confidence: double.Parse(cells[^6], CultureInfo.InvariantCulture), IsOutlier: cells[^4] == "true"))
            .CountBy(one => one.IsOutlier ? "Like nobody in training" : one.Confidence >= 0.9 ? "Clearly in their segment" : one.Confidence >= 0.7 ? "Rather in their segment" : "Between two segments").ToDictionary();

        Assert.Equal(4, kinds.Count);
        foreach (var (words, customers) in kinds)
            await Assertions.Expect(dashboard.Page.GetByRole(AriaRole.Row, new() { Name = words }).Locator("td").First).ToHaveTextAsync(customers.ToString("N0", CultureInfo.InvariantCulture));
    }

    /// <summary>Three orders of each of twelve customers.</summary>
    private static string Orders()
    {
        var csv = new StringBuilder("customer,invoice,date,quantity,price\n");
        for (var i = 0; i < 36; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i % 12},{1000 + i},2025-{1 + (i % 11):00}-{1 + (i % 25):00},{1 + (i % 5)},{2 + (i % 9)}\n");
        return csv.ToString();
    }

    /// <summary>Twenty young customers who spend little, ten old ones who spend much.</summary>
    private static string People()
    {
        var csv = new StringBuilder("customer,age,spend\n");
        for (var i = 0; i < 30; i++)
            csv.Append(CultureInfo.InvariantCulture, $"C{i},{(i < 20 ? 20 : 60) + (i % 3)},{(i < 20 ? 100 : 900) + (7 * (i % 5))}\n");
        return csv.ToString();
    }
}

using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Pages.Tests;

/// <summary>From a file to a model: what serves is left alone, nothing is sent twice or typed twice, and the page says beforehand what will happen.</summary>
public class StartTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    private const string Customer = """{"age": 61, "spend": 900}""";

    [BrowserFact]
    public async Task OtherTable_UnderTheSameName_LeavesWhatServesAsItWas()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.ChooseFileAsync("My People (2025).csv", People());
        await Assertions.Expect(Name(dashboard)).ToHaveValueAsync("my-people-2025");
        await Assertions.Expect(Will(dashboard)).ToContainTextAsync("A new model, my-people-2025.");
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("segments of 30 customers"));
        var before = await dashboard.PostAsync("predict?model=my-people-2025", Customer);

        await dashboard.GoAsync("#/start");
        await dashboard.ChooseFileAsync("visits.csv", Visits());
        await Assertions.Expect(Name(dashboard)).ToHaveValueAsync("visits");
        await Name(dashboard).FillAsync("My People 2025");
        await Assertions.Expect(Will(dashboard)).ToContainTextAsync("Version 2 of my-people-2025 will be added and wait, since its fields differ (it does without 'age', 'spend', it needs 'minutes', 'visits'): version 1 goes on answering predictions");
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("segments of 24 customers"));

        Assert.Equal(before, await dashboard.PostAsync("predict?model=my-people-2025", Customer));
    }

    [BrowserFact]
    public async Task OtherTable_ThatIsToServeAllTheSame_AsksFirst()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync(Encoding.UTF8.GetString(People()), "?model=shop");
        await dashboard.ChooseFileAsync("shop.csv", Visits());
        await dashboard.Page.GetByText("More options").ClickAsync();
        await dashboard.Page.GetByLabel("When it is trained").SelectOptionAsync("true");

        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Page.GetByRole(AriaRole.Dialog).GetByText("Applications that use shop send age and spend."));
        await dashboard.Button("Cancel").ClickAsync();

        await Assertions.Expect(dashboard.Heading("Training")).ToHaveCountAsync(0);
        Assert.Contains("\"segment\":", await dashboard.PostAsync("predict?model=shop", Customer), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Changes_OfColumns_KeepScrollFocusAndForm_AndSendNothingAgain()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture, height: 500);
        var sent = new List<string>();
        dashboard.Page.Request += (_, request) =>
        {
            if (request.Method == "POST") sent.Add(new Uri(request.Url).AbsolutePath);
        };
        await dashboard.ChooseFileAsync("many.csv", Wide());
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 1 feature: spend."));
        await Name(dashboard).FillAsync("kept");
        await dashboard.Page.GetByLabel("Number of segments").FillAsync("3");
        var choice = dashboard.Page.GetByLabel("What plan12 is");
        await choice.FocusAsync();
        const string place = "() => [scrollY, document.querySelector('.scroll').scrollTop, document.activeElement.getAttribute('aria-label')].join(' ')";
        var before = await dashboard.Page.EvaluateAsync<string>(place);

        await choice.SelectOptionAsync("encode");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 3 features: plan12 (2 values), spend."));
        Assert.Equal(before, await dashboard.Page.EvaluateAsync<string>(place));
        Assert.NotEqual("0 0 What plan12 is", before);
        Assert.EndsWith("What plan12 is", before, StringComparison.Ordinal);

        await dashboard.Button("Use all text columns (19)").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 41 features"));
        await Assertions.Expect(Name(dashboard)).ToHaveValueAsync("kept");
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("3 segments of 40 customers"));
        Assert.Equal(["/tables", "/train"], sent);

        await dashboard.Page.GoBackAsync();
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 41 features"));
        await Assertions.Expect(Name(dashboard)).ToHaveValueAsync("kept");
        await Assertions.Expect(dashboard.Page.GetByLabel("Number of segments")).ToHaveValueAsync("3");
    }

    [BrowserFact]
    public async Task Options_ThatCannotBe_AreRefusedBesideTheirFieldsBeforeSending()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var trainings = 0;
        dashboard.Page.Request += (_, request) => trainings += new Uri(request.Url).AbsolutePath == "/train" ? 1 : 0;
        await dashboard.ChooseFileAsync("people.csv", People());

        // What is said of the name stays where it is when the field is left, or the click would go beside what it is meant for.
        await Name(dashboard).FillAsync("Our People");
        await dashboard.Page.GetByText("More options").ClickAsync();
        var (fewest, most, clusters) = (dashboard.Page.GetByLabel("Fewest segments tried"), dashboard.Page.GetByLabel("Most segments tried"), dashboard.Page.GetByLabel("Number of segments"));

        await fewest.FillAsync("8");
        await most.FillAsync("3");
        await dashboard.Button("Find the segments").ClickAsync();
        await Assertions.Expect(most).ToHaveAccessibleDescriptionAsync("There is no number from 8 to 3: the most must not be below the fewest.");
        await most.FillAsync("");
        await clusters.FillAsync("four");
        await dashboard.Button("Find the segments").ClickAsync();
        await Assertions.Expect(clusters).ToHaveAccessibleDescriptionAsync("Leave it empty, and the data decide. A whole number from 1 to 10,000 is expected.");
        Assert.Equal(0, trainings);

        await clusters.FillAsync("2");
        await fewest.FillAsync("");
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("2 segments of 30 customers"));
    }

    [BrowserFact]
    public async Task KeptTable_IsTrainedAgain_AndSaidToBeGoneOnceItIsDeleted()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.ChooseFileAsync("people.csv", People());
        await dashboard.Page.GetByLabel("What age is").SelectOptionAsync("exclude");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 1 feature: spend"));
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("segments of 30 customers"));

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Train again with other options" }).ClickAsync();
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 1 feature: spend"));
        await Assertions.Expect(Will(dashboard)).ToContainTextAsync("Version 2 of people will be added and answer predictions from then on, in place of version 1.");
        await dashboard.Button("Delete people.csv").ClickAsync();
        await dashboard.Button("Delete it").ClickAsync();
        await Assertions.Expect(dashboard.Heading("Tables that are still here")).ToHaveCountAsync(0);

        await dashboard.GoAsync("#/start?again=1&model=people");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("people.csv is no longer kept here. Drop the file again: the options of version 1 are still known."));
        await dashboard.ChooseFileAsync("people.csv", People());
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 1 feature: spend"));
    }

    /// <summary>The second sheet has other columns; it is read, trained on and trained on again from the workbook that was sent once.</summary>
    [BrowserFact]
    public async Task Workbook_WithSeveralSheets_IsReadFromTheOneThatIsChosen()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        var sent = new List<string>();
        dashboard.Page.Request += (_, request) =>
        {
            if (request.Method == "POST") sent.Add(new Uri(request.Url).AbsolutePath);
        };
        await dashboard.ChooseFileAsync("shop.xlsx", Workbooks.Of(("People", Rows(People())), ("Visits", Rows(Visits()))));
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 2 features: age, spend."));
        await dashboard.Page.GetByLabel("What people call age").FillAsync("years");

        await dashboard.Page.GetByLabel("Sheet of the workbook").SelectOptionAsync("Visits");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 2 features: minutes, visits."));
        await dashboard.Button("Find the segments").ClickAsync();
        await Dashboard.SeeAsync(dashboard.Heading("segments of 24 customers"));
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Train again with other options" }).ClickAsync();

        await Assertions.Expect(dashboard.Page.GetByLabel("Sheet of the workbook")).ToHaveValueAsync("Visits");
        await Dashboard.SeeAsync(dashboard.Page.GetByText("measured by 2 features: minutes, visits."));
        Assert.Equal(["/tables", "/train"], sent);
    }

    private static ILocator Name(Dashboard dashboard) => dashboard.Page.GetByLabel("Name of the model");

    private static ILocator Will(Dashboard dashboard) => dashboard.Page.Locator(".will");

    /// <summary>Twenty young customers who spend little, ten old ones who spend much.</summary>
    private static byte[] People()
    {
        var csv = new StringBuilder("customer,age,spend\n");
        for (var i = 0; i < 30; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i},{(i < 20 ? 20 : 60) + (i % 3)},{(i < 20 ? 100 : 900) + (7 * (i % 5))}\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    /// <summary>The rows of CSV, as a sheet has them.</summary>
    private static object?[][] Rows(byte[] csv) =>
        [.. Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',').Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out var value) ? value : (object?)cell).ToArray())];

    private static byte[] Visits()
    {
        var csv = new StringBuilder("customer,minutes,visits\n");
        for (var i = 0; i < 24; i++) csv.Append(CultureInfo.InvariantCulture, $"V{i},{(i < 12 ? 5 : 90) + (i % 4)},{(i < 12 ? 1 : 30) + (i % 5)}\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    /// <summary>Twenty columns of two texts each, and a number.</summary>
    private static byte[] Wide()
    {
        var csv = new StringBuilder("customer," + string.Concat(Enumerable.Range(1, 20).Select(column => $"plan{column},")) + "spend\n");
        for (var i = 0; i < 40; i++) csv.Append(CultureInfo.InvariantCulture, $"C{i},{string.Concat(Enumerable.Range(1, 20).Select(column => ((i >> (column % 5)) + column) % 2 == 0 ? "low," : "high,"))}{i * i}\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace SegmentationService.Pages.Tests;

/// <summary>The report as people hand it on: on paper, whatever the width of the window that it was printed from, and as one file.</summary>
public partial class ReportTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    /// <summary>Every text that stands on paper: those of figures, of cells, of paragraphs and headings.</summary>
    private const string TextsOnPaper = """
        () => [...document.querySelectorAll('main :is(svg text, td, th, p, li:not(.card), h1, h2, h3)')]
          .filter(element => element.getClientRects().length)
          .map(element => element.textContent)
        """;

    private static readonly (string Sign, string Letters)[] Ligatures = [("\ufb00", "ff"), ("\ufb01", "fi"), ("\ufb02", "fl"), ("\ufb03", "ffi"), ("\ufb04", "ffl")];

    [BrowserFact]
    public async Task Pdf_FromAWindowOfAnyWidth_CutsNothing()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        const int segments = 7;
        var samples = (await dashboard.SamplesAsync()).Replace("monetary", "ANameThatIsLongAndHasNoPlaceToBreakItAnywhere_of_the_monetary_column", StringComparison.Ordinal);
        await dashboard.TrainAsync(samples, $"?clusters={segments}");

        foreach (var width in (int[])[390, 800, 1100, 1440, 1920])
        {
            await OpenAsync(dashboard, width);
            using var document = PdfDocument.Open(await dashboard.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true }));
            var written = new StringBuilder();
            foreach (var page in document.GetPages())
            {
                Assert.All(page.Letters, letter => Assert.InRange(letter.StartBaseLine.X, 0, page.Width - letter.Width));
                foreach (var letter in page.Letters) written.Append(letter.Value);
            }

            await dashboard.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
            var text = Bare(written.ToString());
            var shown = await dashboard.Page.EvaluateAsync<string[]>(TextsOnPaper);
            Assert.True(shown.Length > 200, $"{shown.Length} texts are too few for a report.");
            Assert.All(shown, one => Assert.Contains(Bare(one), text, StringComparison.Ordinal));
            await dashboard.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Null });
        }

        var names = await dashboard.Page.Locator(".card h3").AllInnerTextsAsync();
        Assert.Equal(segments, names.Distinct().Count());
        Assert.Equal(names.Order(StringComparer.Ordinal), (await dashboard.Page.Locator(".summary tbody th").AllInnerTextsAsync()).Order(StringComparer.Ordinal));
        var medians = await dashboard.Page.Locator(".scroll:has(caption:text-is('Medians'))").Locator("th").AllInnerTextsAsync();
        Assert.All(names, name => Assert.Contains(medians, cell => cell.StartsWith($"{name} (", StringComparison.Ordinal)));
    }

    [BrowserFact]
    public async Task OneFile_WhateverItsTextsSay_ShowsTheSameAndAsksForNothing()
    {
        await using var dashboard = await Dashboard.OpenAsync(fixture);
        await dashboard.TrainAsync((await dashboard.SamplesAsync()).Replace("monetary", "</style><img src=x onerror=alert(1)>", StringComparison.Ordinal));
        await OpenAsync(dashboard, 1280);
        var headings = await dashboard.Page.Locator("main :is(h1, h2, h3)").AllInnerTextsAsync();

        var download = await dashboard.Page.RunAndWaitForDownloadAsync(() => dashboard.Button("Save as one file").ClickAsync());

        Assert.Equal("default-1-report.html", download.SuggestedFilename);
        var requests = new List<string>();
        var alone = await fixture.Browser!.NewPageAsync(new BrowserNewPageOptions { Offline = true });
        alone.Request += (_, request) => requests.Add(request.Url);
        alone.Dialog += (_, dialog) => requests.Add(dialog.Message);
        await alone.SetContentAsync(await File.ReadAllTextAsync(await download.PathAsync()));

        Assert.Equal(headings, await alone.Locator("main :is(h1, h2, h3)").AllInnerTextsAsync());
        Assert.Equal(0, await alone.Locator("script, link, img, button").CountAsync());
        var box = await alone.Locator(".chart svg.wide").First.BoundingBoxAsync();
        Assert.InRange(box!.Width, 500, 760);
        Assert.Equal("rgb(244, 246, 249)", await alone.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(requests);
        await alone.CloseAsync();
    }

    private static async Task OpenAsync(Dashboard dashboard, int width)
    {
        await dashboard.Page.SetViewportSizeAsync(width, 900);
        await dashboard.GoAsync("models/default/versions/1/report");
        await Assertions.Expect(dashboard.Page.Locator("body[data-ready]")).ToBeVisibleAsync();
    }

    /// <summary>A text without blanks, since lines break anywhere, and without ligatures.</summary>
    private static string Bare(string text) => Blanks().Replace(Ligatures.Aggregate(text, (whole, ligature) => whole.Replace(ligature.Sign, ligature.Letters, StringComparison.Ordinal)), "");

    [GeneratedRegex(@"\s")]
    private static partial Regex Blanks();
}

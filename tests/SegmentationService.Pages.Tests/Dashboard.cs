using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>
/// A service on a port of its own and a browser tab that shows its pages. In the end it asserts what holds for every page: no error on the
/// console (a violation of the Content-Security-Policy is one), no exception, and no request to another host.
/// </summary>
internal sealed class Dashboard : IAsyncDisposable
{
    private Service _service;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = [];

    private Dashboard(Service service, IBrowserContext context, IPage page)
    {
        _service = service;
        _context = context;
        Page = page;
        page.Console += (_, line) =>
        {
            // Chromium also reports every refused request there; the page shows those to the user.
            if (line.Type == "error" && !line.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _faults.Enqueue(line.Text);
        };
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Root, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _faults.Enqueue($"A request to {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Where the service is.</summary>
    private string Root => _service.Address.ToString();

    public static async Task<Dashboard> OpenAsync(DashboardFixture fixture, int width = 1280, int height = 900, ColorScheme colors = ColorScheme.Light, string? store = null, params (string Name, string Value)[] settings)
    {
        var service = Service.Start(store, settings);
        var context = await fixture.Browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colors,
            AcceptDownloads = true,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(DashboardFixture.Patience);
        var dashboard = new Dashboard(service, context, await context.NewPageAsync());
        await dashboard.GoAsync("");
        return dashboard;
    }

    /// <summary>Goes to a page, such as <c>#/segments</c> or <c>models/default/versions/1/report</c>.</summary>
    public Task GoAsync(string address) => Page.GotoAsync(Root + address);

    /// <summary>Ends the service, and starts another one on what it has stored; the page that is shown stays that of the first.</summary>
    public async Task RestartAsync() => _service = await _service.RestartAsync();

    /// <summary>Trains through the API, where training is not what is tested.</summary>
    public async Task TrainAsync(string csv, string query = "")
    {
        using var client = new HttpClient();
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await client.PostAsync(new Uri($"{Root}train{query}"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks for customers through the API, one by one.</summary>
    /// <param name="customers">Each an object of JSON.</param>
    public async Task PredictAsync(IEnumerable<string> customers)
    {
        using var client = new HttpClient();
        foreach (var customer in customers)
        {
            using var content = new StringContent(customer, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri($"{Root}predict"), content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>What the service answers to a body of JSON; it must be no refusal.</summary>
    public async Task<string> PostAsync(string path, string json)
    {
        using var client = new HttpClient();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(Root + path), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    /// <summary>What was downloaded, as text.</summary>
    public static async Task<string> ReadAsync(IDownload download)
    {
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The sample customers that the service makes.</summary>
    public async Task<string> SamplesAsync(int count = 400)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"{Root}samples/customers?count={count}"));
    }

    /// <summary>The training customers of the first version with their segments, as CSV.</summary>
    public async Task<string> CustomersAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"{Root}models/default/versions/1/customers"));
    }

    /// <summary>Gives a file to the one input for files that the page has.</summary>
    public Task ChooseFileAsync(string name, byte[] content) => Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "", Buffer = content });

    /// <summary>Gives the tables of two times to the page that compares them, and has them compared.</summary>
    public async Task CompareTablesAsync(string old, string now)
    {
        foreach (var (label, csv) in ((string, string)[])[("Old table", old), ("New table", now)])
            await Page.GetByLabel(label).SetInputFilesAsync(new FilePayload { Name = "customers.csv", MimeType = "", Buffer = Encoding.UTF8.GetBytes(csv) });
        await Button("Compare the tables").ClickAsync();
        await SeeAsync(Page.Locator(".moves .result"));
    }

    /// <summary>A heading of the page.</summary>
    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = text });

    /// <summary>A button of the page.</summary>
    public ILocator Button(string text) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = text });

    /// <summary>Waits for something to be seen.</summary>
    public static Task SeeAsync(ILocator locator) => Assertions.Expect(locator.First).ToBeVisibleAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _service.DisposeAsync();
        Assert.Empty(_faults);
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>
/// A page of a stranger in a real browser, beside a service without keys on the same machine. Each attack is tried on a service that allows it knowingly, too: there it
/// succeeds, so that it is the service, and not the browser, that withstands it.
/// </summary>
public sealed class ForeignPageTests
{
    private const string Customers = "id,spent,visits\nada,1,1\nbob,2,2\ncem,90,9\ndan,91,8\neve,92,9\nfay,3,1\n";

    /// <summary>As a stranger has names resolved: they lead to this machine.</summary>
    private const string Names = "--host-resolver-rules=MAP evil.example 127.0.0.1";

    /// <summary>Newer versions ask the user first where a page reaches for the machine itself; the service does not rely on that.</summary>
    private const string WithoutQuestions = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests";

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Page_OfAnotherOrigin_TrainsNothing(bool isAllowed)
    {
        await using var service = Service.Start(isAllowed ? [("Security:AllowedOrigins:0", "http://stranger.example")] : []);
        await TrainAsync(service);

        await OnPageAsync(new Uri("http://stranger.example/attack"), async page =>
        {
            await page.EvaluateAsync("""
                async ([service, csv]) => {
                    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
                        await fetch(service + 'train?clusters=2', { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': type }, body: csv }).catch(() => {});
                    navigator.sendBeacon(service + 'train?clusters=2', csv);
                    const form = new FormData();
                    form.append('file', new File([csv], 'customers.csv', { type: 'text/csv' }));
                    await fetch(service + 'train?clusters=2', { method: 'POST', mode: 'no-cors', body: form }).catch(() => {});
                    await fetch(service + 'models/default/versions/1', { method: 'DELETE' }).catch(() => {});
                }
                """, (object[])[service.Address.ToString(), Customers]);
            // A form that leads away from the page, as one that is submitted by a script does.
            await page.SetContentAsync($"<form method='post' enctype='text/plain' action='{service.Address}train?clusters=2'><textarea name='id,spent,visits\na,1,1\nb,9,9\nc,2,1\n'>d,8,9\n</textarea><button>go</button></form>");
            await page.RunAndWaitForResponseAsync(() => page.ClickAsync("button"), response => response.Url.Contains("/train", StringComparison.Ordinal));
        });

        var versions = await VersionsAsync(service);
        if (isAllowed) Assert.True(versions.Length > 1, "what is allowed trains");
        else Assert.Equal([1], versions);
    }

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Page_WhoseNameIsRebound_ReadsAndDeletesNothing(bool isAllowed)
    {
        await using var service = Service.Start(isAllowed ? [("AllowedHosts", "*")] : []);
        await TrainAsync(service);
        await TrainAsync(service);

        await OnPageAsync(new Uri($"http://evil.example:{service.Address.Port}/attack"), async page =>
        {
            // For the browser the service now is of the page's own origin.
            var read = await page.EvaluateAsync<string>("""
                async () => {
                    const answer = await fetch('/models/default/versions/2/customers');
                    await fetch('/models/default/versions/1', { method: 'DELETE' });
                    return answer.status + ' ' + await answer.text();
                }
                """);
            if (isAllowed) Assert.Contains("ada", read, StringComparison.Ordinal);
            else Assert.StartsWith("400 {\"type\":\"/problems/host-not-allowed\"", read, StringComparison.Ordinal);
        });

        Assert.Equal(isAllowed ? [2] : [1, 2], (await VersionsAsync(service)).Order());
    }

    /// <summary>Opens a page in a browser of its own. The page itself comes from the test; whatever it asks for goes out as ever.</summary>
    private static async Task OnPageAsync(Uri address, Func<IPage, Task> act)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Executable, Args = [.. Chromium.Options.Args!, Names, WithoutQuestions] });
        var page = await browser.NewPageAsync();
        await page.RouteAsync(address.ToString(), route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<title>a page</title>" }));
        await page.GotoAsync(address.ToString());
        await act(page);
    }

    private static async Task TrainAsync(Service service)
    {
        using var client = new HttpClient();
        using var content = new StringContent(Customers, Encoding.UTF8, "text/csv");
        using var answer = await client.PostAsync(new Uri(service.Address, "train?clusters=2"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<int[]> VersionsAsync(Service service)
    {
        using var client = new HttpClient();
        var model = JsonDocument.Parse(await client.GetStringAsync(new Uri(service.Address, "models/default"))).RootElement;
        return [.. model.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt32())];
    }
}

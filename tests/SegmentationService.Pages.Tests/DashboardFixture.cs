using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>One browser for the tests of a class; each test has a service and a context of its own.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    /// <summary>How long a page may take to do or show something, in milliseconds: on a machine that runs other tests beside it, more than Playwright's five seconds.</summary>
    internal const float Patience = 60_000;

    private IPlaywright? _playwright;

    internal IBrowser? Browser { get; private set; }

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null) return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(Chromium.Options);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

using Microsoft.Playwright;

namespace SegmentationService.Pages.Tests;

/// <summary>The browser of the machine: Chromium as Debian installs it.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static string? Executable { get; } = Places.FirstOrDefault(File.Exists);

    public static string? SkipReason { get; } = Executable is null ? $"There is no Chromium ({string.Join(", ", Places)}): apt-get install chromium." : null;

    public static BrowserTypeLaunchOptions Options { get; } = new()
    {
        ExecutablePath = Executable,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    };
}

/// <summary>A test in a browser, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.SkipReason;
}

/// <summary>A test with cases in a browser, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.SkipReason;
}

/// <summary>A test in a browser on the real data, skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserAndDataFactAttribute : FactAttribute
{
    public BrowserAndDataFactAttribute() => Skip = Chromium.SkipReason ?? Api.Tests.SharedData.SkipReason;
}

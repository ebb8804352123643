using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Security;

/// <summary>A service without keys that others can reach says so when it starts.</summary>
public sealed class OpenWarningTests
{
    private const string Warning = "No keys are configured";

    [Theory]
    [InlineData("http://127.0.0.1:0", false)]
    [InlineData("http://0.0.0.0:0", true)]
    public async Task Start_WithoutKeys_WarnsWhereOthersCanReachIt(string address, bool warns)
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, "--urls=" + address);
        using (client)
        using (running) Assert.Equal(0, await running.StopAsync());

        Assert.Equal(warns, running.Output.Contains(Warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--AllowedHosts=*", "AllowedHosts=*")]
    [InlineData("--Security:AllowedOrigins:0=https://shop.example", "https://shop.example")]
    public async Task Start_WithoutKeys_WarnsOfWhatIsOpenToPages(string argument, string inWarning)
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, argument);
        using (client)
        using (running) Assert.Equal(0, await running.StopAsync());

        Assert.Contains(running.Output.Split('\n'), line => line.Contains(" WRN ", StringComparison.Ordinal) && line.Contains(inWarning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WithKeys_DoesNotWarn()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, ["--urls=http://0.0.0.0:0", .. Keys.Settings().Select(setting => $"--{setting.Name}={setting.Value}")]);
        using (client)
        using (running) Assert.Equal(0, await running.StopAsync());

        Assert.DoesNotContain(Warning, running.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("XML encryptor", running.Output, StringComparison.Ordinal); // keys bring no key files
    }
}

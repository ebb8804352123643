using Microsoft.Extensions.Configuration;
using SegmentationService.Api.Hosting;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>No section of the service's own is left out: of each, names that do not exist are told.</summary>
public class SettingsTests
{
    private static readonly string[] Names = [.. Settings.All().Select(setting => setting.Split('=')[0])];

    public static TheoryData<string> Sections() => [.. typeof(Settings).Assembly.GetTypes()
        .Select(type => type.GetField("Section"))
        .Where(field => field is { IsLiteral: true })
        .Select(field => (string)field!.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Sections))]
    public void Fault_NameThatDoesNotExist_IsToldInEverySection(string section)
    {
        Assert.Null(Fault(($"{section}s:Nonsense", "1")));
        Assert.StartsWith($"There is no setting {section}:Nonsense; {section} has ", Fault(($"{section}:Nonsense", "1")), StringComparison.Ordinal);
        Assert.Contains(Names, name => name.StartsWith(section + ':', StringComparison.Ordinal));
    }

    [Fact]
    public void Fault_DefaultsOfAllSettings_AreAllowed()
    {
        foreach (var setting in Settings.All().Where(setting => !setting.Contains(":0", StringComparison.Ordinal)))
        {
            var parts = setting.Split('=', 2);
            Assert.Null(Fault((parts[0], parts[1])));
        }
    }

    [Theory]
    [InlineData("LIMITS:maxheaders", "50")]
    [InlineData("Storage:KeepVersions", "")]
    [InlineData("Security:ApiKeys:0:Scopes:0", "train")]
    [InlineData("Jobs", "4")]
    public void Fault_NamesInAnyCaseAndWhatIsNoSetting_AreLeftAlone(string name, string value) => Assert.Null(Fault((name, value)));

    private static string? Fault((string Name, string Value) setting) =>
        Settings.Fault(new ConfigurationBuilder().AddInMemoryCollection([new(setting.Name, setting.Value)]).Build());
}

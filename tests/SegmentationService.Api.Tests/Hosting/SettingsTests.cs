using Microsoft.Extensions.Configuration;
using Npgsql;
using SegmentationService.Api.Hosting;
using StackExchange.Redis;

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
        Assert.Null(Fault(("Else:Nonsense", "1")));
        Assert.Equal($"There is no setting {section}s:Nonsense; is {section}:Nonsense meant?", Fault(($"{section}s:Nonsense", "1")));
        Assert.StartsWith($"There is no setting {section}:Nonsense; {section} has ", Fault(($"{section}:Nonsense", "1")), StringComparison.Ordinal);
        Assert.Contains(Names, name => name.StartsWith(section + ':', StringComparison.Ordinal));
    }

    /// <summary>It answered before the start, and is gone while the replica joins: what its client says of that names neither the setting nor what to do.</summary>
    [Fact]
    public void Explain_MembershipThatWentAway_NamesItsSetting()
    {
        Assert.StartsWith("Cluster:Redis: the Redis ", Settings.Explain(new RedisConnectionException(ConnectionFailureType.UnableToConnect, "redis:6379")), StringComparison.Ordinal);
        Assert.StartsWith("Cluster:Postgres: the PostgreSQL ", Settings.Explain(new NpgsqlException("db")), StringComparison.Ordinal);
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
    [InlineData("Data:Postgres:shop:connections", "3")]
    [InlineData("Data:Postgres:shop:Tables:0", "public.*")]
    [InlineData("Logging:LogLevel:Default", "Debug")]
    [InlineData("Serilog:WriteTo:0:Name", "File")]
    [InlineData("Serilog:MinimumLevel:Override:Microsoft", "Debug")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://localhost:1")]
    [InlineData("ConnectionStrings:Default", "x")]
    [InlineData("ALLOWED_HOSTS", "shop.example")] // of other programs, in the environment
    [InlineData("STORAGE_PATH", "/srv")]
    [InlineData("LIMIT", "1")]
    public void Fault_NamesInAnyCaseAndWhatIsNoSetting_AreLeftAlone(string name, string value) => Assert.Null(Fault((name, value)));

    [Theory]
    [InlineData("Limit:PredictionsPerSecond", "5", "is Limits:PredictionsPerSecond meant")]
    [InlineData("LIMTS:PredictionsPerSecond", "5", "is Limits:PredictionsPerSecond meant")]
    [InlineData("Stroage:Path", "x", "is Storage:Path meant")]
    [InlineData("Loging:Format", "json", "is Logging:Format meant")]
    [InlineData("Logging:Fromat", "json", "is Logging:Format meant")]
    [InlineData("Logging:Level", "Debug", "Logging has Format")]
    [InlineData("Serilog:MinimumLvel", "Debug", "is Serilog:MinimumLevel meant")]
    [InlineData("Serilog:MinimumLevel:Overide:Microsoft", "Debug", "is Serilog:MinimumLevel:Override meant")]
    [InlineData("Data:Postgres:Shop:Conections", "3", "is Data:Postgres:Shop:Connections meant")]
    [InlineData("Data:Postgres:Shop", "Host=x", "Data:Postgres:Shop has another value")]
    [InlineData("Data:Postgres", "Host=x", "Data:Postgres:NAME")]
    [InlineData("Data:Postgres:Shop:Connections", "no", "a whole number between 1 and 32 is expected")]
    [InlineData("Storage_Path", "x", "is Storage:Path meant, which is Storage__Path in the environment")]
    [InlineData("Storage__Path", "x", "is Storage:Path meant")] // on the command line
    [InlineData("AllowedHost", "shop.example", "is AllowedHosts meant")]
    [InlineData("AllowedHosts:0", "shop.example", "separated by ;")]
    [InlineData("url", "http://localhost:1", "is urls meant")]
    public void Fault_NameThatIsNearlyOne_IsToldWithIt(string name, string value, string told) => Assert.Contains(told, Fault((name, value)), StringComparison.Ordinal);

    private static string? Fault((string Name, string Value) setting) =>
        Settings.Fault(new ConfigurationBuilder().AddInMemoryCollection([new(setting.Name, setting.Value)]).Build());
}

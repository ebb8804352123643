using System.Net.Http.Json;
using System.Text.Json;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>The real program: what stops its start, what it logs, and that a kill loses nothing that was acknowledged.</summary>
public class ProgramTests
{
    private const int EndedBySigTerm = 128 + 15;

    /// <summary>An operator who stops what is starting has done nothing wrong: no line of an error, and no exit code of one. Until the host listens for the signal, it ends the process by itself.</summary>
    [Fact]
    public async Task Start_AskedToEndBeforeItListens_EndsWithoutAnError()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServiceProcess.TerminateWhileStartingAsync(folder.Path, "Opened the store");

        Assert.Contains(exitCode, new[] { 0, EndedBySigTerm });
        Assert.DoesNotContain("could not start", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Training:Queue", "-1", "Queue", "between 0 and 10000")]
    [InlineData("Training:Queue", "many", "Training:Queue", "'many'")]
    [InlineData("Training:Threads", "-2", "Threads", "between 0 and 1024")]
    [InlineData("Jobs:KeepEnded", "0", "KeepEnded", "between 1 and 100000")]
    [InlineData("Jobs:BatchParts", "0", "BatchParts", "between 1 and 64")]
    [InlineData("Jobs:KeepHours", "0", "KeepHours", "between 1 and 100000")]
    [InlineData("Reading:MaxBodyBytes", "0", "MaxBodyBytes", "at least 1 ")]
    [InlineData("Reading:MaxJsonDepth", "2", "MaxJsonDepth", "between 3 and 64")]
    [InlineData("Logging:Format", "xml", "Logging:Format is 'xml'", "text or json")]
    [InlineData("Storage:Path", "", "Path", "required")]
    [InlineData("Security:ApiKeys:0:Name", "anna", "Security:ApiKeys:0:Sha256", "64 hexadecimal digits")]
    [InlineData("Security:ApiKeys:0:Name", "an na", "Security:ApiKeys:0:Name is no name", "letters, digits")]
    [InlineData("Security:ApiKeys:0:Scopes:0", "root", "Security:ApiKeys:0:Scopes:0 is no scope", "predict, train, admin")]
    [InlineData("Security:ApiKeys:0:Sha256", "0", "Security:ApiKeys:0:Scopes is empty", "predict, train, admin")]
    [InlineData("Security:ApiKeys", "anna", "Security:ApiKeys has another value", "a list")]
    [InlineData("Security:ApiKey:0:Name", "anna", "no setting Security:ApiKey;", "is Security:ApiKeys meant")]
    [InlineData("Security:ApiKeys:0:Scope", "train", "no setting Security:ApiKeys:0:Scope;", "is Security:ApiKeys:0:Scopes meant")]
    [InlineData("Security:AllowedOrigins:0", "shop.example", "Security:AllowedOrigins:0 is no origin", "https://shop.example")]
    [InlineData("Security:AllowedOrigins:0", "https://shop.example/", "Security:AllowedOrigins", "scheme, host and port")]
    [InlineData("Limits:PredictionsPerSecond", "-1", "PredictionsPerSecond", "between 0")]
    [InlineData("Limits:TrainingsPerSecond", "-1", "TrainingsPerSecond", "between 0")]
    [InlineData("Limits:MaxJsonBodyBytes", "2000000", "MaxJsonBodyBytes", "between 1024 and 1048576")]
    [InlineData("Limits:MaxHeaderBytes", "1", "MaxHeaderBytes", "between 1024")]
    [InlineData("Limits:MaxHeaders", "1", "MaxHeaders", "between 10")]
    [InlineData("Limits:MaxRequestLineBytes", "1", "MaxRequestLineBytes", "between 256")]
    [InlineData("Limits:HeaderSeconds", "0", "HeaderSeconds", "between 1")]
    [InlineData("Limits:MinBodyBytesPerSecond", "-1", "MinBodyBytesPerSecond", "between 0")]
    [InlineData("Limits:BodyGraceSeconds", "1", "BodyGraceSeconds", "between 2")]
    [InlineData("Limits:MaxConnections", "-1", "MaxConnections", "at least 0 ")]
    [InlineData("Proxy:KnownProxies:0", "proxy", "Proxy:KnownProxies has 'proxy'", "IP address")]
    [InlineData("Proxy:KnownNetworks:0", "10.0.0.0/64", "Proxy:KnownNetworks has '10.0.0.0/64'", "10.0.0.0/8")]
    [InlineData("Proxy:PathBase", "segments", "Proxy:PathBase is 'segments'", "/segments")]
    [InlineData("Proxy:PathBase", "/segments/", "Proxy:PathBase is '/segments/'", "/segments")]
    [InlineData("Swagger:Enabled", "perhaps", "Swagger:Enabled", "perhaps")]
    [InlineData("Storage:Path", "a-file/below", "Storage:Path", "a-file")]
    [InlineData("Storage:KeepVersions", "0", "KeepVersions", "at least 1 ")]
    [InlineData("Storage:Pth", "x", "no setting Storage:Pth;", "is Storage:Path meant")]
    [InlineData("limits:foo", "1", "no setting Limits:foo;", "PredictionsPerSecond, TrainingsPerSecond, RefusedPerSecond, MaxJsonBodyBytes")]
    [InlineData("Swagger:Enable", "false", "no setting Swagger:Enable;", "is Swagger:Enabled meant")]
    [InlineData("Serilog:MinimumLevel", "loud", "loud", "level")]
    [InlineData("urls", "nonsense", "nonsense", "url")]
    public async Task Start_WrongSetting_StopsWithItsName(string setting, string value, string name, string reason)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "a-file"), "");

        var (exitCode, output, errors) = await ServiceProcess.RunApartAsync(folder.Path, ["--urls=http://127.0.0.1:0", $"--{setting}={value}"]);

        Assert.Equal(1, exitCode);
        Assert.Contains(name, errors, StringComparison.Ordinal);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    /// <summary>Nobody listens at port 1. What is said names the setting and the place, and no password.</summary>
    [Theory]
    [InlineData("redis", "Redis", "127.0.0.1:1,password=hidden,connectTimeout=1000")]
    [InlineData("postgresql", "Postgres", "Host=127.0.0.1;Port=1;Username=u;Password=hidden")]
    public async Task Start_MembershipIsAway_StopsWithOneLine(string membership, string setting, string value)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await ServiceProcess.RunApartAsync(folder.Path, ["--urls=http://127.0.0.1:0", $"--Storage:Path={folder.Path}", $"--Cluster:Membership={membership}", $"--Cluster:{setting}={value}"]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"The service could not start: Cluster:{setting}: ", errors, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1,", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hidden", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SettingInTheEnvironment_Counts()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServiceProcess.RunAsync(folder.Path, [], ("Training__Queue", "-1"), ("Storage__Path", folder.Path));

        Assert.Equal(1, exitCode);
        Assert.Contains("Queue", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownSettingInTheEnvironment_IsRefusedWithTheNearestName()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, _, errors) = await ServiceProcess.RunApartAsync(folder.Path, [], ("Limits__MaxHeader", "20"), ("JOBS", "4"));

        Assert.Equal(1, exitCode);
        Assert.Equal("The service could not start: There is no setting Limits:MaxHeader; is Limits:MaxHeaders meant?", errors.TrimEnd());
    }

    /// <summary>Whatever is written in the wrong place below Security may be a key.</summary>
    [Theory]
    [InlineData("Security__ApiKeys=seg_SECRET")]
    [InlineData("Security__ApiKeys__0=seg_SECRET")]
    [InlineData("Security__ApiKeys__0__Name=seg SECRET")]
    [InlineData("Security__ApiKeys__0__Sha256=seg_SECRET")]
    [InlineData("Security__ApiKeys__0__Scopes=seg_SECRET")]
    [InlineData("Security__ApiKeys__0__Scopes__0=seg_SECRET")]
    [InlineData("Security__ApiKeys__0__Key=seg_SECRET")]
    [InlineData("Security__ApiKeys__0__seg_SECRET=predict")]
    [InlineData("Security__ApiKeys__seg_SECRET__Scope=predict")]
    [InlineData("Security__seg_SECRET=predict")]
    [InlineData("Security__ApiKey=seg_SECRET")]
    [InlineData("Securty__ApiKey=seg_SECRET")]
    [InlineData("Security__AllowedOrigins__0=https://anna:seg_SECRET@shop.example/")]
    public async Task Start_KeyInTheWrongPlace_IsNotShown(string variable)
    {
        using var folder = new TemporaryFolder();
        var parts = variable.Split('=');

        var (exitCode, output) = await ServiceProcess.RunAsync(folder.Path, [], (parts[0], parts[1]));

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("SECRET", output, StringComparison.Ordinal);
        Assert.Contains("Security", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MisspeltSettingInAFile_IsRefusedWithTheNearestName()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), """{ "Limit": { "PredictionsPerSecond": 5 } }""");

        var (exitCode, _, errors) = await ServiceProcess.RunApartAsync(folder.Path, []);

        Assert.Equal(1, exitCode);
        Assert.Equal("The service could not start: There is no setting Limit:PredictionsPerSecond; is Limits:PredictionsPerSecond meant?", errors.TrimEnd());
    }

    [Fact]
    public async Task Start_SettingsOfTheFramework_AreLeftAlone()
    {
        using var folder = new TemporaryFolder();

        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, "--Logging:LogLevel:Anything=Debug", "--Kestrel:Anything=1", "--Anything:Else=1");

        using (running)
        using (client) Assert.Equal(200, (int)(await client.GetAsync("/healthz/live")).StatusCode);
    }

    [Fact]
    public async Task Start_AddressIsTaken_IsToldInOneLine()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (running)
        using (client)
        {
            var (exitCode, _, errors) = await ServiceProcess.RunApartAsync(folder.Path, [$"--urls={client.BaseAddress!.GetLeftPart(UriPartial.Authority)}"]);

            Assert.Equal(1, exitCode);
            Assert.Contains("--urls", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("demo", "--help")]
    public async Task Help_AnywhereOnTheCommandLine_ShowsTheUsage(params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await ServiceProcess.RunApartAsync(folder.Path, arguments);

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.StartsWith("Usage: ", output, StringComparison.Ordinal);
        Assert.All(["demo", "new-key NAME --scope predict|train|admin", "--Storage:Path=./data", "--Training:Queue=16", "--Security:ApiKeys:0:Name=", "--Proxy:KnownProxies:0="], text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "'trian' is no command", "trian")]
    [InlineData(2, "'trian' is no command", "trian", "--urls=http://127.0.0.1:0")]
    [InlineData(2, "'now' is not understood", "health", "now")]
    [InlineData(1, "is Storage:Path meant", "demo", "--Storage:Pth=x")]
    public async Task Command_ThatDoesNotExist_IsRefusedInOneLine(int expected, string reason, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await ServiceProcess.RunApartAsync(folder.Path, arguments);

        Assert.Equal(expected, exitCode);
        Assert.Contains(reason, Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(output, errors);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Serve_KilledAndStartedAgain_PredictsTheSameAndLogsNoCustomer(string format)
    {
        using var folder = new TemporaryFolder();
        const string Csv = "customer_id,spend,visits\nSarah-Secret,4711.4711,3\nb,2,1\nc,3,8\n";
        const string Customer = """{"customer_id": "Sarah-Secret", "spend": 4711.4711, "visits": 2}""";
        string predicted, output;

        var (first, client) = await ServiceProcess.ServeAsync(folder.Path, $"--Logging:Format={format}");
        using (first)
        using (client)
        {
            using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Csv).ToContent());
            Assert.Equal(201, (int)trained.StatusCode);
            using var refused = await client.PostAsync("/train", Body.Csv(Csv + "Sarah-Secret,4711.4711,1,2,3,4,5,6,7,8,9\n").ToContent());
            Assert.Equal(400, (int)refused.StatusCode);
            predicted = await PredictAsync(client, Customer);
            await first.KillAsync();
            output = first.Output;
        }

        var (second, again) = await ServiceProcess.ServeAsync(folder.Path, $"--Logging:Format={format}");
        using (second)
        using (again)
        {
            Assert.Equal(predicted, await PredictAsync(again, Customer));
            var models = await again.GetFromJsonAsync<JsonElement>("/models");
            Assert.Equal(1, Assert.Single(models.Items("models")).GetProperty("aliases").Int("champion"));
            await second.KillAsync();
            output += second.Output;
        }

        Assert.DoesNotContain("Sarah", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("4711", output, StringComparison.Ordinal);
        var requests = output.Split('\n').Where(line => line.Contains(" answered ", StringComparison.Ordinal) || line.Contains("\"Route\"", StringComparison.Ordinal)).ToArray();
        Assert.True(requests.Length >= 4, output);
        if (format == "text") Assert.Contains(requests, line => line.Contains("INF POST /train answered 201 in ", StringComparison.Ordinal));
        else
        {
            Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
            Assert.Contains(requests, line => JsonDocument.Parse(line).RootElement.GetProperty("Properties") is var properties && properties.Text("Route") == "/train" && properties.Int("Status") == 201 && properties.Int("Customers") == 3);
        }
    }

    [Fact]
    public async Task HealthCommand_OfTheContainer_TellsWhetherTheServiceIsReady()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (running)
        using (client)
        {
            var port = ("ASPNETCORE_HTTP_PORTS", $"{client.BaseAddress!.Port}");
            Assert.Equal(0, (await ServiceProcess.RunAsync(folder.Path, ["health"], port)).ExitCode);
            await running.KillAsync();
            Assert.Equal(1, (await ServiceProcess.RunAsync(folder.Path, ["health"], port)).ExitCode);
        }
    }

    [Fact]
    public async Task DemoCommand_WithAFolder_StoresThereAndEnds()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServiceProcess.RunAsync(folder.Path, ["demo", $"--Storage:Path={folder.Path}"]);

        Assert.Equal(0, exitCode);
        Assert.Contains($"Saved as version 1 of the model 'demo' in {folder.Path}", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("demo", "1", "model.json")));
    }

    [Fact]
    public async Task Data_WithoutASetting_LieInTheCurrentDirectory()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServiceProcess.RunAsync(folder.Path, ["demo"]);

        Assert.Equal(0, exitCode);
        Assert.Contains($"in {Path.Combine(folder.Path, "data")}", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "data", "models", "demo", "1", "model.json")));
    }

    [Fact]
    public async Task Data_OfDotnetRun_LieInTheCurrentDirectoryToo()
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(Repository.Root, "src", "SegmentationService.Api");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

        var (exitCode, output, _) = await ServiceProcess.RunDotnetAsync(folder.Path, ["run", "--no-build", "-c", configuration, "--project", project, "--", "demo"]);

        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(folder.Path, "data", "models", "demo", "1", "model.json")), output);
    }

    private static async Task<string> PredictAsync(HttpClient client, string customer)
    {
        using var response = await client.PostAsync("/predict", Body.Json(customer).ToContent());
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}

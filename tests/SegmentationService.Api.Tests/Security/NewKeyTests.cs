using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Security;

/// <summary>The command that makes keys: what it prints, pasted into the configuration, lets the key in.</summary>
public sealed class NewKeyTests
{
    [Fact]
    public async Task NewKey_PastedIntoTheConfiguration_Works()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await ServiceProcess.RunAsync(folder.Path, ["new-key", "anna", "--scope", "train", "--scope", "admin"]);
        Assert.Equal(0, exitCode);
        var key = Regex.Match(output, @"^key +(\S+)", RegexOptions.Multiline).Groups[1].Value;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

        Assert.True(key.Length >= 40, "256 bits as text");
        Assert.Equal(hash, Regex.Match(output, @"^sha256 +(\S+)", RegexOptions.Multiline).Groups[1].Value);
        var item = JsonDocument.Parse(Assert.Single(output.Split('\n'), line => line.TrimStart().StartsWith('{'))).RootElement;
        Assert.Equal(("anna", hash), (item.Text("Name"), item.Text("Sha256")));
        Assert.Equal(["train", "admin"], item.Items("Scopes").Select(scope => scope.GetString()));

        var settings = Regex.Matches(output, @"^ *(Security__\w+)=(\S+)", RegexOptions.Multiline).Select(line => (line.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal), line.Groups[2].Value)).ToArray();
        await using var app = SegmentationApp.With(settings);
        (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), Keys.Header(key))).Expect(201);
        (await app.SendAsync(HttpMethod.Post, "/predict", Body.Json("""{"x": 1}"""), Keys.Header(key))).ExpectProblem(403, "missing-scope");
    }

    [Theory]
    [InlineData("no name", "--scope", "train")]
    [InlineData("no scope", "anna")]
    [InlineData("'root'", "anna", "--scope", "root")]
    [InlineData("needs a value", "anna", "--scope")]
    [InlineData("'anna b'", "anna b", "--scope", "train")]
    [InlineData("'bob'", "anna", "bob", "--scope", "train")]
    public async Task NewKey_WrongArguments_SaysWhatIsWrong(string reason, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServiceProcess.RunAsync(folder.Path, ["new-key", .. arguments]);

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Contains("Usage: new-key NAME --scope", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sha256", output, StringComparison.Ordinal);
    }
}

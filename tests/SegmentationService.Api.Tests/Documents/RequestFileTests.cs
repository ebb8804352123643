using System.Text;
using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests.Documents;

/// <summary>The requests of <c>requests.http</c>, which editors send, are answered without a mistake.</summary>
public partial class RequestFileTests
{
    private static readonly string FilePath = Path.Combine(Repository.Root, "src", "SegmentationService.Api", "requests.http");

    [Fact]
    public async Task Requests_OneAfterTheOther_Succeed()
    {
        await using var app = new SegmentationApp();
        using var client = app.CreateClient();
        var text = await File.ReadAllTextAsync(FilePath);
        var variables = Variable().Matches(text).ToDictionary(variable => variable.Groups[1].Value, variable => variable.Groups[2].Value.Trim());
        var requests = text.Split("\n###").Select(part => Request().Match(part)).Where(request => request.Success).ToArray();

        Assert.True(requests.Length >= 10, $"{requests.Length} requests");
        foreach (var request in requests)
        {
            using var message = new HttpRequestMessage(new HttpMethod(request.Groups["method"].Value), Filled(request.Groups["url"].Value));
            var headers = request.Groups["headers"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split(": ", 2)).ToArray();
            if (request.Groups["body"].Value.Trim() is { Length: > 0 } body) message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body + "\n"));
            foreach (var header in headers)
            {
                var headersOfKind = header[0] == "Content-Type" ? (System.Net.Http.Headers.HttpHeaders)message.Content!.Headers : message.Headers;
                Assert.True(headersOfKind.TryAddWithoutValidation(header[0], header[1]));
            }

            using var answer = await client.SendAsync(message);
            var isMistakeShown = request.Value.Contains("# A mistake", StringComparison.Ordinal);
            Assert.True(answer.IsSuccessStatusCode != isMistakeShown, $"{message.Method} {message.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        string Filled(string url) => variables.Aggregate(url, (filled, variable) => filled.Replace($"{{{{{variable.Key}}}}}", variable.Value, StringComparison.Ordinal)).Replace("http://localhost:8080", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^@(\w+)\s*=\s*(.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\A(?:[^\n]*\n)*?(?<method>GET|POST|PUT|DELETE) (?<url>\S+)\n(?<headers>(?:[\w-]+: [^\n]*\n)*)(?:\n(?<body>.*))?\z", RegexOptions.Singleline)]
    private static partial Regex Request();
}

using System.Text.RegularExpressions;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>A page of a stranger in the browser of somebody who can reach a service without keys: it neither trains, nor reads, nor deletes, whatever it has the browser send.</summary>
/// <param name="open">The service; nothing that these tests send changes it.</param>
public sealed class ForeignPageTests(ForeignPageTests.OpenService open) : IClassFixture<ForeignPageTests.OpenService>
{
    private const string Orders = "id,spent,visits\na,1,1\nb,2,2\nc,90,9\nd,91,8\ne,92,9\nf,3,1\n";

    [Theory]
    [InlineData("Origin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n")]
    [InlineData("Origin: http://evil.example\r\n")]
    [InlineData("Origin: null\r\n")]
    [InlineData("origin: HTTP://EVIL.EXAMPLE\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-For: 127.0.0.1\r\n")]
    [InlineData("Origin: http://127.0.0.1:1\r\nSec-Fetch-Site: same-site\r\n")]
    [InlineData("Sec-Fetch-Site: cross-site\r\n")]
    [InlineData("Sec-Fetch-Site: same-site\r\nX-HTTP-Method-Override: GET\r\n")]
    public async Task Request_OfAnotherOrigin_ChangesNothing(string headers)
    {
        var (port, before) = (open.Port, open.Folder.Tree());

        foreach (var type in (string[])["text/plain", "text/csv", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
            Assert.StartsWith("HTTP/1.1 403", await RawHttp.ExchangeAsync(port, Request("POST /train?clusters=3", $"127.0.0.1:{port}", headers, type, type.EndsWith("=x", StringComparison.Ordinal) ? Form("x") : Orders)), StringComparison.Ordinal);
        foreach (var call in (string[])["DELETE /models/default/versions/1", "PUT /models/default/aliases/other", "PROPFIND /models", "POST /predict", "POST /models/default/import"])
            Assert.StartsWith("HTTP/1.1 403", await RawHttp.ExchangeAsync(port, Request(call, $"127.0.0.1:{port}", headers, "application/json", """{"version":1}""")), StringComparison.Ordinal);

        Assert.Equal(before, open.Folder.Tree());
    }

    [Fact]
    public async Task Request_ByTheNameOfAnotherSite_ReadsAndChangesNothing()
    {
        var (port, before) = (open.Port, open.Folder.Tree());

        foreach (var host in (string[])["evil.example", $"evil.example:{port}", "EVIL.EXAMPLE.", "localhost.evil.example", $"127.0.0.1.evil.example:{port}", "127.0.0.1@evil.example", "evil.example@127.0.0.1",
            "[::1].evil.example", "evil", "10.0.0.1", "localhost,evil.example", "localhost\r\nHost: evil.example", "evil.example\r\nX-Forwarded-Host: localhost"])
        {
            foreach (var call in (string[])["GET /models/default/versions/1/customers", "GET /models", "GET /", "GET /swagger/v1/swagger.json", "DELETE /models/default/versions/1", "POST /train"])
            {
                var answer = await RawHttp.ExchangeAsync(port, Request(call, host, "Sec-Fetch-Site: same-origin\r\n", "text/csv", Orders));
                Assert.True(Regex.IsMatch(answer, "^HTTP/1.1 4(00|21)"), $"{call} of {host}: {answer}");
                Assert.DoesNotContain("spent", answer, StringComparison.Ordinal);
            }
        }

        // The whole address in the first line counts more than the header, and must not contradict it.
        foreach (var (line, host) in ((string, string)[])[("http://evil.example/models", "evil.example"), ("http://evil.example/models", "localhost"), ("http://evil@localhost/models", "evil.example")])
            Assert.StartsWith("HTTP/1.1 400", await RawHttp.ExchangeAsync(port, Request("GET " + line, host, "", "", "")), StringComparison.Ordinal);
        Assert.Equal(before, open.Folder.Tree());

        foreach (var host in (string[])["localhost", $"LOCALHOST:{port}", $"127.0.0.1:{port}", $"[::1]:{port}", "a.localhost", "localhost."])
            Assert.StartsWith("HTTP/1.1 200", await RawHttp.ExchangeAsync(port, Request("GET /models", host, "", "", "")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await RawHttp.ExchangeAsync(port, "GET /models HTTP/1.0\r\n\r\n"), StringComparison.Ordinal); // a program
    }

    private static string Request(string call, string host, string headers, string type, string body) =>
        $"{call} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}{(type.Length == 0 ? "" : $"Content-Type: {type}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}";

    private static string Form(string boundary) => $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{Orders}\r\n--{boundary}--\r\n";

    /// <summary>A service without keys, with two versions of a model.</summary>
    public sealed class OpenService : IAsyncLifetime
    {
        private ServiceProcess? _process;

        internal TemporaryFolder Folder { get; } = new();

        internal int Port { get; private set; }

        public async Task InitializeAsync()
        {
            (_process, var client) = await ServiceProcess.ServeAsync(Folder.Path);
            using (client) Port = client.BaseAddress!.Port;
            foreach (var clusters in (int[])[2, 3])
                Assert.StartsWith("HTTP/1.1 201", await RawHttp.ExchangeAsync(Port, Request($"POST /train?clusters={clusters}", $"127.0.0.1:{Port}", "", "text/csv", Orders)), StringComparison.Ordinal);
        }

        public async Task DisposeAsync()
        {
            using (Folder)
            using (_process) Assert.Equal(0, await _process!.StopAsync());
        }
    }
}

using System.Net.Http.Headers;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Http;

/// <summary>HEAD is answered wherever GET is, by the same headers and nothing else, and ends also where a GET would go on for ever.</summary>
public sealed class HeadRequestTests
{
    [Fact]
    public async Task Head_OfEveryAddress_HasTheHeadersOfItsGetAndNoBody()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (running)
        using (client)
        {
            using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent());
            (await Answer.OfAsync(trained)).Expect(201);
            foreach (var path in (string[])["/", "/js/api.js", "/swagger/index.html", "/healthz", "/healthz/live", "/models", "/models/default", "/models/default/versions/1", "/models/default/versions/1/customers",
                "/models/default/versions/1/report", "/models/default/versions/1/export", "/models/default/versions/1/charts/map", "/samples/customers?count=100000", "/jobs", "/nothing", "/models/none", "/samples/customers?count=x", "/train"])
            {
                using var get = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
                using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

                Assert.Equal(Headers(get), Headers(head));
                Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            }

            Assert.Contains("HEAD /models/{model}/versions/{version}/customers answered 200", running.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(" ERR ", running.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Head_OfEventsThatGoOn_Ends()
    {
        await using var app = new SegmentationApp();
        var job = (await app.SendAsync(HttpMethod.Post, "/train?clusters=2", Body.Csv(Tables.Five), ("Prefer", "respond-async"))).Expect(202).Text("id");

        var answer = await app.SendAsync(HttpMethod.Head, $"/jobs/{job}/events", null);

        Assert.Equal((200, "text/event-stream", ""), (answer.Status, answer.ContentType, answer.Text));
    }

    [Fact]
    public async Task Head_WithKeys_NeedsWhatGetNeeds()
    {
        await using var app = SegmentationApp.With(Security.Keys.Settings());

        Assert.Equal(401, (await app.SendAsync(HttpMethod.Head, "/models", null)).Status);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Head, "/models", null, Security.Keys.Header(Security.Keys.Train))).Status);
        Assert.Equal(403, (await app.SendAsync(HttpMethod.Head, "/models/default/versions/1/export", null, Security.Keys.Header(Security.Keys.Train))).Status);
    }

    /// <summary>Status and headers, but for what differs between two requests, and for how the body is framed.</summary>
    private static IEnumerable<string> Headers(HttpResponseMessage response) =>
        from header in ((HttpHeaders)response.Headers).Concat(response.Content.Headers).Append(new("Status", [$"{(int)response.StatusCode}"]))
        where header.Key is not ("Date" or "Transfer-Encoding")
        orderby header.Key
        select $"{header.Key}: {string.Join(", ", header.Value)}";
}

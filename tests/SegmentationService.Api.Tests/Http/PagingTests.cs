using System.Text.Json;
using System.Text.RegularExpressions;
using SegmentationService.Api.Tests.Jobs;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Lists by pages: whoever follows the links has everything once, whatever is added or changed meanwhile.</summary>
public sealed partial class PagingTests : IAsyncDisposable
{
    private SegmentationApp App { get; } = new();

    [Fact]
    public async Task Jobs_ByLinks_AreAllThatWereThereOnce()
    {
        var ids = new List<string>();
        foreach (var model in (string[])["a", "b", "a", "b", "a"]) ids.Insert(0, await App.SubmittedAsync(Tables.Five, $"?clusters=2&model={model}"));
        foreach (var id in ids) await App.SucceededAsync(id);
        var broken = await App.SubmittedAsync("x\nno\nnumber\n", "?model=a");
        await App.JobInAsync(broken, "failed");

        foreach (var limit in (int[])[1, 2, 3, 5, 6, 100])
            Assert.Equal([broken, .. ids], (await PagesAsync($"/jobs?limit={limit}", _ => Task.CompletedTask)).SelectMany(page => Ids(page, limit)));

        // A page begins behind a place, also where the job that stood there is none of the list any more.
        var place = Uri.EscapeDataString((await App.GetAsync("/jobs?limit=2")).Expect(200).Text("next"));
        Assert.Equal([ids[1], ids[3]], Ids((await App.GetAsync($"/jobs?model=b&after={place}")).Expect(200), 1000));

        // One comes between two pages.
        var pages = await PagesAsync("/jobs?limit=2", async page =>
        {
            if (page == 1) await App.SubmittedAsync(Tables.Five, "?clusters=2&model=c");
        });
        Assert.Equal([broken, .. ids], pages.SelectMany(page => Ids(page, 2)));

        Assert.Equal([ids[0], ids[2], ids[4]], (await PagesAsync("/jobs?limit=2&model=a&status=succeeded", _ => Task.CompletedTask)).SelectMany(page => Ids(page, 2)));
        Assert.Equal([broken], Ids((await App.GetAsync("/jobs?status=failed")).Expect(200), 1000));
        Assert.Empty(Ids((await App.GetAsync("/jobs?model=nobody")).Expect(200), 1000));
        (await App.GetAsync("/jobs?status=done")).ExpectProblem(400, "invalid-parameter", "queued, running, succeeded, failed, canceled");
        foreach (var after in (string[])["x", ids[0], "2026-01-31/x", $"yesterday/{ids[0]}"]) (await App.GetAsync($"/jobs?after={after}")).ExpectProblem(400, "invalid-parameter", "after");

        static IEnumerable<string> Ids(JsonElement page, int limit)
        {
            Assert.InRange(page.Items("jobs").Length, 0, limit);
            return page.Items("jobs").Select(job => job.Text("id"));
        }
    }

    [Fact]
    public async Task Tables_ByLinks_AreAllThatWereThereOnce()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Insert(0, await KeptAsync());

        foreach (var limit in (int[])[1, 2, 4, 5, 100])
            Assert.Equal(ids, (await PagesAsync($"/tables?limit={limit}", _ => Task.CompletedTask)).SelectMany(page => Ids(page, limit)));

        // One comes between two pages, and the one that a page ended with goes.
        string? added = null;
        var pages = await PagesAsync("/tables?limit=2", async page =>
        {
            if (page != 1) return;
            added = await KeptAsync();
            Assert.Equal(204, (await App.DeleteAsync($"/tables/{ids[1]}")).Status);
        });
        Assert.Equal(ids, pages.SelectMany(page => Ids(page, 2)));
        Assert.Equal([added!, ids[0], .. ids[2..]], Ids((await App.GetAsync("/tables")).Expect(200), 1000));

        foreach (var after in (string[])["x", ids[0], "2026-01-31/x", $"yesterday/{ids[0]}", $"2026-01-31T00:00:00.0000000Z/{Guid.NewGuid()}"])
            (await App.GetAsync($"/tables?after={after}")).ExpectProblem(400, "invalid-parameter", "after is the next of the page before");
        (await App.GetAsync("/tables?limit=0")).ExpectProblem(400, "invalid-parameter", "limit");
        (await App.GetAsync("/tables?status=kept")).ExpectProblem(400, "invalid-parameter", "limit, after");

        async Task<string> KeptAsync() => (await App.PostAsync("/tables", Body.Csv(Tables.Five))).Expect(201).Text("id");

        static IEnumerable<string> Ids(JsonElement page, int limit)
        {
            Assert.InRange(page.Items("tables").Length, 0, limit);
            return page.Items("tables").Select(table => table.Text("id"));
        }
    }

    [Fact]
    public async Task Versions_ByLinks_AreAllOnceAndThoseThatAreAsked()
    {
        for (var version = 1; version <= 5; version++) await App.TrainedAsync(Tables.Five, "?clusters=2&promote=false");

        foreach (var list in (string[])["/models/default/versions", "/models/default"])
        {
            var added = 5 + (list.EndsWith("default", StringComparison.Ordinal) ? 1 : 0);
            Assert.Equal(Enumerable.Range(1, added), (await PagesAsync($"{list}?limit=2", _ => Task.CompletedTask)).SelectMany(Numbers));
            if (added > 5) continue;
            var pages = await PagesAsync($"{list}?limit=2", async page =>
            {
                if (page == 2) await App.TrainedAsync(Tables.Five, "?clusters=2&promote=false");
            });
            Assert.Equal(Enumerable.Range(1, 6), pages.SelectMany(Numbers)); // what comes stands behind all pages
        }

        var all = await PagesAsync("/models?limit=4", _ => Task.CompletedTask);
        Assert.Equal([1, 2, 3, 4, 5, 6], all.SelectMany(page => page.Items("models")).SelectMany(Numbers));

        await App.SendAsync(HttpMethod.Put, "/models/default/aliases/blue", Body.Json("""{"version": 3}"""));
        var blue = (await App.GetAsync("/models/default/versions?alias=blue")).Expect(200);
        Assert.Equal([3], Numbers(blue));
        Assert.Equal(["blue"], blue.Items("versions")[0].Items("aliases").Select(alias => alias.GetString()));
        (await App.GetAsync("/models/default/versions?alias=green")).ExpectProblem(404, "unknown-alias", "blue");
        (await App.GetAsync("/models/nobody/versions")).ExpectProblem(404, "unknown-model");

        var made = blue.Items("versions")[0].GetProperty("createdAt").GetDateTime();
        Assert.Contains(3, Numbers((await App.GetAsync($"/models/default/versions?since={made:yyyy-MM-dd'T'HH:mm:ss'Z'}")).Expect(200)));
        Assert.Equal(6, Numbers((await App.GetAsync($"/models/default/versions?since={made.AddDays(-1):yyyy-MM-dd}")).Expect(200)).Count());
        Assert.Empty(Numbers((await App.GetAsync("/models/default/versions?since=2200-01-01")).Expect(200)));
        (await App.GetAsync("/models/default/versions?since=31.1.2026")).ExpectProblem(400, "invalid-parameter", "2026-01-31");

        static IEnumerable<int> Numbers(JsonElement page) => page.Items("versions").Select(version => version.Int("version"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&segment=1")]
    [InlineData("&include=columns")]
    [InlineData("&include=columns&segment=2")]
    public async Task Customers_ByLinks_AreThoseOfOneVersionThoughTheAliasChanges(string query)
    {
        var table = (await App.PostAsync("/tables", Body.Csv(Tables.Blobs))).Expect(201).Text("id");
        (await App.PostAsync($"/tables/{table}/train?clusters=3", null)).Expect(201);
        (await App.PostAsync($"/tables/{table}/train?clusters=2&promote=false", null)).Expect(201);
        var whole = CsvRows.Parse((await App.GetAsync($"/models/default/versions/1/customers?format=csv{query}")).Text);

        var (rows, pages, address) = (new List<string[]>(), 0, $"/models/default/versions/champion/customers?format=csv&limit=7{query}");
        for (string? next = address; next is not null; pages++)
        {
            var answer = await App.GetAsync(next);
            Assert.True(answer.Status == 200, answer.Text);
            var page = CsvRows.Parse(answer.Text);
            Assert.Equal(whole[0], page[0]);
            Assert.InRange(page.Count - 1, 1, 7);
            rows.AddRange(page.Skip(1));
            next = Next(answer);
            if (pages == 0) (await App.SendAsync(HttpMethod.Put, "/models/default/aliases/champion", Body.Json("""{"version": 2}"""))).Expect(200);
        }

        Assert.Equal(whole.Skip(1), rows);
        Assert.Equal((whole.Count - 1 + 6) / 7, pages);
        var behind = await App.GetAsync($"/models/default/versions/1/customers?format=csv&limit=7&after=1000{query}");
        Assert.Equal((1, null), (CsvRows.Parse(behind.Text).Count, Next(behind)));
        (await App.GetAsync("/models/default/versions/1/customers?limit=0")).ExpectProblem(400, "invalid-parameter", "limit");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>All pages from an address on, by their links, each of which names the place that the page does.</summary>
    private async Task<IReadOnlyList<JsonElement>> PagesAsync(string address, Func<int, Task> afterPage)
    {
        var pages = new List<JsonElement>();
        for (string? next = address; next is not null;)
        {
            var answer = await App.GetAsync(next);
            pages.Add(answer.Expect(200));
            next = Next(answer);
            Assert.Equal(next is not null, answer.Json.TryGetProperty("next", out var place));
            if (next is not null) Assert.Contains("after=" + Uri.EscapeDataString(place.ToString()), next, StringComparison.Ordinal);
            Assert.True(pages.Count < 100, "The pages do not end.");
            await afterPage(pages.Count);
        }

        return pages;
    }

    private static string? Next(Answer answer) =>
        answer.Headers.TryGetValues("Link", out var links) ? LinkPattern().Match(Assert.Single(links)).Groups["address"].Value : null;

    [GeneratedRegex("^<(?<address>/[^<>]+)>; rel=\"next\"$")]
    private static partial Regex LinkPattern();
}

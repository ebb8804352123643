using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>Protects the events of a job: all that a curve of inertias needs, in order, once each, also after a break.</summary>
public class JobEventsTests
{
    [Fact]
    public async Task Events_OfAJob_TellEachPhaseAndEachNumberOfSegments()
    {
        await using var app = new SegmentationApp();
        var id = await app.SubmittedAsync(Tables.Shop(300), "?maxClusters=5");
        var trained = (await app.GetAsync((await app.SucceededAsync(id)).GetProperty("result").Text("location"))).Expect(200);

        var answer = await app.GetAsync($"/jobs/{id}/events");

        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.ContentType));
        var events = Parse(answer.Text);
        Assert.Equal(events.Count, events.Select(item => item.EventId).Distinct().Count());
        Assert.Equal([.. Enumerable.Repeat("progress", events.Count - 1), "end"], events.Select(item => item.EventType));
        var phases = events.Select(item => item.Data.GetProperty("phase").GetString()).Where(phase => phase is not null).Distinct();
        Assert.Equal(["reading", "preparing", "searching", "silhouettes", "profiling", "saving"], phases);
        Assert.Equal("succeeded", events[^1].Data.Text("status"));
        var percents = events.Select(item => item.Data.Number("percentComplete")).ToArray();
        Assert.Equal(percents.Order(), percents);

        // Each number of segments comes once as the newest of those found, with the inertia that the answer of /train has.
        var found = events.Select(item => item.Data.Items("found")).Where(list => list.Length > 0).DistinctBy(list => list.Length).Select(list => list[^1]);
        Assert.Equal(
            trained.GetProperty("selection").Items("candidates").Select(candidate => (candidate.Int("clusters"), candidate.Number("inertia"), candidate.Int("iterations"))),
            found.Select(clustering => (clustering.Int("clusters"), clustering.Number("inertia"), clustering.Int("iteration"))));
    }

    [Fact]
    public async Task Events_AfterABreak_GoOnWhereTheyWere()
    {
        await using var app = new SegmentationApp();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.SucceededAsync(id);
        var all = Parse((await app.GetAsync($"/jobs/{id}/events")).Text);

        var rest = Parse((await app.GetAsync($"/jobs/{id}/events", ("Last-Event-ID", all[2].EventId!))).Text);
        var none = await app.GetAsync($"/jobs/{id}/events", ("Last-Event-ID", all[^1].EventId!));
        var unknown = Parse((await app.GetAsync($"/jobs/{id}/events", ("Last-Event-ID", "9-1"))).Text);

        Assert.Equal(all.Skip(3).Select(item => item.EventId), rest.Select(item => item.EventId));
        Assert.Equal(204, none.Status);
        Assert.Equal(all.Select(item => item.EventId), unknown.Select(item => item.EventId));
    }

    [Fact]
    public async Task Events_WhileTheJobGoesOn_ComeAsTheyHappen()
    {
        await using var app = new SegmentationApp();
        using var client = app.CreateClient();
        var hold = await app.HoldTrainingsAsync();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        using var response = await client.GetAsync(new Uri($"/jobs/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync(), Read).EnumerateAsync().GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("queued", events.Current.Data.Text("status"));
        hold.Dispose();
        var last = events.Current;
        while (await events.MoveNextAsync()) last = events.Current;

        Assert.Equal(("end", "succeeded"), (last.EventType, last.Data.Text("status")));
    }

    [Fact]
    public async Task Events_AfterARestart_AreNotTakenForThoseBefore()
    {
        var app = new SegmentationApp();
        var id = await app.SubmittedAsync(Tables.Five, "?clusters=2");
        await app.SucceededAsync(id);
        var before = Parse((await app.GetAsync($"/jobs/{id}/events")).Text);

        await using var again = await app.RestartAsync();
        var after = Parse((await again.GetAsync($"/jobs/{id}/events", ("Last-Event-ID", before[1].EventId!))).Text);

        Assert.Equal("succeeded", Assert.Single(after).Data.Text("status"));
        Assert.DoesNotContain(after[0].EventId, before.Select(item => item.EventId));
    }

    private static JsonElement Read(string type, ReadOnlySpan<byte> data) => JsonDocument.Parse(data.ToArray()).RootElement;

    private static List<SseItem<JsonElement>> Parse(string text) =>
        [.. SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), Read).Enumerate()];
}

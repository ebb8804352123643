using System.Net.Http.Json;
using System.Text.Json;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Jobs;

/// <summary>The real program: a job survives a kill, wherever it falls, and is done once; a stop waits for nobody too long.</summary>
public class JobProcessTests
{
    private const int Kills = 6;

    /// <summary>Here it is not the job that ends its process.</summary>
    private const string ManyAttempts = "--Jobs:MostAttempts=100";

    [Fact]
    public async Task Job_ProcessKilledAgainAndAgain_SucceedsExactlyOnce()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        var accepted = new List<string>();
        var table = Tables.Shop(4_000);
        for (var round = 0; round < Kills; round++)
        {
            var (process, client) = await ServiceProcess.ServeAsync(folder.Path, ManyAttempts);
            using (process)
            using (client)
            {
                for (var i = 0; i < 2; i++) accepted.Add(await SubmitAsync(client, table, $"?maxClusters=4&restarts=2&seed={accepted.Count}"));
                await Task.Delay(random.Next(600));
                await process.KillAsync();
            }
        }

        var (last, reader) = await ServiceProcess.ServeAsync(folder.Path, ManyAttempts);
        using (last)
        using (reader)
        {
            var versions = new List<int>();
            foreach (var id in accepted)
            {
                var job = await JobVerbs.WaitAsync(() => JobAsync(reader, id), "succeeded", "failed", "canceled");
                Assert.True(job.Text("status") == "succeeded", job.ToString());
                versions.Add(job.GetProperty("result").Int("version"));
            }

            var stored = (await reader.GetFromJsonAsync<JsonElement>("/models/default")).Items("versions").Select(version => version.Int("version"));
            Assert.Equal(versions.Order(), stored);
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder.Path, "jobs"), "body", SearchOption.AllDirectories));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, "*.tmp-*", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public async Task Terminate_WhileTrainingsGoOn_EndsThemInTimeAndLeavesJobs()
    {
        using var folder = new TemporaryFolder();
        string id;
        var (process, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (process)
        using (client)
        {
            // Each would take minutes.
            var table = Tables.Noise(20_000, 8, seed: 3);
            var waiting = client.PostAsync("/train?clusters=2000&restarts=1000&model=awaited", Body.Csv(table).ToContent());
            id = await SubmitAsync(client, table, "?clusters=2000&restarts=1000&model=job");
            using var events = await client.GetAsync($"/jobs/{id}/events", HttpCompletionOption.ResponseHeadersRead);
            await Task.Delay(1_000);

            var (exitCode, duration) = await process.TerminateAsync();

            Assert.Equal(0, exitCode);
            Assert.InRange(duration, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            using var answer = await waiting;
            Assert.Equal(503, (int)answer.StatusCode);
            Assert.Equal("/problems/stopping", (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("type"));
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        var (second, again) = await ServiceProcess.ServeAsync(folder.Path);
        using (second)
        using (again)
        {
            await JobVerbs.WaitAsync(() => JobAsync(again, id), "running");
            using var canceled = await again.DeleteAsync($"/jobs/{id}");
            Assert.Equal(204, (int)canceled.StatusCode);
            Assert.Equal("canceled", (await JobAsync(again, id)).Text("status"));
        }
    }

    private static async Task<string> SubmitAsync(HttpClient client, string table, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/train" + query) { Content = Body.Csv(table).ToContent() };
        request.Headers.Add("Prefer", "respond-async");
        return (await Answer.OfAsync(await client.SendAsync(request))).Expect(202).Text("id");
    }

    private static async Task<JsonElement> JobAsync(HttpClient client, string id) =>
        (await Answer.OfAsync(await client.GetAsync(new Uri($"/jobs/{id}", UriKind.Relative)))).Expect(200);
}

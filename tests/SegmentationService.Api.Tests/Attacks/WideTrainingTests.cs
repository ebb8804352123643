using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>A small table of very many features, on which every step takes long: it can be canceled in each of them, and keeps nobody from ending the process.</summary>
public sealed class WideTrainingTests
{

    /// <summary>A second is what is promised; a busy machine has some more.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly int _columns = 150 * AttackScale.Factor;

    [Fact]
    public async Task Cancel_InEveryPhase_IsAnsweredSoon()
    {
        using var folder = new TemporaryFolder();
        var (process, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (process)
        using (client)
        {
            foreach (var phase in (string[])["reading", "preparing", "searching", "silhouettes", "profiling", "saving"])
            {
                var id = await SubmitAsync(client);
                var job = await UntilAsync(client, id, phase);
                var begin = Stopwatch.GetTimestamp();
                using var canceled = await client.DeleteAsync(new Uri($"/jobs/{id}", UriKind.Relative)).WaitAsync(Patience);
                Assert.True(Stopwatch.GetElapsedTime(begin) < Soon, $"{phase}: {job} took {Stopwatch.GetElapsedTime(begin)}");
                Assert.Contains((int)canceled.StatusCode, (int[])[204, 409]); // 409 where it had just ended
            }
        }
    }

    [Theory]
    [InlineData("preparing")]
    [InlineData("profiling")]
    public async Task Terminate_DuringAPhase_EndsWell(string phase)
    {
        using var folder = new TemporaryFolder();
        var (process, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (process)
        using (client)
        {
            await UntilAsync(client, await SubmitAsync(client), phase);

            var (exitCode, duration) = await process.TerminateAsync();

            Assert.Equal(0, exitCode);
            Assert.True(duration < TimeSpan.FromSeconds(15), $"{duration}");
            Assert.DoesNotContain("could not start", process.Output, StringComparison.Ordinal);
        }
    }

    private async Task<string> SubmitAsync(HttpClient client)
    {
        var random = new Random(7);
        string[] names = [.. Enumerable.Range(0, _columns).Select(i => $"answer{i}")];
        var csv = new StringBuilder(string.Join(',', names)).Append('\n');
        for (var row = 0; row < 250; row++) csv.AppendJoin(',', names.Select(_ => (char)('a' + random.Next(20)))).Append('\n');
        using var request = new HttpRequestMessage(HttpMethod.Post, "/train?clusters=3&restarts=1") { Content = new MultipartFormDataContent { { new StringContent(string.Join(',', names)), "encode" }, { new ByteArrayContent(Encoding.ASCII.GetBytes(csv.ToString())), "file", "answers.csv" } } };
        request.Headers.Add("Prefer", "respond-async");
        using var response = await client.SendAsync(request).WaitAsync(Patience);
        return (await Answer.OfAsync(response)).Expect(202).Text("id");
    }

    /// <summary>The job once it is in a phase, or later.</summary>
    private static async Task<JsonElement> UntilAsync(HttpClient client, string id, string phase)
    {
        string[] phases = ["reading", "preparing", "searching", "silhouettes", "profiling", "saving"];
        for (var begin = Stopwatch.GetTimestamp(); ;)
        {
            using var response = await client.GetAsync(new Uri($"/jobs/{id}", UriKind.Relative)).WaitAsync(Patience);
            var job = (await Answer.OfAsync(response)).Expect(200);
            if (job.Text("status") is not ("queued" or "running")) return job;
            if (job.Text("status") == "running" && Array.IndexOf(phases, job.Text("phase")) >= Array.IndexOf(phases, phase)) return job;
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, job.ToString());
            await Task.Delay(5);
        }
    }
}

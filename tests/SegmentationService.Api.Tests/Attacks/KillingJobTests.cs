using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>A job that ends its process each time, as one does whose table needs more memory than there is: the service does not go on starting and dying.</summary>
public sealed class KillingJobTests : IDisposable
{
    private const int MostAttempts = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Job_ProcessEndsAtEachAttempt_FailsAfterThree()
    {
        string? killing = null, behind = null;
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var (process, client) = await ServiceProcess.ServeAsync(_folder.Path);
            using (process)
            using (client)
            {
                killing ??= await client.SubmitAsync($"model=killing&{JobCalls.Endless}", JobCalls.LargeTable, key: "k");
                behind ??= await client.SubmitAsync("model=behind&clusters=2", Tables.Five);
                await client.JobInAsync(killing, "running");
                Assert.Equal("queued", (await client.JobAsync(behind)).Expect(200).Text("status"));
                await process.KillAsync();
            }
        }

        var (last, again) = await ServiceProcess.ServeAsync(_folder.Path);
        using (last)
        using (again)
        {
            var error = (await again.JobInAsync(killing!, "failed", "running")).GetProperty("error");
            Assert.Equal("/problems/attempts-exhausted", error.Text("type"));
            Assert.Equal("succeeded", (await again.JobInAsync(behind!, "succeeded", "failed")).Text("status"));

            // A client that repeats its request by itself does not begin it anew.
            (await again.TrainAsync($"model=killing&{JobCalls.Endless}", JobCalls.LargeTable, key: "k")).ExpectProblem(422, "attempts-exhausted", "3 times");
            Assert.Empty(await again.VersionsAsync("killing"));
        }
    }
}

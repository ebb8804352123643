using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>A replica dies while others live: its jobs go on, can be canceled, and free its keys, without anything being started anew. One that hangs holds nobody up.</summary>
public sealed class DeadReplicaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Job_OwnerKilledWhileAnotherLives_IsTakenOverAndMayBeCanceled()
    {
        var (living, client) = await ServiceProcess.ServeAsync(_folder.Path);
        using (living)
        using (client)
        {
            var (dying, other) = await ServiceProcess.ServeAsync(_folder.Path);
            string running, waiting, never;
            Task<Answer> awaited;
            using (dying)
            using (other)
            {
                running = await other.SubmitAsync($"model=endless&{JobCalls.Endless}", JobCalls.LargeTable);
                await other.JobInAsync(running, "running");
                waiting = await other.SubmitAsync("model=waiting&clusters=2", Tables.Five, key: "waiting");
                never = await other.SubmitAsync("model=never&clusters=2", Tables.Five);
                awaited = other.TrainAsync("model=awaited&clusters=2", Tables.Five, key: "awaited");
                while ((await Answer.OfAsync(await client.GetAsync(new Uri("/jobs", UriKind.Relative)))).Expect(200).Items("jobs").Length < 4) await Task.Delay(20);
                (await client.TrainAsync("model=awaited&clusters=2", Tables.Five, key: "awaited")).ExpectProblem(409, "idempotency-key-in-flight");
                (await client.DeleteJobAsync(running)).ExpectProblem(409, "job-elsewhere");

                await dying.KillAsync();
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => awaited);
            }

            // In any order, and before any look that comes by itself.
            Assert.Equal(204, (await client.DeleteJobAsync(never)).Status);
            Assert.Equal(204, (await client.DeleteJobAsync(running)).Status);
            Assert.Equal("succeeded", (await client.JobInAsync(waiting, "succeeded", "failed", "canceled")).Text("status"));
            (await client.TrainAsync("model=waiting&clusters=2", Tables.Five, key: "waiting")).Expect(201);
            (await client.TrainAsync("model=awaited&clusters=2", Tables.Five, key: "awaited")).Expect(201);
            Assert.Equal("[1] [1] [] []", string.Join(' ', await Task.WhenAll(new[] { "waiting", "awaited", "never", "endless" }.Select(async model => $"[{string.Join(',', await client.VersionsAsync(model))}]"))));
            Assert.Single(Directory.EnumerateDirectories(Path.Combine(_folder.Path, "jobs", "owners")));
        }
    }

    /// <summary>A process of an earlier version, which hung while it took over jobs, does not even delay them.</summary>
    [Fact]
    public async Task Start_AdoptionHeld_StartsAndGoesOnWithTheJobs()
    {
        string id;
        var (first, client) = await ServiceProcess.ServeAsync(_folder.Path);
        using (first)
        using (client)
        {
            var long1 = await client.SubmitAsync($"model=endless&{JobCalls.Endless}", JobCalls.LargeTable);
            id = await client.SubmitAsync("model=small&clusters=2", Tables.Five);
            await first.KillAsync();
            Directory.Delete(Path.Combine(_folder.Path, "jobs", long1), recursive: true);
        }

        using var held = FileLock.TryTake(Path.Combine(_folder.Path, "jobs", "adoption"));
        Assert.NotNull(held);
        var (second, again) = await ServiceProcess.ServeAsync(_folder.Path);
        using (second)
        using (again)
        {
            Assert.Equal("succeeded", (await again.JobInAsync(id, "succeeded", "failed", "canceled")).Text("status"));
            (await again.TrainAsync("model=small&clusters=2", Tables.Five, key: "k")).Expect(201);
        }
    }
}

using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>What lies of accepted jobs on the volume is damaged while no process runs: nothing of that is trained on, all of it is told of, and the start is none the worse.</summary>
public sealed class DamagedJobTests : IDisposable
{
    private static readonly (string Name, Action<string> Damage)[] Records =
    [
        .. Enumerable.Range(0, 8).Select(part => ($"bit in part {part}", Edit(bytes => Flip(bytes, ((2 * part) + 1) * bytes.Length / 16)))),
        ("cut", Edit(bytes => bytes[..(bytes.Length / 2)])),
        ("empty", Edit(_ => [])),
        ("zeros", Edit(bytes => new byte[bytes.Length])),
        ("gone", File.Delete),
        ("a folder", path =>
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_RecordsDamagedInEveryPart_TellsOfEachAndTrainsNone()
    {
        var damaged = new List<(string Id, string Name)>();
        string whole;
        var (first, client) = await ServiceProcess.ServeAsync(_folder.Path, "--Training:Queue=40");
        using (first)
        using (client)
        {
            var running = await client.SubmitAsync($"model=endless&{JobCalls.Endless}", JobCalls.LargeTable);
            foreach (var (name, _) in Records) damaged.Add((await client.SubmitAsync("model=damaged&clusters=2", Tables.Five, key: name), name));
            whole = await client.SubmitAsync("model=whole&clusters=2", Tables.Five);
            await first.KillAsync();
            Directory.Delete(Path.Combine(_folder.Path, "jobs", running), recursive: true);
            foreach (var ((id, _), (_, damage)) in damaged.Zip(Records)) damage(Path.Combine(_folder.Path, "jobs", id, "job.json"));
        }

        var (second, again) = await ServiceProcess.ServeAsync(_folder.Path);
        using (second)
        using (again)
        {
            Assert.Equal("succeeded", (await again.JobInAsync(whole, "succeeded", "failed")).Text("status"));
            foreach (var (id, name) in damaged)
            {
                var problem = (await again.JobAsync(id)).ExpectProblem(500, "job-damaged", "job.json");
                Assert.DoesNotContain(_folder.Path, problem.ToString(), StringComparison.Ordinal);
                (await again.TrainAsync("model=damaged&clusters=2", Tables.Five, key: name)).ExpectProblem(500, "job-damaged", id);
            }

            var list = (await Answer.OfAsync(await again.GetAsync(new Uri("/jobs", UriKind.Relative)))).Expect(200);
            Assert.Equal(damaged.Select(job => job.Id), list.Items("setAside").Select(job => job.Text("name")));
            var ready = (await Answer.OfAsync(await again.GetAsync(new Uri("/healthz/ready", UriKind.Relative)))).Expect(200);
            Assert.Equal("degraded", ready.GetProperty("checks").GetProperty("jobs_readable").Text("status"));
            Assert.All(damaged, job => Assert.Equal(1, Count(second.Output, $"{job.Id} is left aside")));

            foreach (var (id, _) in damaged) Assert.Equal(204, (await again.DeleteJobAsync(id)).Status);
            (await again.TrainAsync("model=damaged&clusters=2", Tables.Five, key: damaged[0].Name)).Expect(201);
            Assert.Equal(1, Assert.Single(await again.VersionsAsync("damaged")));
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Action<string> Edit(Func<byte[], byte[]> change) => path => File.WriteAllBytes(path, change(File.ReadAllBytes(path)));

    private static byte[] Flip(byte[] bytes, int place)
    {
        bytes[place] ^= 4;
        return bytes;
    }
}

using System.Globalization;
using System.Text.Json;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Storage;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>
/// Three processes on one store and one volume score the files of a job, and one of them is killed in the middle of it: whichever that is, the answers come to be those of the call that is waited for,
/// byte for byte, none is ever seen by halves, and nothing else is left.
/// </summary>
/// <param name="output">Takes the figures.</param>
public sealed class ScoringReplicasTests(ITestOutputHelper output) : IDisposable
{
    private const string KillsVariable = "SEGMENTATION_KILLS";
    private const int FewKills = 2;
    private const int Processes = 3;
    private const int Files = 9;
    private const int RowsOfFile = 6_000;
    private const int LongestLifeMs = 700;

    private readonly TemporaryFolder _store = new();
    private readonly TemporaryFolder _data = new();
    private readonly (ServiceProcess Process, HttpClient Client)[] _replicas = new (ServiceProcess, HttpClient)[Processes];

    /// <summary>Here it is not the part that ends its process.</summary>
    private string[] Settings => [$"--Data:Path={_data.Path}", "--Jobs:MostAttempts=1000", "--Jobs:BatchParts=1"];

    public void Dispose()
    {
        foreach (var (process, client) in _replicas)
        {
            process?.Dispose();
            client?.Dispose();
        }

        _store.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Kill_AnyReplicaInTheMiddleOfAJob_ChangesNoByte()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : FewKills;
        var random = new Random(kills);
        Directory.CreateDirectory(At("in"));
        for (var file = 0; file < Files; file++) await File.WriteAllTextAsync(At("in", $"{file}.csv"), Tables.Shop(RowsOfFile, seed: file));
        for (var replica = 0; replica < Processes; replica++) _replicas[replica] = await ServiceProcess.ServeAsync(_store.Path, Settings);
        (await SendAsync(0, "/train?maxClusters=4&restarts=2", Body.Csv(Tables.Shop(2_000)))).Expect(201);
        (await SendAsync(0, "/predict/batch?format=csv", Source("waited"))).Expect(200);
        var expected = Directory.GetFiles(At("waited")).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        Assert.Equal(Files, expected.Count);

        var (ofOwners, unfinished) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            // Both are killed in the short form: the owner, and one that only helps.
            var owner = random.Next(Processes);
            var killed = kill % 2 == 0 ? owner : (owner + 1 + random.Next(Processes - 1)) % Processes;
            var target = $"out-{kill}";
            var id = (await SendAsync(owner, "/jobs/batch?format=csv", Source(target))).Expect(202).Text("id");
            await Task.Delay(random.Next(LongestLifeMs));
            if ((await JobAsync(owner, id)).Text("status") is "queued" or "running") unfinished++;
            if (killed == owner) ofOwners++;
            await _replicas[killed].Process.KillAsync();
            var other = (killed + 1) % Processes;
            await JobVerbs.WaitAsync(
                async () =>
                {
                    AssertWhole(target, expected);
                    return await JobAsync(other, id);
                },
                "succeeded", "failed", "canceled");

            var job = await JobAsync(other, id);
            Assert.True(job.Text("status") == "succeeded", job.ToString());
            Assert.Equal(Files * RowsOfFile, job.GetProperty("batch").Int("rows"));
            AssertWhole(target, expected);
            for (var begin = Environment.TickCount64; Directory.GetFileSystemEntries(At(target)).Length > Files; await Task.Delay(20)) Assert.True(Environment.TickCount64 - begin < 10_000, "More than the answers is left.");
            Assert.Equal(Files, Directory.GetFiles(At(target)).Length);
            _replicas[killed].Process.Dispose();
            _replicas[killed].Client.Dispose();
            _replicas[killed] = await ServiceProcess.ServeAsync(_store.Path, Settings);
        }

        output.WriteLine($"{kills} kills of {Processes} processes, {ofOwners} of owners, {unfinished} before the job had ended; {Files * kills} files of answers differ in 0 bytes.");
    }

    /// <summary>What is seen of the answers is the whole of them.</summary>
    private void AssertWhole(string target, Dictionary<string, byte[]> expected)
    {
        if (!Directory.Exists(At(target))) return;
        foreach (var path in Directory.GetFiles(At(target)).Where(path => Path.GetFileName(path)[0] != '.'))
            Assert.True(expected[Path.GetFileName(path)].AsSpan().SequenceEqual(File.ReadAllBytes(path)), $"{Path.GetFileName(path)} has other bytes.");
    }

    private static Body Source(string target) => Body.Json($$"""{"source": {"path": "in/*.csv"}, "target": "{{target}}"}""");

    private async Task<Answer> SendAsync(int replica, string path, Body body) => await Answer.OfAsync(await _replicas[replica].Client.PostAsync(new Uri(path, UriKind.Relative), body.ToContent()));

    private async Task<JsonElement> JobAsync(int replica, string id) => (await Answer.OfAsync(await _replicas[replica].Client.GetAsync(new Uri($"/jobs/{id}", UriKind.Relative)))).Expect(200);

    private string At(params string[] parts) => Path.Combine([_data.Path, .. parts]);
}

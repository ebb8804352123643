using System.Globalization;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>
/// Several processes on one store, each killed at random moments, also while it starts, and started again, under all kinds of changes: trainings, aliases, deletions, jobs, cancellations, requests
/// repeated with their keys, imports. Nothing acknowledged is lost or undone, nothing is done twice, no number or key is given twice, and nothing is left over.
/// </summary>
/// <param name="output">Takes the figures.</param>
public sealed class KilledReplicasTests(ITestOutputHelper output)
{
    private const string KillsVariable = "SEGMENTATION_KILLS";
    private const string ProcessesVariable = "SEGMENTATION_KILL_PROCESSES";
    private const int FewKills = 9;
    private const int FewProcesses = 3;
    private const int LongestLifeMs = 600;

    /// <summary>Here it is not the job that ends its process; and what has ended is kept to be counted.</summary>
    private static readonly string[] Settings = ["--Jobs:MostAttempts=1000", "--Jobs:KeepEnded=100000", "--Training:Queue=200"];

    [Fact]
    public async Task Kill_AnyProcessAtRandomMoments_LosesNothingAndDoesNothingTwice()
    {
        var (kills, processes) = (Number(KillsVariable, FewKills), Number(ProcessesVariable, FewProcesses));
        using var folder = new TemporaryFolder();
        var replicas = Enumerable.Range(0, processes).Select(i => new Replica(i, folder)).ToArray();
        try
        {
            await KillAsync(replicas, kills, folder);
        }
        finally
        {
            // Else what has gone wrong would be hidden by a folder that cannot be removed.
            foreach (var replica in replicas) replica.Dispose();
        }

        output.WriteLine($"{kills} kills of {processes} processes; lost, doubled, left over: 0 (else this test fails).");
        foreach (var replica in replicas) output.WriteLine(replica.Figures);
    }

    private static async Task KillAsync(Replica[] replicas, int kills, TemporaryFolder folder)
    {
        var random = new Random(kills);
        foreach (var replica in replicas) await replica.StartAsync();
        for (var killed = 0; killed < kills; killed++)
        {
            var replica = replicas[random.Next(replicas.Length)];
            if (random.Next(2) == 0) await replica.WaitForAsync(1 + random.Next(3));
            await Task.Delay(random.Next(LongestLifeMs));
            await replica.KillAsync();
            if (random.Next(4) == 0 && ++killed < kills) await ServiceProcess.KillWhileStartingAsync(folder.Path, TimeSpan.FromMilliseconds(random.Next(100, 1_500)), Settings);
            await replica.StartAsync();
        }

        foreach (var replica in replicas) await replica.KillAsync();
        var (last, client) = await ServiceProcess.ServeAsync(folder.Path, Settings);
        using (last)
        using (client)
        {
            foreach (var replica in replicas) await replica.VerifyAsync(client);
            await last.StopAsync();
        }

        var jobs = Path.Combine(folder.Path, "jobs");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, "*.tmp-*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(jobs, "*.receiving", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(jobs, "body", SearchOption.AllDirectories));
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(jobs, "owners")));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;

    /// <summary>One of the processes, with those who work with it, also after it was started again.</summary>
    private sealed class Replica(int number, TemporaryFolder folder) : IDisposable
    {
        private readonly KilledWorkload _models = new($"model-{number}", folder, seed: number);
        private readonly KilledJobs _jobs = new($"{number}", seed: 100 + number);
        private ServiceProcess? _process;
        private HttpClient? _client;
        private Task _works = Task.CompletedTask;

        public string Figures => $"model-{number}: {_models.Acknowledged} versions, {_models.AliasesAcknowledged} aliases, {_models.Deleted} deletions acknowledged. {_jobs.Figures}.";

        public async Task StartAsync()
        {
            (_process, _client) = await ServiceProcess.ServeAsync(folder.Path, Settings);
            await _models.VerifyAsync(_client);
            _works = Task.WhenAll(_models.RunAsync(_client), _jobs.RunAsync(_client));
        }

        /// <summary>Waits for changes that are acknowledged from now on, unless something has gone wrong, which the end tells.</summary>
        public async Task WaitForAsync(int changes)
        {
            var wanted = _models.Acknowledged + _jobs.Acknowledged + changes;
            while (_models.Acknowledged + _jobs.Acknowledged < wanted && !_works.IsCompleted) await Task.Delay(2);
        }

        public async Task KillAsync()
        {
            await _process!.KillAsync();
            await _works;
            Dispose();
        }

        public void Dispose()
        {
            _process?.Dispose();
            _client?.Dispose();
            (_process, _client) = (null, null);
        }

        public async Task VerifyAsync(HttpClient client)
        {
            await _models.VerifyAsync(client);
            await _jobs.VerifyAsync(client);
        }
    }
}

using System.Globalization;
using SegmentationService.Api.Tests.Hosting;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>
/// The real process, killed (SIGKILL) at random moments while it trains, predicts, moves aliases and deletes, beside a second process on the same folder.
/// After every start each version and alias that was acknowledged is there and answers as before, nothing half-made is visible, and nothing piles up on disk.
/// </summary>
/// <param name="output">Takes the figures.</param>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>The long form: <c>SEGMENTATION_KILLS=200</c>.</summary>
    private const string KillsVariable = "SEGMENTATION_KILLS";

    private const int FewKills = 12;
    private const int LongestLifeMs = 500;
    private const int MostChanges = 3;
    private const int LongestChangeMs = 150;
    private const int RoundsOfAReplica = 5;

    [Fact]
    public async Task Kill_AtRandomMoments_LosesNothingThatWasAcknowledged()
    {
        var most = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : FewKills;
        using var folder = new TemporaryFolder();
        var random = new Random(most);
        var own = new KilledWorkload("default", folder, seed: 1);
        var others = new KilledWorkload("other", folder, seed: 2);
        var kills = 0;
        while (kills < most)
        {
            var (replica, replicaClient) = await ServiceProcess.ServeAsync(folder.Path);
            using (replica)
            using (replicaClient)
            {
                await others.VerifyAsync(replicaClient);
                await own.VerifyAsync(replicaClient);
                var replicaWorks = others.RunAsync(replicaClient);
                for (var round = 0; round < RoundsOfAReplica && kills < most - 1; round++)
                {
                    if (round % 4 == 3) await ServiceProcess.KillWhileStartingAsync(folder.Path, TimeSpan.FromMilliseconds(random.Next(100, 1_000)));
                    else await LiveAndDieAsync();
                    kills++;
                }

                await others.WaitForAsync(1);
                await replica.KillAsync();
                kills++;
                await replicaWorks;
            }
        }

        // Alone at the end: what is on disk is what is served, and nothing else.
        var (last, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (last)
        using (client)
        {
            await own.VerifyAsync(client);
            await others.VerifyAsync(client);
            Assert.Equal(new[] { own, others }.SelectMany(workload => workload.ExpectedFiles()).Order(StringComparer.Ordinal), folder.Tree());
        }

        Assert.True(own.Acknowledged > 0 && others.Acknowledged > 0);
        output.WriteLine(
            $"{kills} kills; {own.Acknowledged + others.Acknowledged} versions and {own.AliasesAcknowledged + others.AliasesAcknowledged} aliases acknowledged, "
            + $"{own.Deleted + others.Deleted} versions deleted; versions lost: 0 (else this test fails).");

        async Task LiveAndDieAsync()
        {
            var (process, processClient) = await ServiceProcess.ServeAsync(folder.Path);
            using (process)
            using (processClient)
            {
                await own.VerifyAsync(processClient);
                var works = own.RunAsync(processClient);

                // At any moment of a short life, or soon after a change has succeeded: so that there is something to lose, however slow the machine is.
                if (random.Next(3) == 0) await Task.Delay(random.Next(LongestLifeMs));
                else
                {
                    await own.WaitForAsync(1 + random.Next(MostChanges));
                    await Task.Delay(random.Next(LongestChangeMs));
                }

                await process.KillAsync();
                await works;
            }
        }
    }
}

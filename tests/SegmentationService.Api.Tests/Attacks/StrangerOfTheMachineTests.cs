using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Another user of the machine, and anybody who asks for the health of the service: neither learns of customers, nor where they are kept.</summary>
public sealed class StrangerOfTheMachineTests
{
    [Fact]
    public async Task Files_OfTheStore_AreNotForOthers()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path);
        using (running)
        using (client)
        {
            using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent());
            (await Answer.OfAsync(trained)).Expect(201);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/train?clusters=2") { Content = Body.Csv(Tables.Five).ToContent(), Headers = { { "Prefer", "respond-async" } } };
            using var accepted = await client.SendAsync(request);
            (await Answer.OfAsync(accepted)).Expect(202);

            const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            var entries = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories);
            Assert.True(entries.Length > 8, string.Join('\n', entries));
            foreach (var entry in entries)
            {
                var mode = new FileInfo(entry).UnixFileMode;
                Assert.True((mode & Others) == UnixFileMode.None, $"{entry}: {mode}");
                Assert.True(mode.HasFlag(UnixFileMode.GroupRead), $"{entry}: a backup may run as another user of the group");
            }
        }
    }

    [SmallDiskFact]
    public async Task Health_OfAFullDisk_TellsNoPath()
    {
        using var disk = new SmallDisk(kibibytes: 512);
        var (running, client) = await ServiceProcess.ServeAsync(disk.Path);
        using (running)
        using (client)
        {
            disk.Fill();
            using var response = await client.GetAsync("/healthz/ready");
            var answer = await Answer.OfAsync(response);

            Assert.Equal("The folder of the store cannot be written: its disk is full.", answer.Expect(503).Text("reason"));
            Assert.DoesNotContain(disk.Path, answer.Text, StringComparison.Ordinal);
        }
    }

    [SmallDiskFact]
    public async Task Batch_TemporaryFolderIsFull_IsToldAsSuch()
    {
        using var folder = new TemporaryFolder();
        using var temporary = new SmallDisk(kibibytes: 4096);
        var (running, client) = await ServiceProcess.ServeAsync(folder.Path, [("ASPNETCORE_TEMP", temporary.Path)]);
        using (running)
        using (client)
        {
            using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent());
            (await Answer.OfAsync(trained)).Expect(201);
            temporary.Fill();

            using var response = await client.PostAsync("/predict/batch", Body.Csv("x\n" + string.Concat(Enumerable.Repeat("1\n", 50_000))).ToContent());
            (await Answer.OfAsync(response)).ExpectProblem(507, "temporary-folder-full", "ASPNETCORE_TEMP");
        }
    }
}

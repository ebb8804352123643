using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>
/// A table is kept, or removed, with a fault in every call that this makes to the system, one after the other, and with a kill in one. What was acknowledged is so, also for a process that starts; what was refused is as
/// before; a table is there whole or not at all; and after a start nothing lies there that is no table.
/// </summary>
/// <remarks>The short form takes every flush and rename, one call of each other kind, and one kill; with SEGMENTATION_ATTACK_SCALE above 1 every call and every error, and a kill in each.</remarks>
public sealed class TableFaultPointsTests(ITestOutputHelper output) : IDisposable
{
    private static readonly DiskCalls[] Kinds =
        [DiskCalls.Flush, DiskCalls.Rename, DiskCalls.Open, DiskCalls.Write, DiskCalls.MakeFolder, DiskCalls.RemoveFile, DiskCalls.RemoveFolder, DiskCalls.Lock];

    private readonly TemporaryFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "tables");

    public void Dispose() => _folder.Dispose();

    [DiskFaultsTheory]
    [InlineData("keep")]
    [InlineData("remove")]
    public async Task Change_FaultAtACall_IsMadeOrRefused(string change)
    {
        using var faults = new DiskFaults(_folder.Path);
        var tally = new Dictionary<string, int>(StringComparer.Ordinal);
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        using (process)
        using (client)
        {
            foreach (var (mode, kind, point, error) in await PointsAsync(client, faults, change))
            {
                var before = await PrepareAsync(client, change);
                faults.Begin(mode, kind, point, error);
                var answer = await ChangeAsync(client, change, before);
                var happened = faults.Happened > 0;
                faults.End();

                var told = $"{change}, {mode} of {kind} {point} with {error}: {answer.Status} {answer.Text}";
                var after = await ListAsync(client);
                Assert.True(after.SequenceEqual(OnDisk()), $"{told}\nmemory {string.Join(' ', after)}\ndisk   {string.Join(' ', OnDisk())}");
                Assert.True(answer.Status < 300 || happened, told);
                if (answer.Status < 300) Assert.Equal(change == "keep" ? [answer.Json.Text("id")] : [], after);
                else if (answer.Json.Text("type") != "/problems/outcome-unknown") Assert.True(before.SequenceEqual(after), told);
                var kindOfAnswer = !happened ? "not reached" : answer.Status < 300 ? "acknowledged" : answer.Json.Text("type") == "/problems/outcome-unknown" ? "told to be unknown" : "refused";
                tally[kindOfAnswer] = tally.GetValueOrDefault(kindOfAnswer) + 1;
            }
        }

        await StartAndCheckAsync(OnDisk());
        output.WriteLine($"{change}: {string.Join(", ", tally.Select(kind => $"{kind.Value} {kind.Key}"))}");
    }

    [DiskFaultsTheory]
    [InlineData("keep")]
    [InlineData("remove")]
    public async Task Change_KilledAtACall_IsMadeOrNot(string change)
    {
        using var faults = new DiskFaults(_folder.Path);
        long calls = 0;
        for (long point = 0; point == 0 || (AttackScale.IsLong && point <= calls); point++)
        {
            var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
            using (process)
            using (client)
            {
                if (calls == 0)
                {
                    var found = await PrepareAsync(client, change);
                    faults.Begin(DiskFaultMode.Count);
                    Assert.True((await ChangeAsync(client, change, found)).Status < 300);
                    calls = faults.Count;
                }

                var before = await PrepareAsync(client, change);
                string[]? acknowledged = null;
                faults.Begin(DiskFaultMode.Kill, point: point == 0 ? calls * 3 / 4 : point);
                try
                {
                    var answer = await ChangeAsync(client, change, before);
                    acknowledged = change == "keep" ? [answer.Expect(201).Text("id")] : [];
                    await process.KillAsync(); // it has made fewer calls than those that were counted
                }
                catch (HttpRequestException)
                {
                    // Killed in the call.
                }

                faults.End();
                var after = OnDisk();
                if (acknowledged is not null) Assert.Equal(acknowledged, after);
                else Assert.True(change == "keep" ? after.Length <= 1 : after.Length == 0 || after.SequenceEqual(before), $"{change} killed at {point}: {string.Join(' ', after)}");
                await StartAndCheckAsync(after);
            }
        }

        output.WriteLine($"{change}: {calls} calls");
    }

    /// <summary>A process that starts tells of the tables that are there, each of them whole, and removes all else.</summary>
    private async Task StartAndCheckAsync(string[] expected)
    {
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path);
        using (process)
        using (client)
        {
            Assert.Equal(expected, await ListAsync(client));
            foreach (var id in expected) (await Answer.OfAsync(await client.PostAsync(new Uri($"/train?table={id}&clusters=2&dryRun=true", UriKind.Relative), null))).Expect(200);
            for (var look = 0; look < 300 && Names().Length > expected.Length; look++) await Task.Delay(50); // it sweeps behind its start
            Assert.Equal(expected, Names());
            Assert.All(expected, id => Assert.Equal(["body", "table.json"], Directory.EnumerateFileSystemEntries(Path.Combine(Root, id)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)));
        }
    }

    private static async Task<IReadOnlyList<(DiskFaultMode Mode, DiskCalls Kind, long Point, int Error)>> PointsAsync(HttpClient client, DiskFaults faults, string change)
    {
        var points = new List<(DiskFaultMode, DiskCalls, long, int)>();
        foreach (var kind in Kinds)
        {
            var before = await PrepareAsync(client, change);
            faults.Begin(DiskFaultMode.Count, kind);
            Assert.True((await ChangeAsync(client, change, before)).Status < 300);
            var count = faults.Count;
            faults.End();
            var isWhole = AttackScale.IsLong || kind is DiskCalls.Flush or DiskCalls.Rename;
            for (var point = isWhole ? 1 : (count + 1) / 2; point >= 1 && point <= count; point += isWhole ? 1 : count)
                foreach (var mode in (DiskFaultMode[])[DiskFaultMode.Once, DiskFaultMode.FromThereOn])
                    foreach (var error in AttackScale.IsLong ? (int[])[DiskFaults.Eio, DiskFaults.Enospc, DiskFaults.Edquot] : [DiskFaults.Eio])
                        points.Add((mode, kind, point, error));
        }

        return points;
    }

    /// <summary>No table, or one that is to be removed.</summary>
    private static async Task<string[]> PrepareAsync(HttpClient client, string change)
    {
        var kept = await ListAsync(client);
        foreach (var id in change == "keep" ? kept : kept.Skip(1)) Assert.Equal(204, (int)(await client.DeleteAsync(new Uri($"/tables/{id}", UriKind.Relative))).StatusCode);
        if (change == "keep") return [];
        return kept.Length > 0 ? kept[..1] : [(await KeepAsync(client)).Expect(201).Text("id")];
    }

    private static async Task<Answer> ChangeAsync(HttpClient client, string change, string[] there) =>
        change == "keep" ? await KeepAsync(client) : await Answer.OfAsync(await client.DeleteAsync(new Uri($"/tables/{there[0]}", UriKind.Relative)));

    private static async Task<Answer> KeepAsync(HttpClient client) => await Answer.OfAsync(await client.PostAsync(new Uri("/tables", UriKind.Relative), Body.Csv(Tables.Five).ToContent()));

    private static async Task<string[]> ListAsync(HttpClient client) =>
        [.. (await Answer.OfAsync(await client.GetAsync(new Uri("/tables", UriKind.Relative)))).Expect(200).Items("tables").Select(table => table.Text("id")).Order(StringComparer.Ordinal)];

    /// <summary>The tables on the volume; each must be whole.</summary>
    private string[] OnDisk()
    {
        string[] ids = [.. Names().Where(name => !name.Contains(".tmp-", StringComparison.Ordinal))];
        Assert.All(ids, id => Assert.Equal(Tables.Five, File.ReadAllText(Path.Combine(Root, id, "body"))));
        return ids;
    }

    /// <summary>All that is in the folder of the tables but its lock.</summary>
    private string[] Names() => [.. Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}

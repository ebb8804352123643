using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;
using Xunit.Abstractions;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>
/// Every change of the folder of the jobs, with a fault in every call that it makes to the system, one after the other. A job that was refused is not there, and its key is free; one that was accepted
/// is there; what was canceled stays so; and a request that is repeated with its key has made one version, whatever failed the first time.
/// </summary>
/// <remarks>The short form takes every flush and rename, every other opening and a sample of the other points, and one of the two faults at each; with SEGMENTATION_ATTACK_SCALE above 1 all of them, and a kill in each.</remarks>
public sealed class JobFaultPointsTests(ITestOutputHelper output) : IDisposable
{
    private const int Sample = 15;
    private const string Query = "clusters=2&restarts=1";

    private static readonly DiskCalls[] Kinds = [DiskCalls.Flush, DiskCalls.Rename, DiskCalls.Open, DiskCalls.Write, DiskCalls.MakeFolder, DiskCalls.RemoveFile, DiskCalls.RemoveFolder];

    private readonly TemporaryFolder _folder = new();
    private int _models;

    public void Dispose() => _folder.Dispose();

    [DiskFaultsFact]
    public async Task Submit_FaultAtACall_IsAcceptedOrLeavesNothing()
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        using (process)
        using (client)
        {
            // What is accepted waits behind this one, so that a fault meets the acceptance alone.
            await client.SubmitAsync(JobCalls.Endless, JobCalls.LargeTable);
            var (accepted, refused, unknown) = (0, 0, 0);
            foreach (var (mode, kind, point) in await PointsAsync(faults, () => SubmitAsync(client, NextModel())))
            {
                var key = $"{mode}-{kind}-{point}";
                var before = OnDisk();
                faults.Begin(mode, kind, point);
                var answer = await SubmitAsync(client, key);
                faults.End();

                if (answer.Status == 202) accepted++;
                else
                {
                    Assert.True(answer.Status >= 500 && faults.Happened > 0, $"{key}: {answer.Text}");
                    refused++;
                    if (answer.Json.Text("type") == "/problems/outcome-unknown") unknown++;
                    else Assert.True(before.SequenceEqual(OnDisk()), $"{key} was refused, and left {string.Join(", ", OnDisk().Except(before))}");
                }

                // The first one, or the first that was accepted.
                var again = (await SubmitAsync(client, key)).Expect(202).Text("id");
                if (answer.Status == 202) Assert.Equal(answer.Json.Text("id"), again);
                Assert.Contains(again, OnDisk());
                Assert.Equal(204, (await client.DeleteJobAsync(again)).Status);
            }

            output.WriteLine($"Submission: {accepted} accepted, {refused} refused, of which {unknown} told to be unknown.");
        }
    }

    [DiskFaultsFact]
    public async Task Cancel_FaultAtACall_IsCanceledForGoodOrNotAnswered()
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        using (process)
        using (client)
        {
            await client.SubmitAsync(JobCalls.Endless, JobCalls.LargeTable);
            var (canceled, refused) = (0, 0);
            foreach (var (mode, kind, point) in await PointsAsync(faults, async () => await client.DeleteJobAsync(await client.SubmitAsync(Query, Tables.Five))))
            {
                var id = await client.SubmitAsync(Query, Tables.Five);
                faults.Begin(mode, kind, point);
                var answer = await client.DeleteJobAsync(id);
                faults.End();

                if (answer.Status == 204) canceled++;
                else
                {
                    Assert.True(answer.Status >= 500 && faults.Happened > 0, $"{mode} of {kind} {point}: {answer.Text}");
                    refused++;
                    var again = await client.DeleteJobAsync(id);
                    Assert.True(again.Status == 204, $"Once more after {mode} of {kind} {point}: {again.Text}");
                }

                Assert.Contains("\"status\": \"canceled\"", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "jobs", id, "job.json")), StringComparison.Ordinal);
            }

            output.WriteLine($"Cancellation: {canceled} canceled, {refused} refused and then canceled.");
        }
    }

    [DiskFaultsFact]
    public async Task Train_FaultAtACallAndSentAgain_HasTrainedOnce()
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        using (process)
        using (client)
        {
            var (trained, refused) = (0, 0);
            foreach (var (mode, kind, point) in await PointsAsync(faults, () => TrainAsync(client, NextModel())))
            {
                var model = NextModel();
                faults.Begin(mode, kind, point);
                var answer = await TrainAsync(client, model);
                faults.End();

                if (answer.Status == 201) trained++;
                else
                {
                    Assert.True(answer.Status >= 500 && faults.Happened > 0, $"{mode} of {kind} {point}: {answer.Text}");
                    refused++;
                }

                // A job that was accepted in doubt may have met the fault as well: who waits for it is told, and the key is free again.
                var again = await UntilAnsweredAsync(() => TrainAsync(client, model));
                if (again.Status == 500 && answer.Json.Text("type") == "/problems/outcome-unknown") again = await UntilAnsweredAsync(() => TrainAsync(client, model));
                Assert.True(again.Status == 201, $"{mode} of {kind} {point} was answered with {answer.Text}, and sent again with {again.Text}");
                Assert.True(await client.VersionsAsync(model) is [_], $"{mode} of {kind} {point} was answered with {answer.Text}, and sent again has trained {string.Join(", ", await client.VersionsAsync(model))}.");
            }

            output.WriteLine($"Training with a key: {trained} answered at once, {refused} refused and sent again.");
        }
    }

    /// <summary>The process ends in a call, is started again, and is sent the request again.</summary>
    [DiskFaultsFact]
    public async Task Train_KilledAtACallAndSentAgain_HasTrainedOnce()
    {
        using var faults = new DiskFaults(_folder.Path);
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        try
        {
            faults.Begin(DiskFaultMode.Count);
            (await TrainAsync(client, NextModel())).Expect(201);
            var calls = faults.Count;
            faults.End();

            var points = AttackScale.IsLong ? Enumerable.Range(1, (int)calls) : [(int)calls * 2 / 3];
            foreach (var point in points)
            {
                var model = NextModel();
                faults.Begin(DiskFaultMode.Kill, point: point);
                try
                {
                    await TrainAsync(client, model);
                    await process.KillAsync(); // it has made fewer calls than the one that was counted
                }
                catch (HttpRequestException)
                {
                    // Killed in the call.
                }

                faults.End();

                // The one that is sent the request again is the next to be killed.
                client.Dispose();
                process.Dispose();
                (process, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
                (await UntilAnsweredAsync(() => TrainAsync(client, model))).Expect(201);
                Assert.True(await client.VersionsAsync(model) is [_], $"Killed at call {point}, and sent again it has trained {string.Join(", ", await client.VersionsAsync(model))}.");
                Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "jobs"), "body", SearchOption.AllDirectories));
                Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "jobs"), "*.tmp-*", SearchOption.AllDirectories));
            }

            output.WriteLine($"Training with a key: killed at {points.Count()} of {calls} calls.");
        }
        finally
        {
            client.Dispose();
            process.Dispose();
        }
    }

    /// <summary>The disk fails while a process looks for the jobs of one that has ended: they are taken over once it works again.</summary>
    [DiskFaultsFact]
    public async Task TakeOver_WhileTheDiskFails_HappensLater()
    {
        using var faults = new DiskFaults(_folder.Path);
        var (living, client) = await ServiceProcess.ServeAsync(_folder.Path, faults.Environment);
        using (living)
        using (client)
        {
            foreach (var kind in (DiskCalls[])[DiskCalls.Flush, DiskCalls.Rename, DiskCalls.Open, DiskCalls.Write])
            {
                var model = NextModel();
                string running, waiting;
                var (dying, other) = await ServiceProcess.ServeAsync(_folder.Path);
                using (dying)
                using (other)
                {
                    running = await other.SubmitAsync(JobCalls.Endless, JobCalls.LargeTable);
                    await other.JobInAsync(running, "running");
                    waiting = await other.SubmitAsync($"{Query}&model={model}", Tables.Five);
                    await client.JobAsync(waiting);
                    faults.Begin(DiskFaultMode.FromThereOn, kind);
                    await dying.KillAsync();
                }

                // Asking makes it look.
                while (faults.Happened == 0) await client.JobAsync(waiting);
                faults.End();
                Assert.Equal(204, (await client.DeleteJobAsync(running)).Status);
                await client.JobInAsync(waiting, "succeeded");
                Assert.True(await client.VersionsAsync(model) is [_]);
            }
        }
    }

    private static async Task<Answer> UntilAnsweredAsync(Func<Task<Answer>> send)
    {
        while (true)
        {
            var answer = await send();
            if (answer.Status != 409) return answer;
        }
    }

    private static async Task<Answer> SubmitAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/train?{Query}") { Content = Body.Csv(Tables.Five).ToContent() };
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Prefer", "respond-async");
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    private static Task<Answer> TrainAsync(HttpClient client, string model) => client.TrainAsync($"{Query}&model={model}", Tables.Five, key: model);

    private string NextModel() => $"m{++_models}";

    private string[] OnDisk() => [.. Directory.EnumerateDirectories(Path.Combine(_folder.Path, "jobs")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The faults: one call that fails, or all from one on.</summary>
    private static async Task<IReadOnlyList<(DiskFaultMode Mode, DiskCalls Kind, long Point)>> PointsAsync(DiskFaults faults, Func<Task<Answer>> change)
    {
        var points = new List<(DiskFaultMode, DiskCalls, long)>();
        foreach (var kind in Kinds)
        {
            faults.Begin(DiskFaultMode.Count, kind);
            await change();
            var count = faults.Count;
            faults.End();
            for (long point = 1; point <= count; point += AttackScale.IsLong || kind is DiskCalls.Flush or DiskCalls.Rename ? 1 : kind == DiskCalls.Open ? 2 : Sample)
            {
                if (AttackScale.IsLong) points.AddRange([(DiskFaultMode.Once, kind, point), (DiskFaultMode.FromThereOn, kind, point)]);
                else if (kind == DiskCalls.Open) points.Add((DiskFaultMode.FromThereOn, kind, point)); // what was done cannot be looked at
                else points.Add((points.Count % 2 == 0 ? DiskFaultMode.Once : DiskFaultMode.FromThereOn, kind, point)); // by turns
            }
        }

        return points;
    }
}

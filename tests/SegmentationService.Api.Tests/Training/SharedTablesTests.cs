using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Reading;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Two services on one volume, as two replicas are: a table that one keeps is kept by both, and what one removes the other may still be reading.</summary>
public sealed class SharedTablesTests
{
    [Fact]
    public async Task Table_KeptByOne_IsListedTrainedOnAndDeletedThroughTheOther()
    {
        await using var one = new SegmentationApp();
        await using var other = SegmentationApp.With(("Storage:Path", one.Folder.Path));
        Assert.Empty((await other.GetAsync("/tables")).Expect(200).Items("tables"));
        var kept = (await one.PostAsync("/tables?file=blobs.csv", Body.Csv(Tests.Tables.Blobs))).Expect(201);
        var id = kept.Text("id");

        var listed = Assert.Single((await other.GetAsync("/tables")).Expect(200).Items("tables"));
        var report = (await other.GetAsync($"/tables/{id}/report")).Expect(200);
        var trained = (await other.PostAsync($"/train?table={id}&clusters=3", null)).Expect(201);
        var second = (await other.PostAsync("/tables", Body.Csv(Tests.Tables.Five))).Expect(201).Text("id");
        Assert.Equal([second, id], (await one.GetAsync("/tables")).Expect(200).Items("tables").Select(table => table.Text("id")));
        Assert.Equal(204, (await other.DeleteAsync($"/tables/{id}")).Status);

        Assert.Equal((id, "blobs.csv"), (listed.Text("id"), listed.Text("file")));
        Assert.Equal(45, report.Int("customers"));
        Assert.Equal([20, 15, 10], trained.Sizes());
        (await one.GetAsync($"/tables/{id}")).ExpectProblem(404, "table-not-found");
        (await one.PostAsync($"/train?table={id}&clusters=3", null)).ExpectProblem(404, "table-not-found");
        (await one.DeleteAsync($"/tables/{id}")).ExpectProblem(404, "table-not-found");
        Assert.Equal([second], (await one.GetAsync("/tables")).Expect(200).Items("tables").Select(table => table.Text("id")));
        Assert.Equal([second], Folders(one));
    }

    /// <summary>The room is that of the volume, whoever filled it.</summary>
    [Fact]
    public async Task Room_FilledByOne_IsNoRoomForTheOther()
    {
        var room = ("Tables:MaxBytes", (Tests.Tables.Five.Length + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await using var one = SegmentationApp.With(room);
        await using var other = SegmentationApp.With(room, ("Storage:Path", one.Folder.Path));

        var id = (await one.PostAsync("/tables", Body.Csv(Tests.Tables.Five))).Expect(201).Text("id");

        (await other.PostAsync("/tables", Body.Csv(Tests.Tables.Five))).ExpectProblem(507, "tables-full");
        Assert.Equal([id], Folders(one));
    }

    /// <summary>One has opened the table, for a training that waits and for somebody who reads; by the clock of the other its time has come, and it is removed. Both read it to its end.</summary>
    [Fact]
    public async Task Expiry_ByOne_LeavesATrainingOfTheOtherWhatItReads()
    {
        var clock = new Clock();
        await using var one = new SegmentationApp();
        await using var other = new SegmentationApp(services => services.AddSingleton<TimeProvider>(clock), ("Storage:Path", one.Folder.Path));
        var id = (await one.PostAsync("/tables", Body.Csv(Tests.Tables.Blobs))).Expect(201).Text("id");
        Assert.Single((await other.GetAsync("/tables")).Expect(200).Items("tables"));

        Task<Answer> training;
        using (await one.HoldTrainingsAsync())
        {
            training = one.PostAsync($"/train?table={id}&clusters=3", null);
            var queue = one.Services.GetRequiredService<TrainingQueue>();
            while (queue.Occupancy.Taken < 2 && !training.IsCompleted) await Task.Delay(5);
            await using var open = await one.Services.GetRequiredService<KeptTables>().OpenAsync(id, progress: null, CancellationToken.None);

            clock.Passed = TimeSpan.FromHours(25);
            await other.Services.GetRequiredService<KeptTables>().SweepAsync(isStart: false);

            Assert.Empty(Folders(one));
            using var read = new MemoryStream();
            await open.Body.Open(new ReadingOptions()).CopyToAsync(read);
            Assert.Equal(Bodies.Utf8(Tests.Tables.Blobs), read.ToArray());
            (await one.PostAsync($"/train?table={id}&clusters=3", null)).ExpectProblem(404, "table-not-found");
            Assert.False(training.IsCompleted);
        }

        var trained = (await training).Expect(201);
        Assert.Equal([20, 15, 10], trained.Sizes());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await one.GetAsync("/models/default/versions/1")).Expect(200).GetProperty("source").GetProperty("table").ValueKind);
    }

    /// <summary>All that is in the folder of the tables but its lock.</summary>
    private static string[] Folders(SegmentationApp app) =>
        [.. Directory.EnumerateDirectories(Path.Combine(app.Folder.Path, "tables")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}

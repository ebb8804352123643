using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Training;

/// <summary>One training at a time, and a bounded number that wait, in turns that go round by caller.</summary>
public class TrainQueueTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Train_NoPlaceInTheQueue_IsToldToTryLater(int queue)
    {
        await using var app = SegmentationApp.With(("Training:Queue", $"{queue}"));
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var places = app.Services.GetRequiredService<TrainingQueue>();
        var taken = Enumerable.Range(0, queue + 1).Select(i => places.TakePlace($"{i}")).ToArray();

        var answer = await app.TrainAsync(Tables.Five, "?clusters=2");

        answer.ExpectProblem(503, "busy", $"{queue + 1} trainings", "try again");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        (await app.PredictAsync("""{"x": 1}""")).Expect(200); // only training waits

        taken[0].Dispose();
        Assert.Equal(2, (await app.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
        foreach (var place in taken.Skip(1)) place.Dispose();
    }

    [Fact]
    public async Task Train_CallerWithAllItsPlaces_LeavesThoseOfOthers()
    {
        await using var app = SegmentationApp.With(("Training:Queue", "4"), ("Training:QueueOfCaller", "2"));
        var places = app.Services.GetRequiredService<TrainingQueue>();
        using var first = places.TakePlace(""); // in a test the callers have no address
        using var second = places.TakePlace("");

        var answer = await app.TrainAsync(Tables.Five, "?clusters=2");

        answer.ExpectProblem(429, "too-many-requests", "2 trainings of this caller", "of 5", "Training:QueueOfCaller");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        using var other = places.TakePlace("another");
        Assert.Equal(3, places.Occupancy.Taken);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(16, 13)]
    public void PlacesOfCaller_OfManyPlaces_AreNotAll(int queue, int most) => Assert.Equal(most, new TrainingLimits { Queue = queue }.ToPlacesOfCaller());

    [Fact]
    public async Task Turns_OfSeveralCallers_GoRound()
    {
        var queue = new TrainingQueue(Options.Create(new TrainingLimits()));
        var running = queue.TakePlace("a");
        await running.WaitForTurnAsync(CancellationToken.None);
        (string Name, TrainingQueue.Place Place)[] waiting = [.. ((string[])["a1", "a2", "a3", "b1", "b2", "c1"]).Select(name => (name, queue.TakePlace(name[..1])))];
        var turns = waiting.Select(place => place.Place.WaitForTurnAsync(CancellationToken.None)).ToList();
        List<string> order = [];

        for (var turn = running; order.Count < waiting.Length; turn = waiting.Single(place => place.Name == order[^1]).Place)
        {
            turn.Dispose();
            var next = await Task.WhenAny(turns.Where((_, i) => !order.Contains(waiting[i].Name)));
            order.Add(waiting[turns.IndexOf(next)].Name);
            Assert.Equal(order.Count, turns.Count(task => task.IsCompleted));
        }

        Assert.Equal(["b1", "c1", "a1", "b2", "a2", "a3"], order);
    }

    [Fact]
    public async Task Wait_Cancelled_LeavesTheTurnToOthers()
    {
        var queue = new TrainingQueue(Options.Create(new TrainingLimits()));
        using var gone = new CancellationTokenSource();
        var running = queue.TakePlace("a");
        await running.WaitForTurnAsync(CancellationToken.None);
        using (var left = queue.TakePlace("b"))
        {
            var wait = left.WaitForTurnAsync(gone.Token);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        }

        using var last = queue.TakePlace("c");
        running.Dispose();
        await last.WaitForTurnAsync(CancellationToken.None);

        Assert.Equal(1, queue.Occupancy.Taken);
    }

    [Fact]
    public void Ask_WhereOthersAreReadyFirst_HasNoPlaceLeft()
    {
        var queue = new TrainingQueue(Options.Create(new TrainingLimits { Queue = 0 }));
        using var slow = queue.Ask("a");
        using var fast = queue.TakePlace("b");

        Assert.Throws<BusyException>(slow.Take);
        Assert.Throws<BusyException>(() => queue.Ask("c"));
    }

    [Fact]
    public async Task Train_RefusedBody_GivesItsPlaceBack()
    {
        await using var app = SegmentationApp.With(("Training:Queue", "0"));

        for (var i = 0; i < 3; i++) (await app.TrainAsync("a,b\n1,2,3\n")).ExpectProblem(400, "invalid-csv");

        await app.TrainedAsync(Tables.Five, "?clusters=2");
    }

    [Fact]
    public async Task Train_LongerThanAllowed_EndsAndStoresNothing()
    {
        await using var app = SegmentationApp.With(("Training:MaxMinutes", "0.001"));

        var answer = await app.TrainAsync(Tables.Shop(20_000), "?clusters=200&restarts=1000");

        answer.ExpectProblem(422, "time-limit", "0.001 minutes", "Training:MaxMinutes");
        Assert.Equal(0, app.Services.GetRequiredService<TrainingQueue>().Occupancy.Taken);
        (await app.GetAsync("/models/default")).Expect(404);
    }
}

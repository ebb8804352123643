using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Training;

/// <summary>One training at a time, and a bounded number that wait.</summary>
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
        var taken = Enumerable.Range(0, queue + 1).Select(_ => places.TakePlace()).ToArray();

        var answer = await app.TrainAsync(Tables.Five, "?clusters=2");

        answer.ExpectProblem(503, "busy", $"{queue + 1} trainings", "try again");
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        (await app.PredictAsync("""{"x": 1}""")).Expect(200); // only training waits

        taken[0].Dispose();
        Assert.Equal(2, (await app.TrainedAsync(Tables.Five, "?clusters=2")).Int("version"));
        foreach (var place in taken.Skip(1)) place.Dispose();
    }

    [Fact]
    public async Task Train_RefusedBody_GivesItsPlaceBack()
    {
        await using var app = SegmentationApp.With(("Training:Queue", "0"));

        for (var i = 0; i < 3; i++) (await app.TrainAsync("a,b\n1,2,3\n")).ExpectProblem(400, "invalid-csv");

        await app.TrainedAsync(Tables.Five, "?clusters=2");
    }
}

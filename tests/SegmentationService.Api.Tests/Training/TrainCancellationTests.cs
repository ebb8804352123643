using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Protects that a training can be ended in each of its phases, and stores nothing then.</summary>
public class TrainCancellationTests
{
    [Theory]
    [InlineData(nameof(TrainingPhase.Reading))]
    [InlineData(nameof(TrainingPhase.Preparing))]
    [InlineData(nameof(TrainingPhase.Searching))]
    [InlineData(nameof(TrainingPhase.Silhouettes))]
    [InlineData(nameof(TrainingPhase.Profiling))]
    [InlineData(nameof(TrainingPhase.Saving))]
    public async Task Train_CanceledInAPhase_EndsThereAndStoresNothing(string phase)
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");
        var before = await app.StateAsync();
        using var cancellation = new CancellationTokenSource();
        var canceling = new Canceling(Enum.Parse<TrainingPhase>(phase), cancellation);
        using var place = app.Services.GetRequiredService<TrainingQueue>().TakePlace("");
        var body = Body.Csv(Tables.Shop(3_000));
        var table = new TableBody(new MemoryStream(body.Bytes), body.ContentType, ContentEncoding: null, body.Bytes.Length);

        var work = app.Services.GetRequiredService<TrainingWork>().DoAsync(
            table, TrainQuery.Parse(""), place, new TrainingWatch(Guid.NewGuid(), canceling), cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(phase, $"{canceling.Last}");
        Assert.Equal(before, await app.StateAsync());
    }

    /// <summary>Cancels when a phase begins.</summary>
    private sealed class Canceling(TrainingPhase phase, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public TrainingPhase Last { get; private set; }

        public void Report(TrainingProgress value)
        {
            Last = value.Phase;
            if (value.Phase == phase) cancellation.Cancel();
        }
    }
}

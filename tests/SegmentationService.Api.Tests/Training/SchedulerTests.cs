using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Training;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Training;

/// <summary>
/// Protects that work goes to the threads that are handed on, whatever the ambient scheduler is: within a grain of Orleans that one runs one
/// piece of work at a time.
/// </summary>
public sealed class SchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static TaskScheduler OneAtATime => new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    [Fact]
    public void Source_AmbientScheduler_IsNamedNowhere()
    {
        var files = new DirectoryInfo(Path.Combine(Repository.Root, "src")).GetFiles("*.cs", SearchOption.AllDirectories);

        Assert.True(files.Length > 100);
        Assert.DoesNotContain(files, file => File.ReadAllText(file.FullName).Contains("TaskScheduler.Current", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Do_WithinAnotherScheduler_WorksOnTheThreadsOfTheTraining()
    {
        await using var app = new SegmentationApp();
        var work = app.Services.GetRequiredService<TrainingWork>();
        using var place = app.Services.GetRequiredService<TrainingQueue>().TakePlace("");
        var threads = new Threads();
        var body = Body.Csv(Tables.Shop(3_000));
        var table = new TableBody(new MemoryStream(body.Bytes), body.ContentType, ContentEncoding: null, Length: null);

        var version = await Run(() => work.DoAsync(table, TrainQuery.Parse("?maxClusters=4"), place, new TrainingWatch(Guid.NewGuid(), threads), CancellationToken.None));

        Assert.Equal(3_000, version.Report.Customers);
        Assert.Equal(Enum.GetValues<TrainingPhase>(), threads.ByPhase.Keys.Order());
        Assert.All(threads.ByPhase.Values, names => Assert.Equal(["Training"], names.Keys));
    }

    [Fact]
    public async Task Train_WithinAnotherScheduler_SearchesOnTheThreadsHandedOn()
    {
        await using var app = new SegmentationApp();
        var work = app.Services.GetRequiredService<TrainingWork>();
        using var training = new YieldingThreads("Training", 2);
        var threads = new Threads();
        var table = await TableAsync(Tables.Shop(3_000), Parallelism.None);

        await Run(() => work.TrainAsync(
            table, TrainQuery.Parse("?maxClusters=4"), TimeSpan.Zero, new TrainingWatch(Guid.NewGuid(), threads), training.ToParallelism(CancellationToken.None)));

        Assert.Contains("Training", threads.ByPhase[TrainingPhase.Searching].Keys);
    }

    [Fact]
    public async Task Read_CsvWithinAnotherScheduler_IsSplitByTheOneHandedOn()
    {
        var handedOn = new Counting();

        var table = await Run(() => TableAsync(Tables.Shop(200), new Parallelism(2, CancellationToken.None) { Scheduler = handedOn }));

        Assert.Equal(200, table.Customers);
        Assert.InRange(handedOn.Tasks, 10, 200);
    }

    [Fact]
    public async Task Write_CustomersWithinAnotherScheduler_AreCompressedByTheOneHandedOn()
    {
        var handedOn = new Counting();

        await Run(() =>
        {
            using var stream = new CustomersStream(new MemoryStream(), new Parallelism(2, CancellationToken.None) { Scheduler = handedOn });
            stream.Write(new byte[(2 * CustomersStream.BlockSize) + 1]);
            return Task.FromResult(true);
        });

        Assert.Equal(3, handedOn.Tasks);
    }

    private static Task<T> Run<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, OneAtATime).Unwrap().WaitAsync(Patience);

    private static async Task<CustomerTable> TableAsync(string csv, Parallelism parallelism)
    {
        var sink = new TableSink(new TableLimits(), name => name == "customer_id");
        var reader = new CsvCustomers(new BodyFormat(BodySyntax.Csv), sink, new ReadingOptions(), new CsvChunkSizes(512, 256));
        await reader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), parallelism);
        return sink.Build();
    }

    /// <summary>The names of the threads that told of each phase.</summary>
    private sealed class Threads : IProgress<TrainingProgress>
    {
        public ConcurrentDictionary<TrainingPhase, ConcurrentDictionary<string, bool>> ByPhase { get; } = new();

        public void Report(TrainingProgress value) => ByPhase.GetOrAdd(value.Phase, _ => new())[Thread.CurrentThread.Name ?? ""] = true;
    }

    /// <summary>Has the thread pool do its tasks, and counts them.</summary>
    private sealed class Counting : TaskScheduler
    {
        private int _tasks;

        public int Tasks => _tasks;

        protected override void QueueTask(Task task)
        {
            Interlocked.Increment(ref _tasks);
            ThreadPool.UnsafeQueueUserWorkItem(queued => TryExecuteTask(queued), task, preferLocal: false);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Protects that long work has threads of its own, which give way to those that answer requests.</summary>
public class YieldingThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_ParallelWorkWithinParallelWork_StaysOnItsThreads(int most)
    {
        using var threads = new YieldingThreads("Tests", most);
        var used = new ConcurrentDictionary<int, bool>();
        var done = 0;

        await threads.RunAsync(async () =>
        {
            await Task.Yield();
            var parallelism = threads.ToParallelism(CancellationToken.None);
            parallelism.Each(20, (_, _) => parallelism.For(20, _ =>
            {
                Thread.SpinWait(1_000);
                used[Environment.CurrentManagedThreadId] = Thread.CurrentThread.IsThreadPoolThread;
                Interlocked.Increment(ref done);
            }));
            return done;
        }).WaitAsync(Patience);

        Assert.Equal(400, done);
        Assert.InRange(used.Count, 1, most);
        Assert.All(used.Values, Assert.False);
    }

    [Fact]
    public async Task Run_WorkThatFails_FailsWithItsError()
    {
        using var threads = new YieldingThreads("Tests", 2);

        await Assert.ThrowsAsync<FormatException>(() => threads.RunAsync<int>(() => throw new FormatException()).WaitAsync(Patience));
    }

    [Fact]
    public async Task Dispose_WhenAllIsDone_EndsTheThreads()
    {
        Thread thread;
        using (var threads = new YieldingThreads("Tests", 1)) thread = await threads.RunAsync(() => Task.FromResult(Thread.CurrentThread)).WaitAsync(Patience);

        Assert.True(thread.Join(Patience));
    }

    [OnLinuxFact]
    public async Task Run_OnLinux_IsNicerThanTheRestOfTheProcess()
    {
        using var threads = new YieldingThreads("Tests", 1);

        var nice = await threads.RunAsync(() => Task.FromResult(Nice())).WaitAsync(Patience);

        Assert.Equal(Nice() + 10, nice);
    }

    /// <summary>The 19th field of the thread's stat; the second is a name in parentheses.</summary>
    private static int Nice()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }

    private sealed class OnLinuxFactAttribute : FactAttribute
    {
        public OnLinuxFactAttribute()
        {
            if (!OperatingSystem.IsLinux()) Skip = "The priority of a thread is looked up in /proc.";
        }
    }
}

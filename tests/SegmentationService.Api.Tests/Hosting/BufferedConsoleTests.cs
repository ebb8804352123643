using System.Text;
using SegmentationService.Api.Hosting;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Protects the log: no line is lost, torn or out of its thread's order, however many write and however the process ends.</summary>
public sealed class BufferedConsoleTests
{
    [Fact]
    public void Write_FromManyThreadsThenDispose_WritesEveryLineWholeAndInOrder()
    {
        const int Threads = 4;
        const int Lines = 20_000;
        using var output = new MemoryStream();
        using (var console = new BufferedConsole(output))
        {
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
            {
                for (var i = 0; i < Lines; i++) console.Write(Encoding.UTF8.GetBytes($"{thread} {i}\n"));
            });
        }

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToLookup(parts => parts[0], parts => parts[1]);
        Assert.Equal(Threads, lines.Count);
        Assert.All(lines, thread => Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"{i}"), thread));
    }

    [Fact]
    public void Write_AfterDispose_IsWrittenAtOnce()
    {
        using var output = new MemoryStream();
        var console = new BufferedConsole(output);
        console.Dispose();

        console.Write("late\n"u8);

        Assert.Equal("late\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task Write_OneLine_IsWrittenWithoutMore()
    {
        var output = new SignallingStream();
        using var console = new BufferedConsole(output);

        console.Write("one\n"u8);

        await output.Written.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private sealed class SignallingStream : MemoryStream
    {
        public TaskCompletionSource Written { get; } = new();

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            if (count > 0) Written.TrySetResult();
        }
    }
}

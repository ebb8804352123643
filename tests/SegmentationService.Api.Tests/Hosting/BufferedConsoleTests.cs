using System.Text;
using SegmentationService.Api.Hosting;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Protects the log: no line is lost, torn or out of its thread's order, however many write and however the process ends, unless nobody reads it: then nobody waits for it.</summary>
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

    [Fact]
    public void Write_WhereNobodyReads_DropsCountsAndSaysSo()
    {
        var output = new BlockedStream();
        using var console = new BufferedConsole(output, count => $"dropped {count}\n");
        var line = Encoding.UTF8.GetBytes(new string('x', 99) + '\n');
        console.Write("first\n"u8);
        output.Blocked.Wait(TimeSpan.FromMinutes(1));

        const int Fits = BufferedConsole.MostWaiting / 100;
        for (var i = 0; i < Fits + 7; i++) console.Write(line);
        console.Write("two\nlines of which no room is left for the second"u8.ToArray().Concat(line).ToArray());
        Assert.Equal(9, console.Dropped);
        console.Flush(); // gives up
        console.Flush(); // at once

        output.Free.Set();
        Assert.True(SpinWait.SpinUntil(() => output.Text.EndsWith("dropped 9\n", StringComparison.Ordinal), TimeSpan.FromMinutes(1)), "what waited is written");
        console.Write("last\n"u8);
        console.Flush();
        var lines = output.Text.Split('\n');
        Assert.Equal("first", lines[0]);
        Assert.Equal(Fits, lines.Count(text => text.Length == 99 && text[0] == 'x'));
        Assert.Equal(["dropped 9", "last", ""], lines[^3..]);
    }

    [Fact]
    public void Write_OneLineThatIsLongerThanAllThatMayWait_IsWritten()
    {
        using var output = new MemoryStream();
        var line = new byte[BufferedConsole.MostWaiting + 1];
        using (var console = new BufferedConsole(output)) console.Write(line);

        Assert.Equal(line.Length, output.Length);
    }

    [Fact]
    public void Dispose_WhereNobodyReads_Ends()
    {
        var output = new BlockedStream();
        var console = new BufferedConsole(output);
        console.Write("one\n"u8);

        console.Dispose();
        console.Write("late\n"u8);

        Assert.Empty(output.Text);
        output.Free.Set();
    }

    /// <summary>Takes nothing until it is freed.</summary>
    private sealed class BlockedStream : MemoryStream
    {
        public ManualResetEventSlim Blocked { get; } = new();

        public ManualResetEventSlim Free { get; } = new();

        public string Text
        {
            get
            {
                lock (Blocked) return Encoding.UTF8.GetString(ToArray());
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Blocked.Set();
            Free.Wait();
            lock (Blocked) base.Write(buffer);
        }
    }

    private sealed class SignallingStream : MemoryStream
    {
        public TaskCompletionSource Written { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            if (buffer.Length > 0) Written.TrySetResult();
        }
    }
}

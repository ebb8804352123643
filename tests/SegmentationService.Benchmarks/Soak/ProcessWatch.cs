namespace SegmentationService.Benchmarks.Soak;

/// <summary>What a process holds, once a second (Linux: from /proc).</summary>
internal sealed class ProcessWatch
{
    private readonly List<Sample> _samples = [];

    private ProcessWatch()
    {
    }

    /// <summary>Watches until the end is asked for, or the process has ended.</summary>
    public static async Task<ProcessWatch> RunAsync(int process, CancellationToken end)
    {
        var watch = new ProcessWatch();
        try
        {
            while (true)
            {
                watch._samples.Add(Sample.Of(process));
                await Task.Delay(TimeSpan.FromSeconds(1), end);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return watch;
        }
    }

    /// <summary>The median of each quarter of the time.</summary>
    public int[] ByQuarter(Func<Sample, int> value) =>
        [.. _samples.Chunk((_samples.Count + 3) / 4).Select(quarter => quarter.Select(value).Order().ElementAt(quarter.Length / 2))];

    /// <param name="ResidentMegabytes">Its memory.</param>
    /// <param name="Handles">Its open files and sockets.</param>
    /// <param name="Threads">Its threads.</param>
    internal sealed record Sample(int ResidentMegabytes, int Handles, int Threads)
    {
        public static Sample Of(int process)
        {
            var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', StringSplitOptions.TrimEntries)).ToDictionary(line => line[0], line => line[1]);
            return new Sample(
                int.Parse(status["VmRSS"].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 1024,
                Directory.GetFileSystemEntries($"/proc/{process}/fd").Length,
                int.Parse(status["Threads"], System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Hosting;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Data;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>
/// <c>cluster [--n N] [--d D] [--clusters 8,64,1000] [--parts 12,240] [--passes P] [--port PORT]</c>: passes over points in parts, in this process and on three silos in it, in turn; one JSON line for each
/// number of clusters and parts with the milliseconds, by the clock and of processors, and the bytes of a pass. Ends with an error where results differ.
/// </summary>
internal static class ClusterCommand
{
    private const int Replicas = 3;

    public static async Task RunAsync(CommandArguments command)
    {
        var (n, d, passes, port) = (command.Number("n", 2_000_000), command.Number("d", 8), command.Number("passes", 15), command.Number("port", 21_111));
        int[] clusters = command.Numbers("clusters") is { Length: > 0 } given ? given : [8, 64, 1_000];
        int[] cuts = command.Numbers("parts") is { Length: > 0 } counts ? counts : [12, 240];
        var points = PeerData.Overlapping(n, d, 40, sigma: 2, seed: 1);
        var silos = new List<IHost>();
        for (var index = 0; index < Replicas; index++) silos.Add(await StartAsync(index, port, points));
        var carrier = silos[0].Services.GetRequiredService<IPartCarrier>();
        if (carrier.Rooms(CancellationToken.None).Count < Replicas) throw new InvalidOperationException("Not all silos are dealt parts.");
        foreach (var parts in cuts)
            foreach (var k in clusters) Compare(points, parts, k, passes, carrier);
        foreach (var silo in Enumerable.Reverse(silos)) await silo.StopAsync();
    }

    private static void Compare(FeatureMatrix points, int parts, int k, int passes, IPartCarrier carrier)
    {
        PartSource[] sources = [.. Enumerable.Range(0, parts).Select(p => Source(p, First(points, p, parts), First(points, p + 1, parts) - First(points, p, parts)))];
        var threads = new Parallelism(Environment.ProcessorCount, CancellationToken.None);
        var here = new PointsInParts([.. sources.Select(source => new PointsInMemory(Cut(points, source.Description), threads) { UsesBounds = false })]);
        var away = PointsInParts.Elsewhere(carrier, sources, CancellationToken.None);
        var start = new float[k * points.Features];
        for (var c = 0; c < k; c++) points.CopyPoint((int)((long)c * points.Count / k), start.AsSpan(c * points.Features, points.Features));
        var (one, many) = (new Lloyd(here, k, threads), new Lloyd(away, k, threads));

        using var asked = new AskedBytes();

        // The first round connects, compiles, and makes the room for the passes.
        var (inProcess, inSilos) = (new List<Taken>(), new List<Taken>());
        for (var round = -1; round < 3; round++)
        {
            asked.Clear();
            var (expected, without) = Time(one, start, passes);
            var (result, with) = Time(many, start, passes);
            if (!expected.AsSpan().SequenceEqual(result)) throw new InvalidOperationException("Silos have changed the result.");
            if (round < 0) continue;
            inProcess.Add(without);
            inSilos.Add(with);
        }

        var payload = (double)parts * ((16 * k * points.Features) + (4 * k));
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["suite"] = "cluster",
            ["n"] = points.Count,
            ["d"] = points.Features,
            ["k"] = k,
            ["parts"] = parts,
            ["process_ms_a_pass"] = Median(inProcess, taken => taken.Milliseconds),
            ["silos_ms_a_pass"] = Median(inSilos, taken => taken.Milliseconds),
            ["process_cpu_ms_a_pass"] = Median(inProcess, taken => taken.OfProcessors),
            ["silos_cpu_ms_a_pass"] = Median(inSilos, taken => taken.OfProcessors),
            ["kib_a_pass"] = Math.Round(asked.Bytes / 1024.0 / passes, 1),
            ["of_payload"] = Math.Round(asked.Bytes / payload / passes, 3),
        }));
        foreach (var source in sources) carrier.Drop(source);
    }

    private static (float[] Centroids, Taken APass) Time(Lloyd lloyd, float[] start, int passes)
    {
        var (begin, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = lloyd.Run(start, passes);
        var (elapsed, worked) = (Stopwatch.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - used);
        return (result.Centroids, new Taken(elapsed.TotalMilliseconds / result.Iterations, worked.TotalMilliseconds / result.Iterations));
    }

    private static double Median(List<Taken> rounds, Func<Taken, double> of) => Math.Round(rounds.Select(of).Order().ElementAt(rounds.Count / 2), 2);

    private static int First(FeatureMatrix points, int part, int parts) => (int)((long)points.Count * part / parts);

    private static PartSource Source(int number, int first, int count)
    {
        var description = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(description, first);
        BinaryPrimitives.WriteInt32LittleEndian(description.AsSpan(sizeof(int)), count);
        return new PartSource(number, description);
    }

    private static FeatureMatrix Cut(FeatureMatrix points, byte[] description) =>
        points.Select([.. Enumerable.Range(BinaryPrimitives.ReadInt32LittleEndian(description), BinaryPrimitives.ReadInt32LittleEndian(description.AsSpan(sizeof(int))))]);

    private static async Task<IHost> StartAsync(int index, int port, FeatureMatrix points)
    {
        var builder = Host.CreateApplicationBuilder([$"--Cluster:Membership={ClusterOptions.Localhost}", $"--Cluster:Port={port}", $"--Cluster:Index={index}"]);
        builder.Logging.ClearProviders();
        builder.AddClustering();
        builder.Services.AddSingleton<IPartHolders>(new Holders(points));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>The time of a pass by the clock, and that of all processors together: the second one hardly depends on what else the machine does.</summary>
    private readonly record struct Taken(double Milliseconds, double OfProcessors);

    /// <summary>Counts what goes to replicas and back, as their own metric has it.</summary>
    private sealed class AskedBytes : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _bytes;

        public AskedBytes()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "segmentation.cluster.questions.bytes") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _bytes, bytes));
            _listener.Start();
        }

        public long Bytes => Volatile.Read(ref _bytes);

        public void Clear() => Interlocked.Exchange(ref _bytes, 0);

        public void Dispose() => _listener.Dispose();
    }

    /// <summary>Cuts parts out of the one array that all silos of this process can reach.</summary>
    private sealed class Holders(FeatureMatrix points) : IPartHolders
    {
        public long FreeBytes => long.MaxValue;

        public long Bytes => long.MaxValue;

        public IPartHolder Open(byte[] description) => new Holder(Cut(points, description));
    }

    private sealed class Holder(FeatureMatrix part) : IPartHolder
    {
        private readonly PointsHolder _points = new(new PointsInMemory(part, Parallelism.None) { UsesBounds = false }, Parallelism.None);

        public byte[] Answer(byte[] question, CancellationToken cancellation) => _points.Answer(question);

        public void Dispose()
        {
        }
    }
}

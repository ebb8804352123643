using System.Diagnostics;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Measures how long the longest answer was waited for: the stall, where a replica was lost.</summary>
internal sealed class TimedCarrier(IPartCarrier carrier) : IPartCarrier
{
    private readonly Lock _lock = new();

    public TimeSpan Longest { get; set; }

    public Parallelism Asking(CancellationToken cancellation) => carrier.Asking(cancellation);

    public IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation) => carrier.Rooms(cancellation);

    public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation) => Timed(() => carrier.Ask(part, question, cancellation));

    public byte[] AskAll(IReadOnlyList<PartSource> parts, byte[] question, CancellationToken cancellation) => Timed(() => carrier.AskAll(parts, question, cancellation));

    public void Drop(PartSource part) => carrier.Drop(part);

    private byte[] Timed(Func<byte[]> ask)
    {
        var begin = Stopwatch.GetTimestamp();
        var answer = ask();
        var took = Stopwatch.GetElapsedTime(begin);
        lock (_lock) Longest = took > Longest ? took : Longest;
        return answer;
    }
}

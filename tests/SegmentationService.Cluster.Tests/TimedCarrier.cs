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

    public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        var answer = carrier.Ask(part, question, cancellation);
        var took = Stopwatch.GetElapsedTime(begin);
        lock (_lock) Longest = took > Longest ? took : Longest;
        return answer;
    }

    public void Drop(PartSource part) => carrier.Drop(part);
}

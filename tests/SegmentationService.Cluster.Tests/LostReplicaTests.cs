using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Protects that a replica that is lost between two passes changes no bit, and that parts are dealt evenly before and after.</summary>
public sealed class LostReplicaTests
{
    [Fact]
    public async Task Parts_OfThreeReplicas_AreDealtEvenlyAlsoAfterADeathAndAreFreeOnceDropped()
    {
        await using var replicas = new InProcessReplicas();
        await replicas.InitializeAsync();
        var parts = MadeParts.Of([.. Enumerable.Repeat(Clusterings.Points / 12, 12)]);
        var carrier = new KillingCarrier(replicas.Carrier, killAt: 200, () => replicas.KillAsync(1));

        var points = Clusterings.Asked(carrier, parts);
        Assert.Equal([4, 4, 4], replicas.Held().Select(held => held.Length));
        var result = Clusterings.Fit(points);

        Assert.True(carrier.HasKilled);
        Assert.Equal(Clusterings.FitInMemory(), result);
        Assert.Equal([6, 6], replicas.Held().Select(held => held.Length));

        foreach (var part in parts) carrier.Drop(part);
        for (var wait = 0; wait < 200 && replicas.Held().Any(held => held.Length > 0); wait++) await Task.Delay(50);
        Assert.All(replicas.Held(), Assert.Empty);
    }

    /// <summary>Loses a replica before it carries a certain question.</summary>
    private sealed class KillingCarrier(IPartCarrier carrier, int killAt, Func<Task> kill) : IPartCarrier
    {
        private int _asked;

        public bool HasKilled => _asked >= killAt;

        public Parallelism Asking(CancellationToken cancellation) => carrier.Asking(cancellation);

        public IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation) => carrier.Rooms(cancellation);

        public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref _asked) == killAt) kill().GetAwaiter().GetResult();
            return carrier.Ask(part, question, cancellation);
        }

        public void Drop(PartSource part) => carrier.Drop(part);
    }
}

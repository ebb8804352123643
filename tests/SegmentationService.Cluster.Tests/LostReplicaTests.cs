using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Protects that a replica that is lost between two passes changes no bit, that parts are dealt evenly before and after, and also to one that came just before them.</summary>
public sealed class LostReplicaTests
{
    [Fact]
    public async Task Parts_OfThreeReplicas_AreDealtEvenlyAlsoAfterADeathAndAreFreeOnceDropped()
    {
        await using var replicas = new InProcessReplicas();
        await replicas.InitializeAsync();
        var parts = MadeParts.Of([.. Enumerable.Repeat(Clusterings.Points / 12, 12)]);
        var carrier = new KillingCarrier(replicas.Carrier, killAt: 10, () => replicas.KillAsync(1));

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

    /// <summary>It is a member before the others have learnt what it can do; a job that begins then would lie on those before it, to its end.</summary>
    [Fact]
    public async Task Rooms_AReplicaThatHasJustCome_HasOne()
    {
        await using var replicas = new InProcessReplicas();
        await replicas.InitializeAsync();

        var start = await replicas.BeginOneMoreAsync();
        var rooms = await Task.Run(() => replicas.Carrier.Rooms(CancellationToken.None));

        Assert.Equal(4, rooms.Count);
        await start;
    }

    /// <summary>The replica answers some of the parts that it is asked for in one message, and dies at one of them.</summary>
    [Fact]
    public async Task Fit_AReplicaDiesBetweenTwoPartsOfOneMessage_HasTheBitsOfOneArray()
    {
        await using var replicas = new InProcessReplicas();
        await replicas.InitializeAsync();
        var parts = MadeParts.Of([.. Enumerable.Repeat(Clusterings.Points / 30, 30)]);
        var points = Clusterings.Asked(replicas.Carrier, parts);
        var (killed, answers) = (new Lazy<Task>(() => replicas.KillAsync(1)), 0);
        replicas.Holders(1).Answering = question =>
        {
            // It holds ten parts, so this is the middle of the second pass.
            if (question == PointQuestion.Assign && Interlocked.Increment(ref answers) == 15) killed.Value.Wait(TimeSpan.FromSeconds(60));
        };

        var result = Clusterings.Fit(points);

        Assert.True(killed.IsValueCreated);
        await killed.Value;
        Assert.Equal(Clusterings.FitInMemory(), result);
        Assert.Equal([15, 15], replicas.Held().Select(held => held.Length));
    }

    /// <summary>Loses a replica before it carries a certain question to all parts.</summary>
    private sealed class KillingCarrier(IPartCarrier carrier, int killAt, Func<Task> kill) : IPartCarrier
    {
        private int _asked;

        public bool HasKilled => _asked >= killAt;

        public Parallelism Asking(CancellationToken cancellation) => carrier.Asking(cancellation);

        public IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation) => carrier.Rooms(cancellation);

        public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation) => carrier.Ask(part, question, cancellation);

        public byte[] AskAll(IReadOnlyList<PartSource> parts, byte[] question, CancellationToken cancellation)
        {
            if (++_asked == killAt) kill().GetAwaiter().GetResult();
            return carrier.AskAll(parts, question, cancellation);
        }

        public void Drop(PartSource part) => carrier.Drop(part);
    }
}

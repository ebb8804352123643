using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Protects that points behind grains of several replicas answer as one array does, to the last bit, and that what cannot be answered is refused with the replica and the reason.</summary>
public sealed class ClusteredPartsTests(InProcessReplicas replicas) : IClassFixture<InProcessReplicas>
{
    [Fact]
    public void Fit_PartsOfAllSizes_HasTheBitsOfOneArray()
    {
        var parts = MadeParts.Of(1, 63, 64, 65, 4_097, Clusterings.Points - 4_290);

        Assert.Equal(Clusterings.FitInMemory(), Clusterings.Fit(Clusterings.Asked(replicas.Carrier, parts)));
    }

    [Fact]
    public void Ask_WhatIsNoDescriptionOrNoQuestion_FailsAndNamesTheReplica()
    {
        var failure = Assert.Throws<PartFailedException>(() => replicas.Carrier.Ask(new PartSource(0, [1]), [1], CancellationToken.None));
        Assert.Equal("This describes no part.", failure.Message);
        Assert.StartsWith("127.0.0.1:", failure.Replica, StringComparison.Ordinal);

        // Of a fault nothing is told; and the next question is answered by a new holder.
        var part = MadeParts.Of(10)[0];
        failure = Assert.Throws<PartFailedException>(() => replicas.Carrier.Ask(part, [], CancellationToken.None));
        Assert.DoesNotContain("A fault", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Replica, failure.Message, StringComparison.Ordinal);
        Assert.Equal(10, Clusterings.Asked(replicas.Carrier, [part]).Count);
    }

    [Fact]
    public async Task Ask_ByAReplicaOfAnotherBuild_IsRefusedWithBothNames()
    {
        var part = MadeParts.Source(0, first: 777_777, count: 10);
        var grain = replicas.Grains.GetGrain<IPartGrain>(PartKey.Of(part));

        var reply = await grain.AskAsync(new PartRequest { Build = "0.9.0 (00000000)", Source = part.Description, Question = [1, 0] }, CancellationToken.None);

        Assert.Null(reply.Answer);
        Assert.Contains("0.9.0 (00000000)", reply.Failure, StringComparison.Ordinal);
        Assert.Contains(Build.Name, reply.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain(777_777, replicas.Held().SelectMany(held => held));
    }

    /// <summary>Each time anew, and in the order of dealing: of three parts the first lies on the replica that is told first.</summary>
    [Fact]
    public void Rooms_ThreeReplicas_AreWhatEachHasNow()
    {
        replicas.Free(100, 200, 300);
        var first = replicas.Carrier.Rooms(CancellationToken.None);
        replicas.Free(400, 500, 600);
        var second = replicas.Carrier.Rooms(CancellationToken.None);
        var parts = MadeParts.Of(11, 12, 13);
        Clusterings.Asked(replicas.Carrier, parts);
        var holder = replicas.Held().ToList().FindIndex(held => held.Contains(0));

        Assert.Equal([100L, 200, 300], first.Select(room => room.FreeBytes).Order());
        Assert.Equal([400L, 500, 600], second.Select(room => room.FreeBytes).Order());
        Assert.Equal(first.Select(room => (room.Replica, room.FreeBytes + 300)), second.Select(room => (room.Replica, room.FreeBytes)));
        Assert.Equal(new[] { 400L, 500, 600 }[holder], second[0].FreeBytes);
        foreach (var part in parts) replicas.Carrier.Drop(part);
    }

    [Fact]
    public void Ask_Cancelled_EndsWithoutAnAnswer()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => replicas.Carrier.Ask(MadeParts.Of(10)[0], [1, 0], cancelled.Token));
    }
}

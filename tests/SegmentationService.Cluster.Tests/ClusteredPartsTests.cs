using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Protects that points behind grains of several replicas answer as one array does, to the last bit, and that what cannot be answered is refused with the replica and the reason.</summary>
public sealed class ClusteredPartsTests(InProcessReplicas replicas) : IClassFixture<InProcessReplicas>
{
    private const string OtherBuild = "0.9.0 (00000000)";

    [Fact]
    public void Fit_PartsOfAllSizes_HasTheBitsOfOneArray()
    {
        var parts = MadeParts.Of(1, 63, 64, 65, 4_097, Clusterings.Points - 4_290);

        Assert.Equal(Clusterings.FitInMemory(), Clusterings.Fit(Clusterings.Asked(replicas.Carrier, parts)));
    }

    /// <summary>Fewer parts than replicas, as many on none as on another, and more than are asked at a time: none of the threads that ask is left for what goes on meanwhile.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Fit_AnyNumberOfParts_HasTheBitsOfOneArray(int count)
    {
        int[] sizes = [.. Enumerable.Range(0, count).Select(p => (Clusterings.Points * (p + 1) / count) - (Clusterings.Points * p / count))];
        var parts = MadeParts.Of(sizes);

        var result = await Task.Run(() => Clusterings.Fit(Clusterings.Asked(replicas.Carrier, parts))).WaitAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(Clusterings.FitInMemory(), result);
        foreach (var part in parts) replicas.Carrier.Drop(part);
    }

    /// <summary>After a death and a return parts lie elsewhere than they would be dealt to: whichever replica is asked, it finds them.</summary>
    [Fact]
    public async Task AskAll_OfAReplicaThatHoldsOnlySomeOfThem_IsTheSumOfAll()
    {
        var parts = MadeParts.Of(1_001, 2_003, 3_005, 4_007, 5_009);
        var question = QuestionOf(parts);
        var request = new PartsRequest { Build = Build.Name, Numbers = [0, 1, 2, 3, 4], Sources = Array.ConvertAll(parts, part => part.Description), Question = question };
        var expected = SumHere(parts, question);

        Assert.Equal(expected, replicas.Carrier.AskAll(parts, question, CancellationToken.None));
        for (var replica = 0; replica < 3; replica++) Assert.Equal(expected, (await replicas.Replica(replica).AskAsync(request, CancellationToken.None)).Answer);
        Assert.All([1_001, 3_004, 6_009, 10_016], first => Assert.Single(replicas.Held().SelectMany(held => held), first));
        foreach (var part in parts) replicas.Carrier.Drop(part);
    }

    [Fact]
    public void AskAll_OnePartCannotBeHad_FailsAndNamesItsReplica()
    {
        var parts = MadeParts.Of(11, 12, 13, 14, 15);
        var question = QuestionOf(parts);
        PartSource[] broken = [.. parts[..4], new PartSource(4, [1])];

        var failure = Assert.Throws<PartFailedException>(() => replicas.Carrier.AskAll(broken, question, CancellationToken.None));

        Assert.Equal("This describes no part.", failure.Message);
        Assert.Equal(Assert.Throws<PartFailedException>(() => replicas.Carrier.Ask(broken[4], question, CancellationToken.None)).Replica, failure.Replica);
        Assert.Equal(SumHere(parts, question), replicas.Carrier.AskAll(parts, question, CancellationToken.None));
        foreach (var part in parts) replicas.Carrier.Drop(part);
    }

    [Fact]
    public void AskAll_WhatDoesNotAddUp_IsRefused()
    {
        // How many points there are, and their totals: no row of whole numbers of 8 bytes.
        var parts = MadeParts.Of(11, 12, 13, 14);
        var failure = Assert.Throws<PartFailedException>(() => replicas.Carrier.AskAll(parts, [PointsHolder.Version, (byte)PointQuestion.Facts], CancellationToken.None));

        Assert.Contains("do not add up", failure.Message, StringComparison.Ordinal);
        foreach (var part in parts) replicas.Carrier.Drop(part);
    }

    [Fact]
    public async Task AskAll_ByAReplicaOfAnotherBuild_IsRefusedWithBothNames()
    {
        var part = MadeParts.Source(0, first: 888_888, count: 10);

        var reply = await replicas.Replica(0).AskAsync(new PartsRequest { Build = OtherBuild, Numbers = [0], Sources = [part.Description], Question = [1, 0] }, CancellationToken.None);

        AssertRefusesTheOtherBuild(reply, 888_888);
    }

    [Fact]
    public void AskAll_Cancelled_EndsWithoutAnAnswer()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => replicas.Carrier.AskAll(MadeParts.Of(10, 11), [1, 0], cancelled.Token));
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

        var reply = await grain.AskAsync(new PartRequest { Build = OtherBuild, Source = part.Description, Question = [1, 0] }, CancellationToken.None);

        AssertRefusesTheOtherBuild(reply, 777_777);
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

    /// <summary>Both builds are named, and the part was not even opened.</summary>
    private void AssertRefusesTheOtherBuild(PartReply reply, int first)
    {
        Assert.Null(reply.Answer);
        Assert.Contains(OtherBuild, reply.Failure, StringComparison.Ordinal);
        Assert.Contains(Build.Name, reply.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain(first, replicas.Held().SelectMany(held => held));
    }

    /// <summary>A pass from three centroids, as it is asked of all parts.</summary>
    private static byte[] QuestionOf(PartSource[] parts)
    {
        byte[] asked = [];
        var points = parts.Select(part => new PointsElsewhere(question => Answer(part, question))).ToArray();
        new PassesElsewhere(Keep, PointTotals.Of(Array.ConvertAll(points, part => part.Totals)), clusters: 3, MadePoints.Features).Assign(before: null, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        return asked;

        byte[] Keep(byte[] question)
        {
            asked = question;
            return SumHere(parts, question);
        }
    }

    private static byte[] SumHere(PartSource[] parts, byte[] question) => parts.Select(part => Answer(part, question)).Aggregate(PartAnswers.Add);

    private static byte[] Answer(PartSource part, byte[] question)
    {
        using var holder = new MadeParts().Open(part.Description);
        return holder.Answer(question, CancellationToken.None);
    }
}

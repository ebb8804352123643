using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>
/// Carries questions to the replicas that hold parts. Whatever is lost on the way, with a replica that died or hangs, is asked again: Orleans then makes the part on a replica that lives, at the latest
/// on this one. An answer is a function of its question and the part, so nothing depends on how often that happens.
/// </summary>
/// <param name="grains">Where grains are asked.</param>
/// <param name="membership">Who lives.</param>
/// <param name="silo">This replica.</param>
/// <param name="logger">Is told of answers that are lost.</param>
internal sealed partial class ClusteredParts(IGrainFactory grains, ISiloStatusOracle membership, ILocalSiloDetails silo, ILogger<ClusteredParts> logger) : IPartCarrier, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>How long a member may take until parts are dealt to it; one of another version never takes any.</summary>
    private static readonly TimeSpan PatienceWithNew = TimeSpan.FromSeconds(3);

    /// <summary>Some questions for each processor that may be there: one is calculated while others are on their way.</summary>
    private const int MostAtOnce = 32;

    private readonly WaitingThreads _threads = new(MostAtOnce);

    /// <inheritdoc/>
    public Parallelism Asking(CancellationToken cancellation) => new(MostAtOnce, cancellation) { Scheduler = _threads };

    /// <inheritdoc/>
    public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation) => Wait(() => AskAsync(part, question, cancellation));

    /// <inheritdoc/>
    public byte[] AskAll(IReadOnlyList<PartSource> parts, byte[] question, CancellationToken cancellation) => Wait(() => AskAllAsync(parts, question, cancellation));

    /// <inheritdoc/>
    public IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation) => Wait(() => RoomsAsync(cancellation));

    /// <inheritdoc/>
    public void Drop(PartSource part) => GrainOf(part).DropAsync().Ignore();

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _threads.Dispose();

    /// <summary>Waits on the thread of who asks. What Orleans does meanwhile, such as finding a place for a part, goes on on the pool: on the threads of who asks it would wait for those that wait for it.</summary>
    private static T Wait<T>(Func<Task<T>> ask) => Task.Run(ask).GetAwaiter().GetResult();

    private async Task<byte[]> AskAsync(PartSource part, byte[] question, CancellationToken cancellation)
    {
        var (grain, request) = (GrainOf(part), new PartRequest { Build = Build.Name, Source = part.Description, Question = question });
        return AnswerIn(await UntilAnsweredAsync(() => grain.AskAsync(request, cancellation), 1, reason => LogLoss(part.Number, reason), cancellation).ConfigureAwait(false), 1, request.Bytes);
    }

    private async Task<byte[]> AskAllAsync(IReadOnlyList<PartSource> parts, byte[] question, CancellationToken cancellation)
    {
        SiloAddress[] replicas = [.. membership.GetActiveSilos().DefaultIfEmpty(silo.SiloAddress).Order()];
        var sums = await Task.WhenAll(parts.GroupBy(part => replicas[part.Number % replicas.Length]).Select(group => AskAllOfAsync(group.Key, [.. group], question, cancellation))).ConfigureAwait(false);
        return sums.Aggregate(PartAnswers.Add);
    }

    /// <summary>Asks a replica for the parts that were dealt to it. Once it is lost, another one asks them wherever they are then.</summary>
    private async Task<byte[]> AskAllOfAsync(SiloAddress replica, PartSource[] parts, byte[] question, CancellationToken cancellation)
    {
        var grain = grains.GetGrain<IReplicaGrain>(PartKey.OfReplica(replica));
        var request = new PartsRequest { Build = Build.Name, Numbers = Array.ConvertAll(parts, part => part.Number), Sources = Array.ConvertAll(parts, part => part.Description), Question = question };
        return AnswerIn(
            await UntilAnsweredAsync(() => grain.AskAsync(request, cancellation), parts.Length, reason => LogLossOfAll(parts.Length, replica.Endpoint, reason), cancellation).ConfigureAwait(false),
            parts.Length,
            request.Bytes);
    }

    private static byte[] AnswerIn(PartReply reply, int parts, int bytesOfQuestion)
    {
        if (reply.Answer is null) throw new PartFailedException(reply.Replica, reply.Failure!);
        ClusterMetrics.Asked(reply.Replica, parts, bytesOfQuestion + reply.Answer.Length);
        return reply.Answer;
    }

    /// <summary>
    /// Asks all replicas that parts would be dealt to. One that has just come is a member before it is dealt anything, since the others have yet to learn what it can do: it is waited for, or a whole job would
    /// lie on those before it. One that went meanwhile is missed.
    /// </summary>
    private async Task<IReadOnlyList<ReplicaRoom>> RoomsAsync(CancellationToken cancellation)
    {
        for (var begin = Stopwatch.GetTimestamp(); ; await Task.Delay(FirstPause, cancellation).ConfigureAwait(false))
        {
            var members = Math.Max(1, membership.GetActiveSilos().Length);
            var replies = await UntilAnsweredAsync(
                () => Task.WhenAll(Enumerable.Range(0, members).Select(i => grains.GetGrain<IRoomGrain>(PartKey.OfRoom(i)).TellAsync())), 1, LogRoomLoss, cancellation).ConfigureAwait(false);
            ReplicaRoom[] rooms = [.. replies.DistinctBy(reply => reply.Replica).Select(reply => new ReplicaRoom(reply.Replica, reply.FreeBytes, reply.Bytes))];
            if (rooms.Length >= members || Stopwatch.GetElapsedTime(begin) > PatienceWithNew) return rooms;
        }
    }

    private async Task<TReply> UntilAnsweredAsync<TReply>(Func<Task<TReply>> ask, int questions, Action<string> lost, CancellationToken cancellation)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception e) when (IsLoss(e))
            {
                cancellation.ThrowIfCancellationRequested();
                if (membership.CurrentStatus != SiloStatus.Active)
                    throw new PartFailedException(silo.SiloAddress.Endpoint.ToString(), "This replica has left the cluster, and cannot ask others any more.");
                ClusterMetrics.Lost(questions, e);
                lost(e.GetType().Name);
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
        }
    }

    private IPartGrain GrainOf(PartSource part) => grains.GetGrain<IPartGrain>(PartKey.Of(part));

    /// <summary>Whether the answer may have been lost with who would have given it; a refusal is none.</summary>
    private static bool IsLoss(Exception exception) => exception is OrleansException or TimeoutException or IOException or ObjectDisposedException or OperationCanceledException;

    [LoggerMessage(LogLevel.Warning, "The answer of part {Part} was lost ({Reason}); it is asked again")]
    private partial void LogLoss(int part, string reason);

    [LoggerMessage(LogLevel.Warning, "The answers of {Parts} parts that were dealt to the replica {Replica} were lost ({Reason}); they are asked again")]
    private partial void LogLossOfAll(int parts, System.Net.IPEndPoint replica, string reason);

    [LoggerMessage(LogLevel.Warning, "The answer of a replica about its memory was lost ({Reason}); all are asked again")]
    private partial void LogRoomLoss(string reason);
}

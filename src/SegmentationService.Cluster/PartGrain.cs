using Microsoft.Extensions.Logging;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Has its part on this replica, where <see cref="ReplicaGrain"/> finds it, too.</summary>
[DealtPlacement]
[CollectionAgeLimit(Hours = HoursKept)]
internal sealed class PartGrain : Grain, IPartGrain
{
    /// <summary>A long search on samples asks nothing of parts; they are not to be read again after it.</summary>
    private const int HoursKept = 12;

    private readonly HeldParts _parts;
    private readonly PartThreads _threads;
    private readonly string _replica;
    private readonly HeldPart _part;

    /// <summary>Makes the part, without a holder yet.</summary>
    /// <param name="holders">Makes the holder.</param>
    /// <param name="parts">Is told that the part lies here.</param>
    /// <param name="threads">Calculate its answers.</param>
    /// <param name="silo">This replica.</param>
    /// <param name="logger">Is told of answers that end in a fault.</param>
    public PartGrain(IPartHolders holders, HeldParts parts, PartThreads threads, ILocalSiloDetails silo, ILogger<PartGrain> logger)
    {
        (_parts, _threads, _replica) = (parts, threads, silo.SiloAddress.Endpoint.ToString());
        _part = new HeldPart(this.GetPrimaryKeyString(), _replica, holders, logger);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _parts.Add(this.GetPrimaryKeyString(), _part);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<PartReply> AskAsync(PartRequest request, CancellationToken cancellation)
    {
        // It is closed only after the last call.
        var reply = (await Task.Factory.StartNew(() => _part.Answer(request.Build, request.Source, request.Question, cancellation), cancellation, TaskCreationOptions.DenyChildAttach, _threads.Scheduler))!;
        if (reply.Answer is not null && request.PassedOnBy != _replica) ClusterMetrics.Answered(1, request.Bytes, reply.Answer.Length);
        return reply;
    }

    /// <inheritdoc/>
    public Task DropAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _parts.Remove(this.GetPrimaryKeyString(), _part);
        return Task.Run(_part.Close, CancellationToken.None);
    }
}

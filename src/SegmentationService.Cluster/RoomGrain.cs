using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Is dealt as parts are, so that each replica that parts would be dealt to is asked.</summary>
/// <param name="holders">Know what is free.</param>
/// <param name="silo">This replica.</param>
[DealtPlacement]
internal sealed class RoomGrain(IPartHolders holders, ILocalSiloDetails silo) : Grain, IRoomGrain
{
    /// <inheritdoc/>
    public Task<RoomReply> TellAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(new RoomReply { Replica = silo.SiloAddress.Endpoint.ToString(), FreeBytes = holders.FreeBytes, Bytes = holders.Bytes });
    }
}

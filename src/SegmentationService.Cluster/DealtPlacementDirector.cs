using Orleans.Runtime.Placement;

namespace SegmentationService.Cluster;

/// <summary>
/// Deals part i to the i-th of the replicas that live, in the order of their addresses. Parts stay where they are when a replica comes or goes; those of one that died are dealt to the others,
/// which then have as many each: of s replicas the i-th had the parts i, i + s, i + 2s ..., and these are i, i + 1, i + 2 ... among s - 1. Who asks the parts of a replica is placed on it, and
/// anywhere once it is gone.
/// </summary>
internal sealed class DealtPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        Array.Sort(silos);
        var key = target.GrainIdentity.Key.ToString()!;
        return Task.FromResult(Array.Find(silos, replica => PartKey.OfReplica(replica) == key) ?? silos[PartKey.NumberIn(key) % silos.Length]);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Makes a silo of Orleans one that holds parts and asks for them.</summary>
public static class ClusterSilo
{
    /// <summary>The default of 5 seconds makes the loss of a replica cost 19 seconds instead of about 2; much less takes busy replicas for dead ones.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the grains of parts, of who asks many of them, and of what replicas may hold, how they are placed, and the <see cref="IPartCarrier"/> that asks them. What makes holders (<see cref="IPartHolders"/>) and the threads for them
    /// (<see cref="PartThreads"/>) are expected among the services. Messages stay below some 4 MiB, far below what Orleans delivers at most.
    /// </summary>
    public static ISiloBuilder AddParts(this ISiloBuilder silo)
    {
        silo.AddPlacementDirector<DealtPlacement, DealtPlacementDirector>();
        silo.Configure<ClusterMembershipOptions>(options => options.ProbeTimeout = ProbeTimeout);
        silo.Services.AddSingleton<HeldParts>();
        silo.Services.AddSingleton<IPartCarrier, ClusteredParts>();
        return silo;
    }
}

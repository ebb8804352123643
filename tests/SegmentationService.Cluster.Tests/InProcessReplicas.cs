using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>Three replicas as silos of one process; the first asks.</summary>
public sealed class InProcessReplicas : IAsyncLifetime, IAsyncDisposable
{
    private const int Count = 3;

    private readonly InProcessTestCluster _cluster;

    public InProcessReplicas()
    {
        var builder = new InProcessTestClusterBuilder(Count);
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddParts();
            silo.Services.AddSingleton<MadeParts>();
            silo.Services.AddSingleton<IPartHolders>(services => services.GetRequiredService<MadeParts>());
            silo.Services.AddSingleton(new PartThreads(TaskScheduler.Default));
        });
        _cluster = builder.Build();
    }

    /// <summary>Asks from the first replica.</summary>
    public IPartCarrier Carrier => ServicesOf(0).GetRequiredService<IPartCarrier>();

    public IGrainFactory Grains => ServicesOf(0).GetRequiredService<IGrainFactory>();

    /// <summary>Starts them, and asks what they may hold, as a job does: then all of them are dealt parts.</summary>
    public async Task InitializeAsync()
    {
        await _cluster.DeployAsync();
        Assert.Equal(Count, await Task.Run(() => Carrier.Rooms(CancellationToken.None).Count));
    }

    /// <summary>The first points of the parts that each replica holds.</summary>
    public int[][] Held() => [.. _cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<MadeParts>().Held.ToArray())];

    /// <summary>Makes the holders of a replica.</summary>
    internal MadeParts Holders(int replica) => ServicesOf(replica).GetRequiredService<MadeParts>();

    /// <summary>Who asks many parts on a replica.</summary>
    internal IReplicaGrain Replica(int replica) => Grains.GetGrain<IReplicaGrain>(PartKey.OfReplica(_cluster.Silos[replica].SiloAddress));

    /// <summary>Says how many bytes are free on each replica.</summary>
    public void Free(params long[] bytes)
    {
        for (var replica = 0; replica < bytes.Length; replica++) Holders(replica).FreeBytes = bytes[replica];
    }

    /// <summary>Starts one more, and waits only until the first knows it as a member.</summary>
    /// <returns>The start, which may still go on.</returns>
    public async Task<Task> BeginOneMoreAsync()
    {
        var membership = ServicesOf(0).GetRequiredService<ISiloStatusOracle>();
        var members = membership.GetActiveSilos().Length;
        var start = _cluster.StartAdditionalSiloAsync();
        while (membership.GetActiveSilos().Length == members) await Task.Yield();
        return start;
    }

    /// <summary>Ends one as a kill does: it says nothing to the others.</summary>
    public Task KillAsync(int replica) => _cluster.KillSiloAsync(_cluster.Silos[replica]);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private IServiceProvider ServicesOf(int replica) => _cluster.Silos[replica].ServiceProvider;
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Whether this replica is a member of its cluster. One that the others have given up ends, and takes no part in jobs until then. Where what has the membership is away, jobs go on, but no death of a
/// replica is noticed until it is back.
/// </summary>
internal sealed class ClusterMember(ISiloStatusOracle membership, IMembershipTable table) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (membership.CurrentStatus is not SiloStatus.Active)
            return HealthCheckResult.Unhealthy($"This replica is no member of the cluster: it is {Name(membership.CurrentStatus)}.");
        try
        {
            await table.ReadAllAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded("What has the membership of the cluster does not answer, or has lost what it knew: jobs go on, but no death of a replica is noticed, and no replica can come, until it does.");
        }

        return HealthCheckResult.Healthy($"Replicas that are members: {membership.GetActiveSilos().Length}.");
    }

    private static string Name(SiloStatus status) => status switch
    {
        SiloStatus.Dead => "given up by the others, and ends",
        SiloStatus.ShuttingDown or SiloStatus.Stopping => "stopping",
        _ => "still joining",
    };
}

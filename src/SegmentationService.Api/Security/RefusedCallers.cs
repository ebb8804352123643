using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Security;

/// <summary>
/// How many requests without a key, or with an unknown one, each address may send: what is guessed or misconfigured is slowed down, and does not fill the log at the pace of
/// its sender. Known keys never come here, so that nobody shuts out others behind the same proxy. Thread-safe.
/// </summary>
internal sealed class RefusedCallers(IOptions<LimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimits.Partition(RateLimits.Address(context), options.Value.RefusedPerSecond));

    /// <summary>Counts a request that is refused.</summary>
    /// <returns>Acquired where it is told why; else there were too many.</returns>
    public RateLimitLease Count(HttpContext context) => _limiter.AttemptAcquire(context);

    public void Dispose() => _limiter.Dispose();
}

using System.Globalization;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Security;

/// <summary>How many requests a second a caller may send: token buckets, which let a second's worth through at once.</summary>
internal static class RateLimits
{
    /// <summary>The policy of predictions.</summary>
    public const string Predictions = "predictions";

    /// <summary>The policy of trainings.</summary>
    public const string Trainings = "trainings";

    private const int BytesOfNetwork = 8;

    /// <summary>Adds a policy for each, without effect where the limit is 0.</summary>
    public static void AddTo(IServiceCollection services, LimitOptions limits) => services.AddRateLimiter(options =>
    {
        options.AddPolicy(Predictions, context => Partition(Caller(context), limits.PredictionsPerSecond));
        options.AddPolicy(Trainings, context => Partition(Caller(context), limits.TrainingsPerSecond));
        options.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected.HttpContext, rejected.Lease, "Many customers at a time go to /predict/batch."));
    });

    /// <summary>The call counts against the limit of a policy.</summary>
    public static TBuilder LimitRate<TBuilder>(this TBuilder endpoint, string policy)
        where TBuilder : IEndpointConventionBuilder => endpoint
            .RequireRateLimiting(policy)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>The bodies of the call take part in the limits of those that are being received.</summary>
    public static TBuilder LimitBodies<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddEndpointFilter<TBuilder, BodyLimits>();

    /// <summary>Whether there is any limit.</summary>
    public static bool Any(LimitOptions limits) => limits.PredictionsPerSecond > 0 || limits.TrainingsPerSecond > 0;

    /// <summary>The caller: its key, or where there is none its address.</summary>
    internal static string Caller(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? CallerOf(name) : Address(context);

    /// <summary>The address of the caller; of IPv6 the network, since a caller has all addresses of one.</summary>
    internal static string Address(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, BytesOfNetwork) : address.ToString();
    }

    /// <summary>The caller that has a key.</summary>
    /// <param name="key">The name of the key.</param>
    internal static string CallerOf(string key) => "key " + key;

    /// <summary>The bucket of one caller.</summary>
    /// <param name="caller">Who shares it.</param>
    /// <param name="perSecond">The requests that it may send on average; 0 for no limit.</param>
    internal static RateLimitPartition<string> Partition(string caller, double perSecond)
    {
        if (perSecond == 0) return RateLimitPartition.GetNoLimiter("");
        return RateLimitPartition.GetTokenBucketLimiter(caller, _ =>
        {
            var tokens = (int)Math.Ceiling(perSecond);
            return new TokenBucketRateLimiterOptions { TokenLimit = tokens, TokensPerPeriod = tokens, ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / perSecond) };
        });
    }

    /// <summary>429: too many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lease">That it was not given, which knows when it would be.</param>
    /// <param name="advice">What to do besides waiting.</param>
    internal static Task RefuseAsync(HttpContext context, RateLimitLease lease, string advice)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return TypedResults.Problem(Problems.Create(
            StatusCodes.Status429TooManyRequests, "too-many-requests", $"This caller sends more requests than are allowed; try again in {seconds} s. {advice}")).ExecuteAsync(context);
    }
}

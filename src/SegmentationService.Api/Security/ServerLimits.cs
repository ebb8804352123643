using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Security;

/// <summary>What the server itself refuses, before a request reaches an endpoint.</summary>
internal sealed class ServerLimits(IOptions<LimitOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions server)
    {
        var limits = options.Value;
        server.AddServerHeader = false;
        // Readers of tables raise it to Reading:MaxBodyBytes for their requests.
        server.Limits.MaxRequestBodySize = limits.MaxJsonBodyBytes;
        server.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        server.Limits.MaxRequestHeaderCount = limits.MaxHeaders;
        server.Limits.MaxRequestLineSize = limits.MaxRequestLineBytes;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
        server.Limits.MinRequestBodyDataRate = limits.MinBodyBytesPerSecond == 0
            ? null
            : new MinDataRate(limits.MinBodyBytesPerSecond, TimeSpan.FromSeconds(limits.BodyGraceSeconds));
        server.Limits.MinResponseDataRate = limits.MinAnswerBytesPerSecond == 0
            ? null
            : new MinDataRate(limits.MinAnswerBytesPerSecond, TimeSpan.FromSeconds(limits.BodyGraceSeconds));
        server.Limits.MaxConcurrentConnections = limits.MaxConnections == 0 ? null : limits.MaxConnections;
    }
}

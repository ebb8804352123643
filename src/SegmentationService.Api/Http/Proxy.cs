using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Http;

/// <summary>Makes the service know, behind a reverse proxy, who calls and under which address.</summary>
internal static class Proxy
{
    /// <summary>Comes first: what follows sees address, scheme, host and path as the client does.</summary>
    public static void UseProxy(this WebApplication app)
    {
        var proxy = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (proxy.HasProxies) app.UseForwardedHeaders(Headers(proxy));
        if (proxy.PathBase.Length == 0) return;

        PathString pathBase = proxy.PathBase;
        app.Use(next => context =>
        {
            if (context.Request.Path.StartsWithSegments(pathBase, out var rest)) context.Request.Path = rest;
            context.Request.PathBase = pathBase;
            return next(context);
        });
    }

    /// <summary>An address within the service as a client reaches it, for headers such as Location.</summary>
    /// <param name="request">The request under way.</param>
    /// <param name="path">Begins with a slash.</param>
    public static string Address(this HttpRequest request, string path) => request.PathBase.HasValue ? request.PathBase.Value + path : path;

    private static ForwardedHeadersOptions Headers(ProxyOptions proxy)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null, // as long as each one that passed it on is known
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var address in proxy.KnownProxies) options.KnownProxies.Add(IPAddress.Parse(address));
        foreach (var network in proxy.KnownNetworks) options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        return options;
    }
}

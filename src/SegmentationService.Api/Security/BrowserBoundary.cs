using System.Net;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Security;

/// <summary>
/// Keeps pages of strangers from acting in the name of those who can reach the service. Without keys the service trusts whoever reaches it, and a browser reaches it
/// for every page that it shows; with keys it trusts a key, which a stranger's page does not have.
/// </summary>
internal static class BrowserBoundary
{
    private const int LongestName = 64;

    /// <summary>Comes before all that answers, the pages and the description included.</summary>
    public static void UseBrowserBoundary(this WebApplication app)
    {
        var security = app.Services.GetRequiredService<IOptions<SecurityOptions>>().Value;
        var isOpen = security.ApiKeys.Count == 0;
        var allowed = app.Configuration[TrustedHosts.Setting];
        var hosts = new TrustedHosts(allowed, Dns.GetHostName());
        var crossOrigin = new CrossOrigin(security.AllowedOrigins);
        if (isOpen || !string.IsNullOrWhiteSpace(allowed))
        {
            app.Use(next => context => hosts.Contains(context.Request.Headers.Host.ToString(), context.Connection.LocalIpAddress) ? next(context) : RefuseHostAsync(context, isOpen));
        }

        if (isOpen) app.Use(next => context => crossOrigin.Refuses(context.Request) ? RefuseOriginAsync(context) : next(context));
    }

    private static Task RefuseHostAsync(HttpContext context, bool isOpen)
    {
        var name = Excerpt.Of(TrustedHosts.Name(context.Request.Headers.Host.ToString()).ToString(), LongestName);
        var why = isOpen ? "Without keys these are localhost, the name of the machine, addresses and names without a dot where it is not bound to loopback, and those in the setting AllowedHosts" : "The setting AllowedHosts names them";
        return RefuseAsync(
            context, StatusCodes.Status400BadRequest, "host-not-allowed", $"'{name}' is no name under which the service is answered. {why}; where it is one, an operator allows it by AllowedHosts={name}, or any by *.");
    }

    private static Task RefuseOriginAsync(HttpContext context) => RefuseAsync(
        context, StatusCodes.Status403Forbidden, "cross-origin",
        "The request comes from a page of another origin, and the service has no keys, so that any page could act for those who reach it. An operator allows the pages of an origin by Security:AllowedOrigins:0=https://shop.example, or makes keys; behind a proxy that changes the Host, by Proxy:KnownProxies.");

    private static Task RefuseAsync(HttpContext context, int status, string kind, string detail) => TypedResults.Problem(Problems.Create(status, kind, detail)).ExecuteAsync(context);
}

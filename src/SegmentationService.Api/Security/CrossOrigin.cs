using Microsoft.Extensions.Primitives;

namespace SegmentationService.Api.Security;

/// <summary>
/// Whether a request was made by a page of another origin, in the browser of somebody who can reach the service: what browsers say of each request by headers that no page can
/// set (Fetch Metadata, RFC 6454). Programs say nothing of the kind.
/// </summary>
/// <param name="allowedOrigins">Origins whose pages may do what the service's own may; <c>*</c> are all.</param>
internal sealed class CrossOrigin(IEnumerable<string> allowedOrigins)
{
    private const string SchemeEnd = "://";
    private const string Navigation = "navigate";
    private const string Document = "document";

    private readonly string[] _allowedOrigins = [.. allowedOrigins];
    private readonly bool _allowsAny = allowedOrigins.Contains(TrustedHosts.Any);

    /// <summary>
    /// Whether it is to be refused. A link of another page may lead here, as a document of its own; nothing else may be fetched from elsewhere, for it would cost the service
    /// although that page may not see it. A preflight changes nothing and is let through to be answered.
    /// </summary>
    public bool Refuses(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        var site = request.Headers["Sec-Fetch-Site"];
        if (origin.Count == 0 && site.Count == 0) return false;
        if (_allowsAny || HttpMethods.IsOptions(request.Method) || IsAllowed(origin)) return false;
        if (IsOwn(origin, request.Headers.Host.ToString()) && IsOwn(site)) return false;
        return !IsLink(request);
    }

    private static bool IsOwn(StringValues site) => site.Count == 0 || (site.Count == 1 && site[0] is "same-origin" or "none");

    /// <summary>Whether it is the origin that the request is sent to. The scheme does not count: it ends at a proxy, and a browser that says the site has compared it.</summary>
    private static bool IsOwn(StringValues origin, ReadOnlySpan<char> host)
    {
        if (origin.Count == 0) return true;
        if (origin.Count > 1) return false;
        ReadOnlySpan<char> whole = origin[0];
        var end = whole.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (end < 0) return false; // null: of a page that hides where it is from
        var port = whole[..end] is "https" ? ":443" : ":80";
        return Without(port, whole[(end + SchemeEnd.Length)..]).Equals(Without(port, host), StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> port, ReadOnlySpan<char> host) => host.EndsWith(port, StringComparison.Ordinal) ? host[..^port.Length] : host;

    private static bool IsLink(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Origin.Count == 0 && request.Headers["Sec-Fetch-Mode"] == Navigation && request.Headers["Sec-Fetch-Dest"] == Document;

    private bool IsAllowed(StringValues origin) => origin.Count == 1 && _allowedOrigins.Contains(origin[0], StringComparer.OrdinalIgnoreCase);
}

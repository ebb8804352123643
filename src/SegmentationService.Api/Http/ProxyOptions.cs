using System.Net;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Http;

/// <summary>The reverse proxy in front of the service. Configuration section <c>Proxy</c>.</summary>
internal sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>The addresses of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed; nobody else's are.</summary>
    public IList<string> KnownProxies { get; } = [];

    /// <summary>Networks of such proxies, such as <c>10.0.0.0/8</c>.</summary>
    public IList<string> KnownNetworks { get; } = [];

    /// <summary>The path below which the proxy shows the service, such as <c>/segments</c>, whether or not the proxy takes it off.</summary>
    public string PathBase { get; set; } = "";

    /// <summary>Whether a proxy is known.</summary>
    public bool HasProxies => KnownProxies.Count + KnownNetworks.Count > 0;

    /// <summary>Checks what annotations cannot say.</summary>
    internal sealed class Validator : IValidateOptions<ProxyOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProxyOptions options)
        {
            string[] failures =
            [
                .. options.KnownProxies.Where(proxy => !IPAddress.TryParse(proxy, out _)).Select(proxy => $"Proxy:KnownProxies has '{proxy}'; an IP address is expected."),
                .. options.KnownNetworks.Where(network => !IPNetwork.TryParse(network, out _)).Select(network => $"Proxy:KnownNetworks has '{network}'; a network such as 10.0.0.0/8 is expected."),
                .. IsPathBase(options.PathBase) ? (string[])[] : [$"Proxy:PathBase is '{options.PathBase}'; it begins with / and does not end with it, such as /segments."],
            ];
            return failures.Length > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
        }

        private static bool IsPathBase(string path) =>
            path.Length == 0 || (path.Length > 1 && path[0] == '/' && path[^1] != '/' && path.All(c => char.IsAsciiLetterOrDigit(c) || "/-._~".Contains(c, StringComparison.Ordinal)));
    }
}

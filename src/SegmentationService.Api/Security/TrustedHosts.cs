using System.Globalization;
using System.Net;

namespace SegmentationService.Api.Security;

/// <summary>
/// The names under which the service is answered (the header <c>Host</c>). A page of a stranger can have the name of its own site resolved to the address of the service
/// (DNS rebinding), and is then of the same origin for the browser; so, without keys, only names are answered that no stranger can have resolved. Thread-safe.
/// </summary>
/// <remarks>Asked for at each request: nothing is allocated for names, and for addresses but those in brackets.</remarks>
internal sealed class TrustedHosts
{
    /// <summary>The setting that names more of them, separated by semicolons; <c>*.shop.example</c> are all names below that one, <c>*</c> any at all.</summary>
    public const string Setting = "AllowedHosts";

    /// <summary>Allows any.</summary>
    public const string Any = "*";

    private const string Loopback = "localhost";
    private const string BelowLoopback = ".localhost";
    private const string LoopbackNetwork = "127.";
    private const string Unspecified = "0.0.0.0";
    private const string AnyBelow = "*.";

    private readonly string _machine;
    private readonly string[] _names;
    private readonly string[] _endings;

    /// <param name="allowed">What the operator allows besides, as <see cref="Setting"/> has it; null for nothing.</param>
    /// <param name="machine">The name of this machine.</param>
    public TrustedHosts(string? allowed, string machine)
    {
        _machine = machine;
        var items = Items(allowed).ToLookup(item => item.StartsWith(AnyBelow, StringComparison.Ordinal), item => item.TrimEnd('.'));
        _names = [.. items[false]];
        _endings = [.. items[true].Select(item => item[1..])];
        AllowsAny = _names.Contains(Any);
    }

    /// <summary>Whether the operator allows any.</summary>
    public bool AllowsAny { get; }

    /// <summary>Whether a name is answered.</summary>
    /// <param name="host">The header, with or without a port; empty where a program sends none.</param>
    /// <param name="reachedAt">
    /// The address of this machine at which it came in: at one of loopback nothing but loopback, the name of the machine, which leads there on many, and what is allowed is
    /// answered, elsewhere also addresses, and names without a dot, as services have within a network of containers.
    /// </param>
    public bool Contains(ReadOnlySpan<char> host, IPAddress? reachedAt)
    {
        if (AllowsAny || host.IsEmpty) return true;
        var name = Name(host);
        if (IsLoopback(name) || name.Equals(_machine, StringComparison.OrdinalIgnoreCase) || IsAllowed(name)) return true;
        return !IsLoopback(reachedAt) && (IsAddress(name) || !name.Contains('.'));
    }

    /// <summary>The name of a host, without its port.</summary>
    public static ReadOnlySpan<char> Name(ReadOnlySpan<char> host)
    {
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']') && ushort.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)) host = host[..colon];
        return host is [.., '.'] ? host[..^1] : host; // the root of all names
    }

    /// <summary>What is wrong with the setting; null when it can be used.</summary>
    public static string? Fault(string? allowed) => Items(allowed).FirstOrDefault(item => !IsItem(item)) is { } wrong
        ? $"{Setting} has '{wrong}'; names without scheme and port are expected, separated by ;, such as shop.example;*.shop.example, or * for any."
        : null;

    private static string[] Items(string? allowed) => allowed?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool IsItem(string item)
    {
        if (item == Any) return true;
        var name = item.StartsWith(AnyBelow, StringComparison.Ordinal) ? item[AnyBelow.Length..] : item;
        return IsAddress(name) || (name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'));
    }

    private static bool IsLoopback(ReadOnlySpan<char> name)
    {
        if (name.Equals(Loopback, StringComparison.OrdinalIgnoreCase) || name.EndsWith(BelowLoopback, StringComparison.OrdinalIgnoreCase)) return true;
        // A browser on this machine gets here by the address of no machine, too.
        if (name.StartsWith(LoopbackNetwork, StringComparison.Ordinal) || name.SequenceEqual(Unspecified)) return IPAddress.IsValid(name);
        return name is ['[', .., ']'] && IPAddress.TryParse(name[1..^1], out var address) && (IsLoopback(address) || address.Equals(IPAddress.IPv6Any));
    }

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && (IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4())));

    private static bool IsAddress(ReadOnlySpan<char> name) => IPAddress.IsValid(name is ['[', .. var inner, ']'] ? inner : name);

    private bool IsAllowed(ReadOnlySpan<char> name)
    {
        foreach (var allowed in _names)
            if (name.Equals(allowed, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var ending in _endings)
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}

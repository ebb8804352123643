using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Security;

/// <summary>The configured keys, found by their hash. Thread-safe.</summary>
internal sealed class ApiKeyRing
{
    /// <summary>The claim that a key has for each of its scopes.</summary>
    public const string ScopeClaim = "scope";

    private const int LongestKey = 512;

    private readonly Key[] _keys;

    public ApiKeyRing(IOptions<SecurityOptions> options) =>
        _keys = [.. options.Value.ApiKeys.Select(key => new Key(Convert.FromHexString(key.Sha256), Result(key)))];

    /// <summary>Finds the key that was presented. Takes as long whichever it is, and whether or not there is one.</summary>
    /// <param name="presented">The key, as it came.</param>
    /// <returns>The success that authentication answers with, made once for each key; null when there is no such key.</returns>
    public AuthenticateResult? Find(string presented)
    {
        if (presented.Length > LongestKey) return null;
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(presented.Length)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(presented, utf8)], hash);

        AuthenticateResult? found = null;
        foreach (var key in _keys)
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash)) found = key.Result;
        return found;
    }

    private static AuthenticateResult Result(ApiKeyOptions key)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name), .. key.Scopes.Select(scope => new Claim(ScopeClaim, scope))], ApiKeyHandler.Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), ApiKeyHandler.Scheme));
    }

    private sealed record Key(byte[] Hash, AuthenticateResult Result);
}

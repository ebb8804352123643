using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Security;

/// <summary>Who may call. Configuration section <c>Security</c>; a name in it that does not exist stops the start, for a misspelt key would leave the service open.</summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>The keys; without any the service is open to all who reach it.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; } = [];

    /// <summary>The origins of pages elsewhere whose scripts may call the service, such as <c>https://shop.example</c>; none by default.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Checks what annotations cannot say. No value is shown: a key may have been written in any place.</summary>
    internal sealed class Validator : IValidateOptions<SecurityOptions>
    {
        private const int HashDigits = 64;

        public ValidateOptionsResult Validate(string? name, SecurityOptions options) =>
            Failures(options).ToArray() is { Length: > 0 } failures ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

        private static IEnumerable<string> Failures(SecurityOptions options)
        {
            for (var i = 0; i < options.ApiKeys.Count; i++)
            {
                var (key, place) = (options.ApiKeys[i], $"Security:ApiKeys:{i}");
                if (!NewKey.IsName(key.Name)) yield return $"{place}:Name is {(key.Name.Length == 0 ? "empty" : "no name")}; allowed is {NewKey.NameRule}.";
                if (key.Sha256.Length != HashDigits || !key.Sha256.All(char.IsAsciiHexDigit))
                    yield return $"{place}:Sha256 is no SHA-256 in {HashDigits} hexadecimal digits; the command new-key makes a key and prints it.";
                if (key.Scopes.Count == 0) yield return $"{place}:Scopes is empty; allowed are {string.Join(", ", Scope.All)}.";
                for (var scope = 0; scope < key.Scopes.Count; scope++)
                    if (!Scope.All.Contains(key.Scopes[scope])) yield return $"{place}:Scopes:{scope} is no scope; allowed are {string.Join(", ", Scope.All)}.";
            }

            if (options.ApiKeys.GroupBy(key => key.Name, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
                yield return "Security:ApiKeys has two keys of the same Name.";
            if (options.ApiKeys.GroupBy(key => key.Sha256, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
                yield return "Security:ApiKeys has the same Sha256 twice.";

            for (var i = 0; i < options.AllowedOrigins.Count; i++)
            {
                if (options.AllowedOrigins[i] is var origin && origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin))
                    yield return $"Security:AllowedOrigins:{i} is no origin; an origin is scheme, host and port, such as https://shop.example, or * for all.";
            }
        }
    }
}

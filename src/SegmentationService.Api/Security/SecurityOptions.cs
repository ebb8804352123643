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

    /// <summary>Checks what annotations cannot say.</summary>
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
                if (!NewKey.IsName(key.Name)) yield return $"{place}:Name is '{key.Name}'; allowed is {NewKey.NameRule}.";
                if (key.Sha256.Length != HashDigits || !key.Sha256.All(char.IsAsciiHexDigit))
                    yield return $"{place}:Sha256 is no SHA-256 in {HashDigits} hexadecimal digits; the command new-key makes a key and prints it.";
                if (key.Scopes.Count == 0) yield return $"{place}:Scopes is empty; allowed are {string.Join(", ", Scope.All)}.";
                foreach (var scope in key.Scopes.Except(Scope.All))
                    yield return $"{place}:Scopes has '{scope}'; allowed are {string.Join(", ", Scope.All)}.";
            }

            foreach (var again in options.ApiKeys.GroupBy(key => key.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
                yield return $"Security:ApiKeys has two keys of the Name '{again.Key}'.";
            if (options.ApiKeys.GroupBy(key => key.Sha256, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
                yield return "Security:ApiKeys has the same Sha256 twice.";

            foreach (var origin in options.AllowedOrigins)
            {
                if (origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin))
                    yield return $"Security:AllowedOrigins has '{origin}'; an origin is scheme, host and port, such as https://shop.example, or * for all.";
            }
        }
    }
}

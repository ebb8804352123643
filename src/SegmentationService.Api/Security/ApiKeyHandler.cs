using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Security;

/// <summary>Authenticates by a key in <c>X-Api-Key</c> or <c>Authorization: Bearer</c>. A key is never logged, only its name.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeyRing keys, RefusedCallers refused)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ApiKey";

    /// <summary>The header that holds a key and nothing else.</summary>
    public const string Header = "X-Api-Key";

    private const string BearerPrefix = "Bearer ";
    private const string Realm = "realm=\"SegmentationService\"";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } key) return Task.FromResult(AuthenticateResult.NoResult());
        if (keys.Find(key) is not { } known) return Task.FromResult(AuthenticateResult.Fail("The key is not known."));

        Context.DescribeCaller(known.Principal!.Identity!.Name!);
        // A proxy that keeps answers knows Authorization, but not X-Api-Key.
        if (HttpMethods.IsGet(Request.Method)) Response.Headers.CacheControl = "private, no-cache";
        return Task.FromResult(known);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        using var lease = refused.Count(Context);
        if (!lease.IsAcquired)
        {
            await RateLimits.RefuseAsync(Context, lease, "They have no key, or one that is not known; requests with a known key are not counted.");
            return;
        }

        var isMissing = Presented() is null;
        Response.Headers.WWWAuthenticate = $"Bearer {Realm}{(isMissing ? "" : ", error=\"invalid_token\"")}, {Scheme} {Realm}";
        await AnswerAsync(isMissing
            ? Problems.Create(StatusCodes.Status401Unauthorized, "missing-key", $"This call needs a key, in the header {Header} or as Authorization: Bearer.")
            : Problems.Create(StatusCodes.Status401Unauthorized, "unknown-key", "The key is not known. Keys are made with the command new-key and configured under Security:ApiKeys."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = string.Join(" ", Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).Where(policy => policy is not null) ?? []);
        Response.Headers.WWWAuthenticate = $"Bearer {Realm}, error=\"insufficient_scope\", scope=\"{scope}\"";
        return AnswerAsync(Problems.Create(
            StatusCodes.Status403Forbidden, "missing-scope", $"This call needs the scope {scope}; the key '{Context.User.Identity?.Name}' does not have it.", ("scope", scope)));
    }

    private Task AnswerAsync(Microsoft.AspNetCore.Mvc.ProblemDetails problem) => TypedResults.Problem(problem).ExecuteAsync(Context);

    private string? Presented()
    {
        if (Request.Headers.TryGetValue(Header, out var own)) return own.ToString();
        var authorization = Request.Headers.Authorization.ToString();
        return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? authorization[BearerPrefix.Length..].Trim() : null;
    }
}

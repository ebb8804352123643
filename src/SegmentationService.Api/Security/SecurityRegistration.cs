using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Security;

/// <summary>Keys, scopes, limits and origins. What is not configured is not in the way of a request.</summary>
internal static class SecurityRegistration
{
    /// <summary>The policy of calls that take any key.</summary>
    private const string AnyScope = "any";

    private static readonly string[] HeadersForScripts = ["Location", "Link", "Retry-After", "ETag", "X-Model-Version", "X-Rows", "X-Rows-Unassigned", "X-Outliers"];

    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptions.Validator>();
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ServerLimits>();
        services.AddSingleton<BodiesUnderWay>();
        // The framework's own filter knows neither what is safe without keys nor the host that a proxy was asked for.
        services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = [TrustedHosts.Any]);

        if (HasKeys(builder.Configuration))
        {
            services.AddSingleton<ApiKeyRing>();
            services.AddSingleton<RefusedCallers>();
            // Not AddAuthentication, which brings the protection of cookies, and with it files of keys.
            services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyHandler.Scheme);
            services.AddWebEncoders();
            new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, null);
            var authorization = services.AddAuthorizationBuilder();
            foreach (var scope in Scope.All) authorization.AddPolicy(scope, policy => policy.RequireClaim(ApiKeyRing.ScopeClaim, scope));
            authorization.AddPolicy(Scope.TrainOrAdmin, policy => policy.RequireClaim(ApiKeyRing.ScopeClaim, Scope.Train, Scope.Admin));
            authorization.AddPolicy(AnyScope, policy => policy.RequireAuthenticatedUser());
            // An endpoint that forgets to say what it needs is open to nobody but holders of a key.
            authorization.AddFallbackPolicy(AnyScope + "-by-default", policy => policy.RequireAuthenticatedUser());
        }
        else
        {
            // Endpoints say what they need; here nobody asks.
            services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
        }

        var origins = builder.Configuration.GetSection(SecurityOptions.Section).GetSection(nameof(SecurityOptions.AllowedOrigins)).GetChildren().Select(origin => origin.Value ?? "").ToArray();
        if (origins.Length > 0)
            services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(HeadersForScripts)));
        if (RateLimits.Any(Limits(builder.Configuration))) RateLimits.AddTo(services, Limits(builder.Configuration));
    }

    /// <summary>Asks who calls, how often, and whether they may. Pages that people open in a browser come before it: a browser cannot send a key with an address.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<SecurityOptions>>().Value;
        if (options.AllowedOrigins.Count > 0) app.UseCors();
        if (options.ApiKeys.Count > 0) app.UseAuthentication();
        if (RateLimits.Any(app.Services.GetRequiredService<IOptions<LimitOptions>>().Value)) app.UseRateLimiter();
        if (options.ApiKeys.Count > 0) app.UseAuthorization();
        else app.Lifetime.ApplicationStarted.Register(() => WarnWhereOpen(app));
    }

    /// <summary>The call takes keys of this scope alone. Every endpoint says this, <see cref="RequireAnyScope"/>, or AllowAnonymous.</summary>
    /// <param name="endpoint">One call, or a group of them.</param>
    /// <param name="scope">One of <see cref="Scope.All"/>, or <see cref="Scope.TrainOrAdmin"/>.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint
            .RequireAuthorization(scope)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    /// <summary>The call takes any key.</summary>
    public static TBuilder RequireAnyScope<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint
            .RequireAuthorization(AnyScope)
            .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static bool HasKeys(ConfigurationManager configuration) =>
        configuration.GetSection(SecurityOptions.Section).GetSection(nameof(SecurityOptions.ApiKeys)).GetChildren().Any();

    private static LimitOptions Limits(ConfigurationManager configuration) => configuration.GetSection(LimitOptions.Section).Get<LimitOptions>() ?? new LimitOptions();

    private static void WarnWhereOpen(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses.Where(address => !IsLoopback(address)))
            app.Logger.LogWarning("No keys are configured (Security:ApiKeys): everyone who reaches {Address} may train, predict, read and delete", address);
        if (new TrustedHosts(app.Configuration[TrustedHosts.Setting], "").AllowsAny)
            app.Logger.LogWarning("Every host name is answered (AllowedHosts=*) and no keys are configured: a page of a stranger that has its name resolved to this address may train, predict, read and delete");
        foreach (var origin in app.Services.GetRequiredService<IOptions<SecurityOptions>>().Value.AllowedOrigins)
            app.Logger.LogWarning("No keys are configured: pages of the origin {Origin} (Security:AllowedOrigins) may train, predict, read and delete", origin);
    }

    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host.Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }
}

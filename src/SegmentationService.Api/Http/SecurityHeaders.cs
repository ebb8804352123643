using Microsoft.Extensions.Primitives;

namespace SegmentationService.Api.Http;

/// <summary>The headers that tell browsers what not to do with an answer.</summary>
internal static class SecurityHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";

    /// <summary>Adds to every answer what <see cref="Add"/> adds.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(next => context =>
    {
        Add(context.Response);
        return next(context);
    });

    /// <summary>What every answer has: texts of customers that are sent as JSON or CSV are not taken for a page. Call it again where headers were cleared.</summary>
    public static void Add(HttpResponse response) => response.Headers.XContentTypeOptions = NoSniff;

    /// <summary>What a page has besides: it loads only what its policy allows, is shown in no frame, and tells other sites nothing of its address.</summary>
    /// <param name="app">The pages.</param>
    /// <param name="contentSecurityPolicy">What they may load; <c>frame-ancestors</c>, <c>base-uri</c>, <c>object-src</c> and <c>form-action</c> are added.</param>
    public static void UsePageHeaders(this IApplicationBuilder app, string contentSecurityPolicy)
    {
        StringValues policy = $"{contentSecurityPolicy}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        app.Use(next => context =>
        {
            AddForPage(context.Response, policy);
            return next(context);
        });
    }

    /// <summary>The headers of one page.</summary>
    /// <param name="response">Its answer.</param>
    /// <param name="contentSecurityPolicy">The whole policy.</param>
    public static void AddForPage(HttpResponse response, StringValues contentSecurityPolicy)
    {
        response.Headers.ContentSecurityPolicy = contentSecurityPolicy;
        response.Headers["Referrer-Policy"] = NoReferrer;
        response.Headers.XFrameOptions = "DENY";
    }
}

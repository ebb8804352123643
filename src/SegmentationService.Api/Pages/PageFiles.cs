using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Pages;

/// <summary>The pages: static files that lie beside the program, and use the public endpoints alone.</summary>
internal static class PageFiles
{
    /// <summary>Nothing but what the service itself serves, no inline script or style, not inside another page.</summary>
    private static readonly StringValues ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string ReportPage = "report.html";

    /// <summary>Serves the dashboard at <c>/</c> and the files that it is made of.</summary>
    public static void UsePages(this WebApplication app)
    {
        var files = Files();
        if (!files.GetFileInfo("index.html").Exists) return;
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseVendorFiles(files);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = response => Protect(response.Context.Response) });
    }

    /// <summary>Serves the report of a version; what it shows, it fetches.</summary>
    public static void MapReport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions/{version}/report", (string model, string version, HttpContext context) =>
            {
                Protect(context.Response);
                return Results.Stream(Files().GetFileInfo(ReportPage).CreateReadStream(), "text/html; charset=utf-8");
            })
            .AllowAnonymous()
            .WithTags("Pages")
            .WithName("getReport")
            .WithSummary("The report of a version: one page to print or to send")
            .WithDescription("HTML that fetches what it shows from the endpoints of the version.")
            .Produces<string>(StatusCodes.Status200OK, "text/html");

    private static PhysicalFileProvider Files() => new(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "wwwroot")).FullName);

    /// <summary>The headers of what the pages are made of.</summary>
    internal static void Protect(HttpResponse response)
    {
        SecurityHeaders.Add(response);
        SecurityHeaders.AddForPage(response, ContentSecurityPolicy);

        // The files have no version in their names; the server is asked each time, and mostly answers that nothing has changed.
        response.Headers.CacheControl = "no-cache";
    }
}

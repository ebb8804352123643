using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Pages;

/// <summary>
/// What the pages have from npm, as <c>vendor.mjs</c> lays it down: each file under a name that changes with its content, so that browsers keep it
/// for good, and beside it the same in fewer bytes.
/// </summary>
internal static class VendorFiles
{
    private const string Folder = "/vendor";

    private const string ScriptType = "text/javascript";

    /// <summary>The codings of content and the ends of the files that are in them, the smallest first.</summary>
    private static readonly (string Coding, string Extension)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>Serves them, in the coding that takes the fewest bytes of those that the browser knows.</summary>
    /// <param name="app">The application.</param>
    /// <param name="files">The files of the pages.</param>
    public static void UseVendorFiles(this WebApplication app, IFileProvider files)
    {
        app.Use((context, next) =>
        {
            var (path, accepted) = (context.Request.Path, context.Request.GetTypedHeaders().AcceptEncoding);
            if (!path.StartsWithSegments(Folder)) return next(context);
            foreach (var (coding, extension) in Codings)
                if (accepted.Any(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0) && files.GetFileInfo(path + extension).Exists)
                {
                    context.Request.Path = path + extension;
                    break;
                }

            return next(context);
        });
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Folder), vendor => vendor.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider(new Dictionary<string, string> { [".js"] = ScriptType, [".br"] = ScriptType, [".gz"] = ScriptType, [".txt"] = "text/plain" }),
            OnPrepareResponse = answer => Describe(answer.File.Name, answer.Context.Response),
        }));
    }

    private static void Describe(string file, HttpResponse response)
    {
        PageFiles.Protect(response);
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (Codings.FirstOrDefault(one => file.EndsWith(one.Extension, StringComparison.Ordinal)).Coding is { } coding) response.Headers.ContentEncoding = coding;

        // A name with a hash never gets another content; the one that leads to it is asked for each time.
        if (file.Contains('-', StringComparison.Ordinal)) response.Headers.CacheControl = "public, max-age=31536000, immutable";
    }
}

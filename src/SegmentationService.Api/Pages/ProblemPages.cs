using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.WebUtilities;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Pages;

/// <summary>What the types of problems lead to: a page for each kind, and one that lists all.</summary>
internal static class ProblemPages
{
    private const string Html = "text/html";

    public static void MapProblems(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/problems").AllowAnonymous().WithTags("Pages");
        group.MapGet("", (HttpContext context) => Page(context, "", "Problems", List()))
            .WithName("listProblems")
            .WithSummary("All kinds of problems, as a page")
            .WithDescription("Every value that type of a problem has, with what it means.")
            .Produces<string>(StatusCodes.Status200OK, Html);
        group.MapGet("/{kind}", (string kind, HttpContext context) =>
                ProblemKinds.Find(kind) is { } found ? Page(context, "../", found.Name, Of(found)) : Problems.UnknownKind(kind))
            .WithName("getProblem")
            .WithSummary("One kind of problem: what it means and what to do, as a page")
            .WithDescription("What the address in type of a problem leads to.")
            .Produces<string>(StatusCodes.Status200OK, Html)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult Page(HttpContext context, string root, string title, string content)
    {
        PageFiles.Protect(context.Response);
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title}</title>
              <link rel="icon" href="{root}icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="{root}css/app.css">
            </head>
            <body>
              <main>
              {content}
              </main>
            </body>
            </html>

            """,
            Html + "; charset=utf-8");
    }

    private static string Of(ProblemKind kind) =>
        $"""
        <h1>{kind.Name}</h1>
          <p>{Status(kind)}</p>
          <h2>What it means</h2>
          <p>{Text(kind.Meaning)}</p>
          <h2>What to do</h2>
          <p>{Text(kind.Remedy)}</p>
          <p>The problem itself says more in <code>detail</code>. <a href="../problems">All kinds of problems</a></p>
        """;

    private static string List() =>
        $"""
        <h1>Problems</h1>
          <p>What is refused, or fails, is answered by a problem (RFC 9457). Its <code>type</code> is one of these.</p>
          <table>
            <thead><tr><th scope="col">type</th><th scope="col">status</th><th scope="col">meaning</th></tr></thead>
            <tbody>
              {string.Join("\n      ", ProblemKinds.All.Select(kind => $"""<tr><td><a href="problems/{kind.Name}">{kind.Name}</a></td><td>{Status(kind)}</td><td>{Text(kind.Meaning)}</td></tr>"""))}
            </tbody>
          </table>
        """;

    private static string Status(ProblemKind kind) => string.Create(CultureInfo.InvariantCulture, $"{kind.Status} {ReasonPhrases.GetReasonPhrase(kind.Status)}");

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}

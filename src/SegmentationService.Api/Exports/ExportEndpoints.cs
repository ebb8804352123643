using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Exports;

namespace SegmentationService.Api.Exports;

/// <summary><c>GET /models/{model}/versions/{version}/exports/{format}</c>: a version for other systems, which answer there what it answers here.</summary>
internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions/{version}/exports/{format}", GetAsync).RequireAnyScope()
            .WithTags("Exports")
            .WithMetadata(new DescribedQuery(ExportQuery.Parameters), Precondition.Answered)
            .WithName("getExport")
            .WithSummary("The version in the words of another system")
            .WithDescription($"""
                A file that answers segment, confidence and distance of a customer as /predict does, preparation included: gaps, derived features, logs, fences, scaling, encoded columns, dates. format is one of {string.Join(", ", ExportFormat.All.Select(format => format.Name))}.
                Each file holds golden customers, made up, with the answers of this service, to be checked where it runs. What a format cannot express is refused (422), never answered otherwise.
                """)
            .Produces<string>(StatusCodes.Status200OK, ExportFormat.All[0].TypeOnly, [.. ExportFormat.All.Skip(1).Select(format => format.TypeOnly)])
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetAsync(
        string model, string version, string format, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        if (ExportFormat.Find(format) is not { } found)
            return Problems.Invalid("format", $"There is no export of this format; there are {string.Join(", ", ExportFormat.All.Select(known => known.Name))}.");
        if (!AcceptHeader.Of(context.Request).Allows(found.TypeOnly)) return Problems.NotAcceptable([found.TypeOnly]);
        var query = ExportQuery.Of(context.Request.Query, found);
        var (problem, stored) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;

        context.Describe(stored.ModelName, stored.Version);
        var bytes = found.Write(new ExportedModel(stored.Model, stored.ModelName, stored.Version), query);
        return TypedResults.File(
            bytes,
            found.MediaType,
            string.Create(CultureInfo.InvariantCulture, $"{stored.ModelName}-{stored.Version}.{found.Extension}"),
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
    }
}

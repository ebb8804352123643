using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Models;

/// <summary><c>GET /models/{model}/versions</c>: the versions of a model, by pages, or those of them that are asked for.</summary>
internal static class VersionListEndpoint
{
    private const string AliasParameter = "alias";
    private const string SinceParameter = "since";

    /// <summary>So many versions are read at once where their dates decide.</summary>
    private const int AtOnce = 100;

    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly QueryParameter[] Parameters =
    [
        .. Paging.Parameters("versions", isNumber: true),
        new(AliasParameter, ParameterKind.Text, "Only the version that this alias points at."),
        new(SinceParameter, ParameterKind.Text, "Only versions that were made at this time or later: a date such as 2026-01-31, or a time such as 2026-01-31T10:15:00Z; UTC where nothing else is said."),
    ];

    public static void MapVersionList(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions", ListAsync).RequireAnyScope()
            .WithTags("Models")
            .WithName("listVersions")
            .WithSummary("The versions of a model")
            .WithDescription("In short, the oldest first. Numbers only count up, so that pages stay as they are while versions are added. What GET /models/{model} tells besides them are the aliases.")
            .WithMetadata(new DescribedQuery(Parameters), Paging.Answered)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<VersionListResponse>, ProblemHttpResult>> ListAsync(string model, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, Parameters);
        var since = SinceOf(query);
        if (store.Find(model) is not { } found) return VersionLookup.UnknownModel(store, model);
        int? only = null;
        if (query.Text(AliasParameter) is { } alias && (only = found.PointedAt(alias)) is null) return Problems.UnknownAlias(model, alias, found.Aliases.Keys);

        var limit = Paging.LimitOf(query);
        var (page, next) = (new List<StoredVersion>(), (int?)null);
        var asked = ModelPage.VersionsOf(found, Paging.NumberAfterOf(query), int.MaxValue).Versions.Where(version => only is null || version.Version == only);
        foreach (var some in asked.Chunk(AtOnce))
        {
            page.AddRange((await store.DigestAsync(some, cancellationToken)).Where(version => since is null || version.CreatedAt >= since));
            if (page.Count <= limit) continue;
            page.RemoveRange(limit, page.Count - limit);
            next = page[^1].Version;
            break;
        }

        context.LinkNext(next is { } number ? VersionNumber.ToText(number) : null);
        return TypedResults.Ok(new VersionListResponse(model, ModelResponse.Of(found, page).Versions) { Next = next });
    }

    private static DateTime? SinceOf(QueryReader query)
    {
        if (query.Text(SinceParameter) is not { } text) return null;
        return DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new InvalidParameterException(SinceParameter, $"{SinceParameter} is '{Excerpt.Of(text)}'; allowed is a date such as 2026-01-31, or a time such as 2026-01-31T10:15:00Z.");
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Core;

namespace SegmentationService.Api.Models;

/// <summary>The models, their versions and aliases.</summary>
internal static class ModelEndpoints
{
    /// <summary>Answers that are smaller are not worth counting.</summary>
    private const long LargeAnswer = 1L << 20;

    /// <summary>Nobody reads more.</summary>
    private const int MostSetAside = 10_000;

    private const string ZipType = "application/zip";

    private static readonly QueryParameter[] ImportParameters =
        [PromoteQuery.Parameter];

    private static readonly QueryParameter[] ListParameters = Paging.Parameters("versions, of all models together,");

    private static readonly QueryParameter[] ModelParameters = Paging.Parameters("versions", isNumber: true);

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models").WithTags("Models").WithMetadata(new DescribedQuery([])).ProducesProblem(StatusCodes.Status400BadRequest);
        group.AddEndpointFilter((call, next) =>
        {
            _ = new QueryReader(call.HttpContext.Request.Query, []);
            return next(call);
        });
        routes.MapGet("/models", ListAsync).RequireAnyScope()
            .WithTags("Models")
            .WithName("listModels")
            .WithSummary("All models")
            .WithDescription("Every model with its versions and aliases, and what lies in the store and could not be loaded. Where there are more versions than limit, next is there, which goes into after for the page that follows, and Link has the address of that.")
            .WithMetadata(new DescribedQuery(ListParameters), Paging.Answered)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/models/{model}", GetAsync).RequireAnyScope()
            .WithTags("Models")
            .WithName("getModel")
            .WithSummary("One model")
            .WithDescription("Its versions, oldest first, and its aliases; champion is the alias that serves. Where there are more versions than limit, next is there, which goes into after for the page that follows, and Link has the address of that. The ETag changes with whatever changes of the model.")
            .WithMetadata(new DescribedQuery(ModelParameters), Precondition.Answered, Paging.Answered)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapVersionList();
        group.MapGet("/{model}/versions/{version}", GetVersionAsync).RequireAnyScope()
            .WithName("getVersion")
            .WithMetadata(Precondition.Answered)
            .WithSummary("One version: what /train answered")
            .WithDescription("The version is a number or an alias. The answer has an ETag; send it in If-None-Match to get 304 as long as nothing has changed.")
            .Produces<VersionResponse>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/{model}/versions/{version}/export", ExportAsync).RequireScope(Scope.Admin)
            .WithName("exportVersion")
            .WithSummary("The version as one archive")
            .WithDescription("A zip file with all that is stored of the version. POST /models/{model}/import takes it, in this service or another: so a model goes from staging to production.")
            .Produces<Stream>(StatusCodes.Status200OK, ZipType)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapCustomers();
        routes.MapPost("/models/{model}/import", ImportAsync).RequireScope(Scope.Admin)
            .WithTags("Models")
            .WithName("importVersion")
            .WithSummary("Stores an archived version as a new version of the model")
            .WithDescription("""
                The body is the archive that GET /models/{model}/versions/{version}/export gives. The version gets the next number of this model, whatever its model and number were; all else, also its date and its
                fingerprint, stays as it was. It is checked as any input is: checksums, formats, rules, sizes; when anything is wrong nothing is stored.
                """)
            .WithMetadata(new DescribedQuery(ImportParameters), new DescribedBody("The archive of a version: a zip file.", new Dictionary<string, string?> { [ZipType] = null }))
            .Produces<VersionResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        group.MapAnnotations();
        group.MapGet("/{model}/aliases/{alias}", GetAlias).RequireAnyScope()
            .WithName("getAlias")
            .WithMetadata(Precondition.Answered)
            .WithSummary("The version that an alias points at")
            .WithDescription("The answer has an ETag; sent in If-Match with a change, it keeps two from changing the alias without knowing of each other.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{model}/aliases/{alias}", PutAliasAsync).RequireScope(Scope.TrainOrAdmin)
            .Accepts<AliasRequest>("application/json")
            .WithName("setAlias")
            .WithMetadata(Precondition.Answered)
            .WithSummary("Points an alias at a version")
            .WithDescription("champion is the version that serves: pointing it at an older version rolls back. The next request is served by it; requests under way finish with the version they began with.")
            .WithMetadata(Precondition.Headers, new DescribedExample("""{"version": 1}"""))
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        group.MapDelete("/{model}/aliases/{alias}", DeleteAliasAsync).RequireScope(Scope.TrainOrAdmin)
            .WithName("deleteAlias")
            .WithSummary("Removes an alias")
            .WithDescription("champion cannot be removed, only pointed elsewhere.")
            .WithMetadata(Precondition.Headers)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        group.MapDelete("/{model}/versions/{version}", DeleteVersionAsync).RequireScope(Scope.Admin)
            .WithName("deleteVersion")
            .WithSummary("Removes a version that no alias points to")
            .WithDescription("Numbers are never reused. If-Match takes the ETag of GET /models/{model}/versions/{version}: a version that somebody has renamed or made serve meanwhile stays.")
            .WithMetadata(Precondition.Headers)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<ModelListResponse>> ListAsync(HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, ListParameters);
        var (models, next) = ModelPage.Of(store.Models, Paging.AfterOf(query), Paging.LimitOf(query));
        context.LinkNext(next);
        var answered = new List<ModelResponse>();
        foreach (var page in models) answered.Add(ModelResponse.Of(page.Model, await store.DigestAsync(page.Versions, cancellationToken)));
        return TypedResults.Ok(new ModelListResponse(answered, [.. store.SetAside.Take(MostSetAside).Select(left => new SetAsideResponse(left.Name, left.Reason))]) { Next = next });
    }

    private static async Task<Results<Ok<ModelResponse>, ProblemHttpResult>> GetAsync(string model, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, ModelParameters);
        if (store.Find(model) is not { } found) return VersionLookup.UnknownModel(store, model);
        context.Response.GetTypedHeaders().ETag = ModelTag.Of(found);
        var (versions, isLast) = ModelPage.VersionsOf(found, Paging.NumberAfterOf(query), Paging.LimitOf(query));
        int? next = isLast ? null : versions[^1].Version;
        context.LinkNext(next is { } number ? VersionNumber.ToText(number) : null);
        return TypedResults.Ok(ModelResponse.Of(found, await store.DigestAsync(versions, cancellationToken)) with { Next = next });
    }

    /// <summary>Answers with a version.</summary>
    public static Ok<VersionResponse> Answer(HttpContext context, ModelStore store, StoredVersion version, bool hasTable, MemoryBudget budget)
    {
        if (VersionResponse.BytesOf(version) is > LargeAnswer and var bytes)
        {
            // Held as objects until it has been read.
            var memory = budget.Open();
            context.Response.RegisterForDispose(memory);
            memory.Take(bytes);
        }

        return TypedResults.Ok(VersionResponse.Of(store, version, hasTable));
    }

    private static async Task<Results<Ok<VersionResponse>, StatusCodeHttpResult, ProblemHttpResult>> GetVersionAsync(
        string model, string version, HttpContext context, ModelStore store, KeptTables tables, MemoryBudget budget, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;

        var hasTable = await tables.IsKeptAsync(found.Source?.Table, cancellationToken);
        var tag = VersionTag.Of(store.Find(model), found, hasTable);
        context.Response.GetTypedHeaders().ETag = tag;
        context.Describe(found.ModelName, found.Version);
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Tag == "*")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Answer(context, store, found, hasTable, budget);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;

        context.Describe(found.ModelName, found.Version, found.Report.Customers);
        using var archive = await store.OpenArchiveAsync(found, cancellationToken);
        if (archive is null) return VersionLookup.NotServed(store, model, version);

        context.Response.ContentType = ZipType;
        context.Response.Headers.ContentDisposition = $"attachment; filename={archive.FileName}";
        await archive.WriteAsync(context.Response.Body, cancellationToken);
        return TypedResults.Empty;
    }

    private static async Task<Results<Created<VersionResponse>, ProblemHttpResult>> ImportAsync(
        string model, HttpContext context, ModelStore store, KeptTables tables, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var promote = PromoteQuery.Parse(new QueryReader(context.Request.Query, ImportParameters));
        if (!ModelName.IsValid(model) || ModelName.IsReserved(model))
            return Problems.Invalid("model", ModelName.Rule);

        var body = ImportBody.Open(RequestBody.Of(context.Request, reading.Value), reading.Value);
        var limits = new ArchiveLimits(reading.Value.MaxDecompressedBytes, reading.Value.MaxCustomers);
        var version = await store.ImportAsync(model, body, limits, promote, cancellationToken);
        context.Describe(version.ModelName, version.Version, version.Report.Customers);
        return TypedResults.Created(context.Request.Address($"/models/{version.ModelName}/versions/{version.Version}"), VersionResponse.Of(store, version, await tables.IsKeptAsync(version.Source?.Table, cancellationToken)));
    }

    private static Results<Ok<AliasResponse>, ProblemHttpResult> GetAlias(string model, string alias, HttpContext context, ModelStore store)
    {
        if (store.Find(model) is not { } found) return VersionLookup.UnknownModel(store, model);
        if (found.PointedAt(alias) is not { } version) return Problems.UnknownAlias(model, alias, found.Aliases.Keys);
        context.Response.GetTypedHeaders().ETag = AliasTag(version);
        return TypedResults.Ok(new AliasResponse(model, alias, version));
    }

    private static async Task<Results<Ok<AliasResponse>, ProblemHttpResult>> PutAliasAsync(
        string model, string alias, AliasRequest? request, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        if (!AliasName.IsValid(alias))
            return Problems.Invalid("alias", "An alias is made of lower-case letters, digits, _ and -, begins with a letter or digit, is no number, and has at most 64 characters.");
        if (request?.Version is not { } version)
            return Problems.Invalid("version", "The body names the version, such as {\"version\": 2}.");

        var precondition = Precondition.Of(context.Request);
        var change = await store.SetAliasAsync(model, alias, version, now => precondition.Holds(AliasTag(now)), cancellationToken);
        if (change.Outcome == StoreOutcome.Done) context.Response.GetTypedHeaders().ETag = AliasTag(version);
        return change.Outcome switch
        {
            StoreOutcome.Done => TypedResults.Ok(new AliasResponse(model, alias, version)),
            StoreOutcome.UnknownModel => VersionLookup.UnknownModel(store, model),
            StoreOutcome.ChangedMeanwhile => AliasChanged(store, model, alias, context.Response),
            _ => VersionLookup.NotServed(store, model, version),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAliasAsync(
        string model, string alias, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var precondition = Precondition.Of(context.Request);
        var change = await store.RemoveAliasAsync(model, alias, now => precondition.Holds(AliasTag(now)), cancellationToken);
        return change.Outcome switch
        {
            StoreOutcome.Done => TypedResults.NoContent(),
            StoreOutcome.UnknownModel => VersionLookup.UnknownModel(store, model),
            StoreOutcome.ChangedMeanwhile => AliasChanged(store, model, alias, context.Response),
            StoreOutcome.ChampionIsFixed => Problems.Conflict("champion-is-fixed", "champion cannot be removed: it is the version that serves. Point it at another version instead."),
            _ => Problems.UnknownAlias(model, alias, store.Find(model)?.Aliases.Keys ?? []),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteVersionAsync(
        string model, string version, HttpContext context, ModelStore store, KeptTables tables, CancellationToken cancellationToken)
    {
        var precondition = Precondition.Of(context.Request);
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        var change = await store.DeleteVersionAsync(model, found.Version, (stored, now) => VersionTag.Meets(precondition, stored, now), cancellationToken);
        if (change.Outcome == StoreOutcome.ChangedMeanwhile && store.Find(model) is { } there && there.Served(found.Version) is { } changed)
            context.Response.GetTypedHeaders().ETag = VersionTag.Of(there, changed, await tables.IsKeptAsync(changed.Source?.Table, cancellationToken));
        return change.Outcome switch
        {
            StoreOutcome.Done => TypedResults.NoContent(),
            StoreOutcome.UnknownModel => VersionLookup.UnknownModel(store, model),
            StoreOutcome.PinnedByAlias => Problems.Conflict("version-in-use", $"Version {found.Version} of '{model}' cannot be removed: it is {string.Join(" and ", change.Aliases)}. Point that alias elsewhere first."),
            StoreOutcome.ChangedMeanwhile => TypedResults.Problem(VersionTag.Failed(model, found.Version)),
            _ => VersionLookup.UnknownVersion(store, model, version),
        };
    }

    /// <summary>The tag of an alias: the number that it points at is all that there is of it.</summary>
    private static EntityTagHeaderValue? AliasTag(int? version) => version is { } number ? new EntityTagHeaderValue($"\"{VersionNumber.ToText(number)}\"") : null;

    private static ProblemHttpResult AliasChanged(ModelStore store, string model, string alias, HttpResponse response)
    {
        var now = store.Find(model)?.PointedAt(alias);
        response.GetTypedHeaders().ETag = AliasTag(now);
        return TypedResults.Problem(Precondition.Failed(now is { } version ? $"The alias {alias} of '{model}' points at version {VersionNumber.ToText(version)} now." : $"'{model}' has no alias {alias} now."));
    }
}

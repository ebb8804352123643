using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Erasure;

/// <summary><c>DELETE /models/{model}</c>, and <c>.../customers/{id}</c>.</summary>
internal static class ErasureEndpoints
{
    private const string EncodedSlash = "%2F";

    public static void MapErasure(this IEndpointRouteBuilder routes)
    {
        routes.MapModelDeletion();
        routes.MapCustomerErasure();
    }

    private static void MapCustomerErasure(this IEndpointRouteBuilder routes) => routes.MapDelete("/models/{model}/customers/{id}", EraseCustomerAsync).RequireScope(Scope.Admin)
        .WithTags("Models")
        .WithName("eraseCustomer")
        .WithSummary("Takes a customer out of all that is kept of a model")
        .WithDescription("""
            The customer with this id, compared letter by letter as GET .../customers/{id} does, in every version of the model: its row and its point on the map go, in one step for all versions. The models stay as they are, and
            so does the number of customers that they were trained on. Kept tables that the model was trained on and that hold the id in any column go whole, and so do jobs that quote it. 404 when the id is nowhere, also when it was taken
            out before; 409 while a version is being trained or written, which may hold the customer. Backups, exports, and what people have written in notes are not looked at.
            """)
        .WithMetadata(new DescribedQuery([]))
        .Produces<ErasureResponse>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .ProducesProblem(StatusCodes.Status507InsufficientStorage);

    private static async Task<Results<JsonHttpResult<ErasureResponse>, ProblemHttpResult>> EraseCustomerAsync(
        string model, string id, HttpContext context, ModelStore store, CustomerErasure erasure, CancellationToken cancellationToken)
    {
        _ = new QueryReader(context.Request.Query, []);
        id = id.Replace(EncodedSlash, "/", StringComparison.OrdinalIgnoreCase); // the server leaves it in a part of an address
        var erased = await erasure.EraseAsync(model, id, cancellationToken);
        if (erased.Outcome == StoreOutcome.UnknownModel) return VersionLookup.UnknownModel(store, model);
        if (erased.Outcome == StoreOutcome.ChangedMeanwhile)
            return Problems.Conflict("model-busy", "A training is under way, or a version is being written, which may hold the customer. Wait for its end, or cancel the job, and send the request again.");
        context.Describe(model, version: null);
        if (!erased.WasThere) return Problems.UnknownCustomer(model, id);
        return TypedResults.Json(
            new ErasureResponse(model, erased.Versions, erased.Tables, erased.Jobs, erased.Unread, erased.IsAllRemoved ? null : "The customer is in no answer any more. Not all files that held it could be removed yet, as the log says; the next start of the service, or this request sent again, removes them."),
            ErasureJson.Default.ErasureResponse);
    }

    private static void MapModelDeletion(this IEndpointRouteBuilder routes) => routes.MapDelete("/models/{model}", DeleteModelAsync).RequireScope(Scope.Admin)
        .WithTags("Models")
        .WithName("deleteModel")
        .WithSummary("Removes a model")
        .WithDescription("""
            All versions, also those that are set aside, aliases, names and notes, and the counts of predictions, whatever points at them. That is made in one step, which nothing undoes. Before it, kept tables go that the model was trained on and no other,
            and the jobs of the model that have ended; one that is under way goes on, and stores its version. 204 when nothing is left on the disk;
            202 when the model is gone and files of it could not be removed yet: the next start removes them. Numbers are never reused: the next version of a model of this name counts on. If-Match takes the ETag of GET /models/{model}.
            """)
        .WithMetadata(Precondition.Headers, new DescribedQuery([]))
        .Produces(StatusCodes.Status204NoContent)
        .Produces<DeletionResponse>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .ProducesProblem(StatusCodes.Status507InsufficientStorage);

    private static async Task<Results<NoContent, JsonHttpResult<DeletionResponse>, ProblemHttpResult>> DeleteModelAsync(
        string model, HttpContext context, ModelStore store, ModelErasure erasure, LiveDrift drift, DriftThreads disk, CancellationToken cancellationToken)
    {
        _ = new QueryReader(context.Request.Query, []);
        var precondition = Precondition.Of(context.Request);
        if (store.Find(model) is { } there && precondition.Holds(ModelTag.Of(there))) await erasure.RemoveAsync(model, cancellationToken);
        var change = await store.DeleteModelAsync(model, now => precondition.Holds(ModelTag.Of(now)), cancellationToken);
        if (change.Outcome == StoreOutcome.UnknownModel) return VersionLookup.UnknownModel(store, model);
        if (change.Outcome == StoreOutcome.ChangedMeanwhile)
        {
            if (store.Find(model) is { } now) context.Response.GetTypedHeaders().ETag = ModelTag.Of(now);
            return TypedResults.Problem(Precondition.Failed($"The model '{model}' has other versions, aliases, names or notes now."));
        }

        context.Describe(model, version: null);
        await disk.RunAsync(drift.TrySweep);
        if (change.IsAllRemoved) return TypedResults.NoContent();
        return TypedResults.Json(
            new DeletionResponse(model, "The model is gone, and is not served any more. Not all of its files could be removed yet, as the log says; the next start of the service removes them."),
            ErasureJson.Default.DeletionResponse,
            statusCode: StatusCodes.Status202Accepted);
    }
}

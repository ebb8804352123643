using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Erasure;

/// <summary><c>DELETE /models/{model}</c>.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasure(this IEndpointRouteBuilder routes) => routes.MapDelete("/models/{model}", DeleteModelAsync).RequireScope(Scope.Admin)
        .WithTags("Models")
        .WithName("deleteModel")
        .WithSummary("Removes a model")
        .WithDescription("""
            All versions, also those that are set aside, aliases, names and notes, and the counts of predictions, whatever points at them. It is made in one step, which nothing undoes. 204 when nothing is left on the disk;
            202 when the model is gone and files of it could not be removed yet: the next start removes them. Numbers are never reused: the next version of a model of this name counts on. Tables that are kept, and jobs, are removed by
            DELETE /tables/{id} and DELETE /jobs/{id}. If-Match takes the ETag of GET /models/{model}.
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
        string model, HttpContext context, ModelStore store, LiveDrift drift, DriftThreads disk, CancellationToken cancellationToken)
    {
        _ = new QueryReader(context.Request.Query, []);
        var precondition = Precondition.Of(context.Request);
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

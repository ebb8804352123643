using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;

namespace SegmentationService.Api.Training;

/// <summary><c>POST /tables/{table}/train</c>: <c>POST /train?table=</c> as a call without a body, since clients that are made of the description send the body that <c>/train</c> has.</summary>
internal static class TableTraining
{
    public static RouteHandlerBuilder MapTableTraining(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tables/{table}/train", TrainingEndpoints.TrainAsync).AddEndpointFilter<TableOfAddress>().RequireScope(Scope.Train).LimitRate(RateLimits.Trainings)
            .WithTags("Tables")
            .WithName("trainTable")
            .WithSummary("Finds the segments of a kept table")
            .WithDescription("""
                What POST /train?table=ID answers; there is no body, and the table is read as the parameters say, as often as it takes. GET /tables/{id}/report tells before what a training
                would be made of, and POST /tables/{id}/jobs trains while nobody waits.
                """)
            .WithMetadata(new DescribedQuery(TableOfAddress.Parameters))
            .Produces<VersionResponse>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
}

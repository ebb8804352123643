namespace SegmentationService.Api.Prediction;

/// <summary>The problems that every call which predicts may answer, by whatever protocol it is made.</summary>
internal static class PredictionProblems
{
    /// <summary>Tells them to OpenAPI.</summary>
    /// <param name="endpoints">A call, or a group of calls.</param>
    public static TBuilder ProducesPredictionProblems<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}

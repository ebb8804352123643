namespace SegmentationService.Api.Protocols;

/// <summary>Gives problems the members that clients of a protocol look for. They stay problems of RFC 9457: one refusal, for whoever reads it.</summary>
internal static class ProtocolErrors
{
    /// <summary>Where the calls of the Open Inference Protocol are.</summary>
    public const string InferencePath = "/v2";

    /// <summary>The call of MLflow's scoring that has a body.</summary>
    public const string ScoringPath = "/invocations";

    /// <summary>Adds the members, by the address that was called, whether or not anything is there.</summary>
    /// <param name="context">A problem that says what is wrong.</param>
    public static void Complete(ProblemDetailsContext context)
    {
        var (path, problem) = (context.HttpContext.Request.Path, context.ProblemDetails);
        if (path.StartsWithSegments(InferencePath)) problem.Extensions["error"] = problem.Detail;
        if (!path.StartsWithSegments(ScoringPath)) return;
        problem.Extensions["error_code"] = problem.Status switch
        {
            StatusCodes.Status401Unauthorized => "UNAUTHENTICATED",
            StatusCodes.Status403Forbidden => "PERMISSION_DENIED",
            StatusCodes.Status404NotFound => "RESOURCE_DOES_NOT_EXIST",
            StatusCodes.Status429TooManyRequests => "REQUEST_LIMIT_EXCEEDED",
            StatusCodes.Status503ServiceUnavailable => "TEMPORARILY_UNAVAILABLE",
            >= StatusCodes.Status500InternalServerError => "INTERNAL_ERROR",
            _ => "BAD_REQUEST",
        };
        problem.Extensions["message"] = problem.Detail;
    }
}

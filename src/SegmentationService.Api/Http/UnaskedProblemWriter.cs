using Microsoft.Extensions.Options;

namespace SegmentationService.Api.Http;

/// <summary>Answers who does not accept problems, such as a browser or a client that accepts only CSV; the framework's own writer leaves these to plain text.</summary>
internal sealed class UnaskedProblemWriter(IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        options.Value.CustomizeProblemDetails?.Invoke(context);
        return new(context.HttpContext.Response.WriteAsJsonAsync(context.ProblemDetails, options: null, "application/problem+json"));
    }
}

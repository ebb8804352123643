using Microsoft.AspNetCore.Mvc;

namespace SegmentationService.Api.Jobs;

/// <summary>A part of a scoring job could not be scored.</summary>
/// <param name="problem">Why; it names the file.</param>
internal sealed class BatchPartException(ProblemDetails problem) : Exception(problem.Detail)
{
    public ProblemDetails Problem { get; } = problem;
}

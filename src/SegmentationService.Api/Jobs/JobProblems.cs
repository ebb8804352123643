using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Jobs;

/// <summary>The problems of jobs that more than one place tells.</summary>
internal static class JobProblems
{
    /// <summary>500: the job was accepted, and its record cannot be read any more.</summary>
    public static ProblemDetails Damaged(DamagedJob job) => Problems.Create(
        StatusCodes.Status500InternalServerError,
        "job-damaged",
        $"The job {job.Id} was accepted, and cannot be read any more. {job.Reason} It is not done, and its idempotency key stands for it, until DELETE /jobs/{job.Id} removes it.");

    /// <summary>422: the service ended again and again in the middle of the work.</summary>
    /// <param name="times">How often.</param>
    public static ProblemDetails AttemptsExhausted(int times) => Problems.Create(
        StatusCodes.Status422UnprocessableEntity,
        "attempts-exhausted",
        $"The service ended {times} times while it worked on this job, which is not begun again. Mostly the table needs more memory than the service has: send fewer columns or customers, or give it more; Jobs:MostAttempts says how often it is tried.");
}

using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Jobs;

/// <summary>The problems of jobs that more than one call answers with.</summary>
internal static class JobProblems
{
    /// <summary>500: the job was accepted, and its record cannot be read any more.</summary>
    public static ProblemDetails Damaged(DamagedJob job) => Problems.Create(
        StatusCodes.Status500InternalServerError,
        "job-damaged",
        $"The job {job.Id} was accepted, and cannot be read any more. {job.Reason} It is not done, and its idempotency key stands for it, until DELETE /jobs/{job.Id} removes it.");
}

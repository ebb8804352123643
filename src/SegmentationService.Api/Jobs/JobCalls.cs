using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Jobs;

/// <summary>The headers by which a call is answered by a job, and the answers that such calls have in common.</summary>
internal static class JobCalls
{
    /// <summary>Asks for a job (RFC 7240).</summary>
    public const string PreferHeader = "Prefer";

    /// <summary>Lets a request be sent again.</summary>
    public const string KeyHeader = "Idempotency-Key";

    private const string RespondAsync = "respond-async";
    private const int LongestKey = 255;
    private const string SecondsToPoll = "1";

    /// <summary>Whether one of the preferences is to be answered before the work is done.</summary>
    public static bool PrefersAsync(IHeaderDictionary headers) => headers[PreferHeader]
        .SelectMany(line => (line ?? "").Split(','))
        .Any(preference => preference.Split(';')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase));

    /// <summary>The idempotency key; null when there is none.</summary>
    /// <exception cref="InvalidParameterException">It is no key.</exception>
    public static IdempotencyKey? Key(IHeaderDictionary headers, JobCaller caller)
    {
        if (!headers.TryGetValue(KeyHeader, out var values)) return null;
        var key = values.Count == 1 ? values[0]!.Trim() : "";
        if (key.Length is 0 or > LongestKey || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new InvalidParameterException(KeyHeader, $"{KeyHeader} is one text of 1 to {LongestKey} visible ASCII characters.");
        return IdempotencyKey.Of(key, caller.Name);
    }

    /// <summary>202: the job, and where it is.</summary>
    public static Accepted<JobResponse> Accepted(HttpContext http, Job job)
    {
        http.Response.Headers.RetryAfter = SecondsToPoll;
        if (PrefersAsync(http.Request.Headers)) http.Response.Headers["Preference-Applied"] = RespondAsync;
        return TypedResults.Accepted(http.Request.Address($"/jobs/{job.Record.Id}"), JobResponse.Of(job.State));
    }

    /// <summary>409: the first request with the key is under way.</summary>
    public static ProblemHttpResult InFlight(HttpContext http)
    {
        http.Response.Headers.RetryAfter = SecondsToPoll;
        return Problems.Conflict("idempotency-key-in-flight", $"The first request with this {KeyHeader} has not been answered yet; try again later.");
    }

    /// <summary>422: the key stands for another request.</summary>
    public static ProblemHttpResult Reused() => TypedResults.Problem(Problems.Create(
        StatusCodes.Status422UnprocessableEntity,
        "idempotency-key-reused",
        $"This {KeyHeader} was sent before with another body, query, Content-Type or Content-Encoding; take a new one for each training."));
}

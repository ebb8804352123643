namespace SegmentationService.Api.Jobs;

/// <summary>The body of a job is not the one that was received: it must not be trained on.</summary>
/// <param name="cause">What shows it.</param>
internal sealed class DamagedBodyException(Exception cause) : Exception(
    "The stored body of this job is damaged: it is not there any more, or is not what was received (its SHA-256 is another one). Nothing was trained; send the request again.", cause);

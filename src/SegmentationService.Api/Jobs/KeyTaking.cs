namespace SegmentationService.Api.Jobs;

/// <summary>One taking of an idempotency key: by whom, and for which job.</summary>
/// <param name="Key">The SHA-256 of the key.</param>
/// <param name="Number">The first is 1; it grows when a key that has become free is taken again.</param>
/// <param name="Owner">The process that took it.</param>
/// <param name="Job">The job that the key stands for from then on, whether or not it is there already.</param>
internal sealed record KeyTaking(string Key, int Number, Guid Owner, Guid Job)
{
    /// <summary>The name of the file that tells of it.</summary>
    public string FileName => $"{Owner}.{Job}";

    /// <summary>Reads what <see cref="FileName"/> tells.</summary>
    /// <returns>Null for any other name.</returns>
    public static KeyTaking? Parse(string key, int number, string fileName) =>
        fileName.Split('.') is [var owner, var job] && Guid.TryParseExact(owner, "D", out var ownerId) && Guid.TryParseExact(job, "D", out var jobId)
            ? new KeyTaking(key, number, ownerId, jobId)
            : null;
}

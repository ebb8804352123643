using System.Globalization;

namespace SegmentationService.Api.Jobs;

/// <summary>A page of jobs, the newest first. It begins behind a time and an id, not behind a job: that may have been removed meanwhile.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">Where the page ends; null when nothing follows.</param>
internal sealed record JobPage(IReadOnlyList<Job> Jobs, string? Next)
{
    private const char Separator = '/';
    private const string Time = "O";

    /// <summary>The jobs after a place.</summary>
    /// <param name="jobs">All that are asked for, in the order of <see cref="JobService.AllAsync"/>.</param>
    /// <param name="after">Where the page before ended; null for the first one.</param>
    /// <param name="limit">The most jobs, at least 1.</param>
    /// <returns>Null when <paramref name="after"/> is no place.</returns>
    public static JobPage? Of(IEnumerable<Job> jobs, string? after, int limit)
    {
        if (after is not null)
        {
            if (!TryParse(after, out var time, out var id)) return null;
            jobs = jobs.Where(job => job.Record.CreatedAt < time || (job.Record.CreatedAt == time && string.CompareOrdinal(job.Record.Id.ToString(), id) < 0));
        }

        Job[] found = [.. jobs.Take(limit + 1)];
        return found.Length <= limit ? new JobPage(found, null) : new JobPage(found[..limit], PlaceOf(found[limit - 1].Record));
    }

    private static string PlaceOf(JobRecord job) => string.Create(CultureInfo.InvariantCulture, $"{job.CreatedAt.ToString(Time, CultureInfo.InvariantCulture)}{Separator}{job.Id}");

    private static bool TryParse(string place, out DateTime time, out string id)
    {
        var cut = place.IndexOf(Separator, StringComparison.Ordinal);
        id = cut < 0 || !Guid.TryParse(place[(cut + 1)..], out var job) ? "" : job.ToString();
        time = default;
        return id.Length > 0 && DateTime.TryParseExact(place[..cut], Time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }
}

using System.Globalization;

namespace SegmentationService.Api.Http;

/// <summary>A page of what came at a time, the newest first. It begins behind a time and an id, and not behind what has them: that may have been removed meanwhile.</summary>
/// <param name="Items">What is on the page.</param>
/// <param name="Next">Where the page ends; null when nothing follows.</param>
internal sealed record TimedPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Makes these pages.</summary>
internal static class TimedPage
{
    private const char Separator = '/';
    private const string Format = "O";

    /// <summary>What stands after a place.</summary>
    /// <param name="all">All that is asked for, by time and then by the letters of the id, the newest first.</param>
    /// <param name="placeOf">When something came, and its id.</param>
    /// <param name="isId">Whether a text can be an id.</param>
    /// <param name="query">The query of the list.</param>
    /// <exception cref="InvalidParameterException">What the query begins after is no place.</exception>
    public static TimedPage<T> Of<T>(IEnumerable<T> all, Func<T, (DateTime Time, string Id)> placeOf, Predicate<string> isId, QueryReader query)
    {
        if (Paging.AfterOf(query) is { } after)
        {
            if (!TryParse(after, isId, out var time, out var id)) throw new InvalidParameterException(Paging.After, $"{Paging.After} is the next of the page before, unchanged.");
            all = all.Where(item => placeOf(item) is var place && (place.Time < time || (place.Time == time && string.CompareOrdinal(place.Id, id) < 0)));
        }

        var limit = Paging.LimitOf(query);
        T[] found = [.. all.Take(limit + 1)];
        return found.Length <= limit ? new TimedPage<T>(found, null) : new TimedPage<T>(found[..limit], TextOf(placeOf(found[limit - 1])));
    }

    private static string TextOf((DateTime Time, string Id) place) => place.Time.ToString(Format, CultureInfo.InvariantCulture) + Separator + place.Id;

    private static bool TryParse(string place, Predicate<string> isId, out DateTime time, out string id)
    {
        var cut = place.IndexOf(Separator, StringComparison.Ordinal);
        (time, id) = (default, place[(cut + 1)..]);
        return cut >= 0 && isId(id) && DateTime.TryParseExact(place[..cut], Format, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }
}

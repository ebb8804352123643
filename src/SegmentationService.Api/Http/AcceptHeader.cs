using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Http;

/// <summary>
/// The media types that a client accepts (Accept, RFC 9110, 12.5.1): of the ranges that a type lies in the most specific decides, and q=0 rules it out. A header that is not there, or that is none, allows all.
/// </summary>
internal sealed class AcceptHeader
{
    private static readonly AcceptHeader All = new([]);

    private readonly IList<MediaTypeHeaderValue> _ranges;

    private AcceptHeader(IList<MediaTypeHeaderValue> ranges)
    {
        _ranges = ranges;
        Ranges = [.. ranges.Where(range => range.Quality != 0).OrderByDescending(range => range.Quality ?? 1)];
    }

    /// <summary>Stands with a call that is answered whatever its client accepts, as metadata of the endpoint: a probe asks whether there is an answer, and reads none.</summary>
    public static IgnoredAccept Ignored { get; } = new();

    /// <summary>The ranges, the best first, in the order of the header where they are as good; none where all is allowed.</summary>
    public IReadOnlyList<MediaTypeHeaderValue> Ranges { get; }

    /// <summary>What a client accepts.</summary>
    /// <param name="request">Its request.</param>
    public static AcceptHeader Of(HttpRequest request) =>
        request.Headers.Accept is { Count: > 0 } values && MediaTypeHeaderValue.TryParseStrictList([.. values!], out var ranges) && ranges.Count > 0 ? new AcceptHeader(ranges) : All;

    /// <summary>Whether a media type may be sent.</summary>
    /// <param name="type">The type, without parameters.</param>
    public bool Allows(string type) => QualityOf(type) > 0;

    /// <summary>The media type that the client likes best; the first of those that it likes as much, and null where it accepts none.</summary>
    /// <param name="types">The types, without parameters.</param>
    public string? Best(params IEnumerable<string> types) => types.Where(Allows).MaxBy(QualityOf);

    private double QualityOf(string type)
    {
        if (_ranges.Count == 0) return 1;
        var (specific, quality) = (0, 0.0);
        foreach (var range in _ranges)
        {
            var found = Specificity(range, type);
            if (found == 0 || found < specific) continue;
            quality = found > specific ? range.Quality ?? 1 : Math.Max(quality, range.Quality ?? 1);
            specific = found;
        }

        return quality;
    }

    /// <summary>0 where the type is not in the range, else the more the narrower the range is.</summary>
    private static int Specificity(MediaTypeHeaderValue range, string type)
    {
        if (range.MatchesAllTypes) return 1;
        if (range.MatchesAllSubTypes) return type.StartsWith(range.MediaType.Value![..^1], StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        return range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? 3 : 0;
    }
}

/// <summary>The call is answered whatever its client accepts.</summary>
internal sealed record IgnoredAccept;

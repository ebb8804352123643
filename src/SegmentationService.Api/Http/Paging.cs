using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Http;

/// <summary>
/// Lists by pages, all in one way: <c>limit</c> says how long a page is, <c>after</c> where the one before ended, and the header Link has the address of the one that follows (RFC 8288). A place in a list
/// is told by what stands there and not by a count, so that pages neither repeat nor miss anything while things come and go.
/// </summary>
internal static class Paging
{
    private const string Limit = "limit";

    /// <summary>Says where the page before ended.</summary>
    public const string After = "after";

    /// <summary>What a page has where nobody says how much.</summary>
    private const int Usual = 1_000;

    /// <summary>The most that a page has.</summary>
    private const int Most = 10_000;

    /// <summary>The header, for OpenAPI.</summary>
    public static AnsweredHeaders Answered { get; } =
        new([new(HeaderNames.Link, "The address of the page that follows, as <...>; rel=\"next\" (RFC 8288). Not there on the last page.", "</jobs?limit=10&after=...>; rel=\"next\"")]);

    /// <summary>The parameters of a list.</summary>
    /// <param name="things">What it is a list of.</param>
    /// <param name="isNumber">Whether a place is told by a number, and not by a text.</param>
    public static QueryParameter[] Parameters(string things, bool isNumber = false) =>
    [
        new(Limit, ParameterKind.WholeNumber, $"The most {things} in the answer; Link leads to the rest.", "1000") { Min = 1, Max = Most },
        isNumber
            ? new(After, ParameterKind.WholeNumber, "Where the page before ended: its next.") { Min = 0, Max = int.MaxValue }
            : new(After, ParameterKind.Text, "Where the page before ended: its next."),
    ];

    /// <summary>The parameters of a list that is a file, and whole where no page is asked for.</summary>
    /// <param name="things">What it is a list of.</param>
    public static QueryParameter[] ParametersOfFile(string things) =>
    [
        new(Limit, ParameterKind.WholeNumber, $"The most {things} in the answer; Link leads to the rest. Default: all.") { Min = 1, Max = int.MaxValue },
        new(After, ParameterKind.WholeNumber, $"How many {things} stand on the pages before. Default: 0.") { Min = 0, Max = int.MaxValue },
    ];

    /// <summary>How long a page is.</summary>
    /// <param name="query">The query of a list.</param>
    public static int LimitOf(QueryReader query) => (int)(query.WholeNumber(Limit) ?? Usual);

    /// <summary>Where the page before ended; null on the first one.</summary>
    /// <param name="query">The query of a list.</param>
    public static string? AfterOf(QueryReader query) => query.Text(After);

    /// <summary>The number that the page before ended with; 0 on the first one.</summary>
    /// <param name="query">The query of a list whose places are numbers.</param>
    public static int NumberAfterOf(QueryReader query) => (int)(query.WholeNumber(After) ?? 0);

    /// <summary>The part of a file that is asked for.</summary>
    /// <param name="query">The query of a list that is a file.</param>
    /// <param name="length">How many there are in all.</param>
    public static RowRange RangeOf(QueryReader query, int length)
    {
        var start = Math.Min(NumberAfterOf(query), length);
        return new RowRange(start, (int)Math.Min(query.WholeNumber(Limit) ?? length, length - start), length);
    }

    /// <summary>Says in Link where the list goes on.</summary>
    /// <param name="context">The request for this page, and its answer, not begun yet.</param>
    /// <param name="after">Where this page ends; null on the last one, which has no link.</param>
    /// <param name="path">The path of the list; null for that of the request.</param>
    public static void LinkNext(this HttpContext context, string? after, string? path = null)
    {
        if (after is null) return;
        var kept = context.Request.Query
            .Where(parameter => !parameter.Key.Equals(After, StringComparison.OrdinalIgnoreCase))
            .SelectMany(parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value)));
        var query = QueryString.Create(kept.Append(KeyValuePair.Create<string, string?>(After, after)));
        context.Response.Headers.Link = $"<{context.Request.Address(path ?? context.Request.Path.ToUriComponent())}{query.ToUriComponent()}>; rel=\"next\"";
    }
}

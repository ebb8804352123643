using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Answers 406 where Accept allows none of the media types that a call answers with, before the call does anything: a training whose answer its client cannot read is none. Calls of several forms choose
/// among them themselves, and what is open without a key, probes and pages for people, is answered whatever Accept says.
/// </summary>
internal static class AcceptedTypes
{
    /// <summary>Comes when the endpoint and the caller are known.</summary>
    public static void UseAcceptedTypes(this WebApplication app) => app.Use(next => context =>
        context.GetEndpoint() is { } endpoint && context.Request.Headers.Accept.Count > 0 && TypesOf(endpoint.Metadata) is { Count: > 0 } types && !Allows(context.Request, types)
            ? TypedResults.Problem(Problems.Create(StatusCodes.Status406NotAcceptable, "not-acceptable", $"The answer is {string.Join(" or ", types)}; Accept does not allow that.")).ExecuteAsync(context)
            : next(context));

    /// <summary>The media types that a call answers with when all goes well; none where Accept is not asked here.</summary>
    /// <param name="metadata">The metadata of the endpoint.</param>
    public static IReadOnlyList<string> TypesOf(IReadOnlyList<object> metadata)
    {
        var types = new List<string>(1);
        foreach (var said in metadata)
        {
            switch (said)
            {
                case IAllowAnonymous:
                case DescribedQuery query when query.Parameters.Contains(AnswerForm.Parameter):
                    return [];
                case IProducesResponseTypeMetadata { StatusCode: >= 200 and < 300 } answer:
                    types.AddRange(answer.ContentTypes.Except(types, StringComparer.OrdinalIgnoreCase));
                    break;
            }
        }

        return types;
    }

    private static bool Allows(HttpRequest request, IReadOnlyList<string> types)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0 || accepted.Any(allowed => allowed.Quality != 0 && (allowed.MatchesAllTypes || types.Any(type => allowed.MatchesAllSubTypes
            ? type.StartsWith(allowed.MediaType.Value![..^1], StringComparison.OrdinalIgnoreCase)
            : type.Equals(allowed.MediaType.Value, StringComparison.OrdinalIgnoreCase))));
    }
}

using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Http;

/// <summary>What a request demands of that which it changes to be as its sender saw it: If-Match, and If-None-Match: * for what must not be there yet (RFC 9110, 13.1).</summary>
internal sealed class Precondition
{
    private const string Any = "*";

    private readonly IList<EntityTagHeaderValue>? _match;
    private readonly bool _mustBeNew;

    private Precondition(IList<EntityTagHeaderValue>? match, bool mustBeNew) => (_match, _mustBeNew) = (match, mustBeNew);

    /// <summary>The headers that say it, for OpenAPI.</summary>
    public static DescribedHeaders Headers { get; } = new(
        [new(HeaderNames.IfMatch, "The ETag that this was last answered with: the change is made only if nobody has changed it since, and else answered with 412.", null)]);

    /// <summary>The header that what can be changed is answered with, for OpenAPI.</summary>
    public static AnsweredHeaders Answered { get; } = new([new(HeaderNames.ETag, "Stands for this state of what is answered: in If-None-Match it saves sending it again, in If-Match it protects a change.", null)]);

    /// <summary>Reads the headers of a request; without any, nothing is demanded.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="InvalidParameterException">A header is not one of tags: what was meant to protect must not be passed over.</exception>
    public static Precondition Of(HttpRequest request) => new(Tags(request, HeaderNames.IfMatch), Tags(request, HeaderNames.IfNoneMatch) is { } none && none.Any(tag => tag.Tag == Any));

    /// <summary>Whether it holds. Weak tags count as those that they are made of: a proxy that compresses makes every tag weak.</summary>
    /// <param name="current">The tag of that which is to be changed; null where it is not there.</param>
    public bool Holds(EntityTagHeaderValue? current)
    {
        if (_mustBeNew && current is not null) return false;
        return _match is null || (current is not null && _match.Any(tag => tag.Tag == Any || tag.Compare(current, useStrongComparison: false)));
    }

    /// <summary>412: it does not hold.</summary>
    /// <param name="now">A sentence: how things are.</param>
    public static ProblemDetails Failed(string now) => Problems.Create(
        StatusCodes.Status412PreconditionFailed, "changed-meanwhile", $"Somebody has changed this meanwhile, so nothing was changed. {now} Read it again, and send the change with its ETag in If-Match.");

    private static IList<EntityTagHeaderValue>? Tags(HttpRequest request, string header)
    {
        var values = request.Headers[header];
        if (values.Count == 0) return null;
        return EntityTagHeaderValue.TryParseList([.. values!], out var tags) && tags.Count > 0
            ? tags
            : throw new InvalidParameterException(header, $"{header} is '{Excerpt.Of(values.ToString())}'; allowed are * and ETags as they were answered, in double quotes.");
    }
}

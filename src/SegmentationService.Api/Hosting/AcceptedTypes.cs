using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Metadata;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Hosting;

/// <summary>
/// Answers 406 where a client accepts none of the media types that a call answers with, before the call reads, stores or changes anything: a training whose answer its client cannot read is none. Which of
/// several types it is, the call chooses.
/// </summary>
internal static class AcceptedTypes
{
    private static readonly ConditionalWeakTable<Endpoint, string[]> Known = [];

    /// <summary>Comes when the endpoint and the caller are known.</summary>
    public static void UseAcceptedTypes(this WebApplication app) => app.Use(next => context =>
    {
        if (context.Request.Headers.Accept.Count == 0 || context.GetEndpoint() is not { } endpoint) return next(context);
        var types = Known.GetValue(endpoint, endpoint => TypesOf(endpoint.Metadata));
        if (types.Length == 0 || IsFormNamed(endpoint, context.Request)) return next(context);
        var accepted = AcceptHeader.Of(context.Request);
        return Array.Exists(types, accepted.Allows) || (HasForms(endpoint.Metadata) && AnswerForm.Synonyms.Any(accepted.Allows))
            ? next(context)
            : Problems.NotAcceptable(types).ExecuteAsync(context);
    });

    /// <summary>The media types that a call answers with when all goes well; none where there is nothing to send, or nobody asks what is accepted.</summary>
    /// <param name="metadata">The metadata of the endpoint.</param>
    public static string[] TypesOf(IReadOnlyList<object> metadata) => metadata.OfType<IgnoredAccept>().Any()
        ? []
        : [.. metadata.OfType<IProducesResponseTypeMetadata>().Where(answer => answer.StatusCode is >= 200 and < 300).SelectMany(answer => answer.ContentTypes).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static bool HasForms(IReadOnlyList<object> metadata) => metadata.OfType<DescribedQuery>().Any(query => query.Parameters.Contains(AnswerForm.Parameter));

    /// <summary>A form that the address names is answered whatever is accepted: so a browser gets a table of which it only knows to save it.</summary>
    private static bool IsFormNamed(Endpoint endpoint, HttpRequest request) =>
        request.Query.ContainsKey(AnswerForm.ParameterName) && endpoint.Metadata.OfType<DescribedQuery>().Any(query => query.Parameters.Any(parameter => parameter.IsNamed(AnswerForm.ParameterName)));
}

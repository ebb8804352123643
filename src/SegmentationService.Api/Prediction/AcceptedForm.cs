using Microsoft.Net.Http.Headers;

namespace SegmentationService.Api.Prediction;

/// <summary>The form of the answer to a batch, chosen by <c>Accept</c>.</summary>
internal static class AcceptedForm
{
    /// <summary>What the client accepts; JSON where it does not care. Null when it accepts none of the forms.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prepared">The answers of the version.</param>
    public static IAnswerWriter? Choose(HttpRequest request, PreparedAnswers prepared)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return new JsonAnswerWriter(prepared);
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.Quality == 0) continue;
            if (Is(type, "application/x-ndjson") || Is(type, "application/ndjson") || Is(type, "application/jsonl")) return new NdJsonAnswerWriter(prepared);
            if (Is(type, "text/csv")) return new CsvAnswerWriter(prepared);
            if (Is(type, "application/json") || type.MatchesAllTypes || Is(type, "application/*")) return new JsonAnswerWriter(prepared);
            if (Is(type, "text/*")) return new CsvAnswerWriter(prepared);
        }

        return null;
    }

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);
}

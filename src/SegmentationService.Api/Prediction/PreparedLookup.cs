using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Prediction;

/// <summary>The version that answers a request, laid out for it.</summary>
internal static class PreparedLookup
{
    /// <summary>The model that answers where none is named.</summary>
    public const string UsualModel = "default";

    private const string VersionHeader = "X-Model-Version";

    /// <summary>The parameters that <see cref="FindAsync(HttpContext, ModelStore, QueryReader)"/> takes.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("model", ParameterKind.Text, "The name of the model.", UsualModel) { Example = QueryParameter.ExampleModel },
        new("version", ParameterKind.Text, "A version number or an alias.", StoredModel.ChampionAlias),
    ];

    /// <summary>The header that names the version, for OpenAPI.</summary>
    public static AnsweredHeaders Headers { get; } = new([new(VersionHeader, "The version that answered.", "1")]);

    /// <summary>The version that the query asks for by <c>model</c> and <c>version</c>, which serves this request to its end; or the problem that there is none.</summary>
    public static ValueTask<(ProblemHttpResult? Problem, PreparedAnswers Prepared)> FindAsync(HttpContext context, ModelStore store, QueryReader query) =>
        FindAsync(context, store, query.Text("model") ?? UsualModel, query.Text("version") ?? StoredModel.ChampionAlias);

    /// <summary>The version that is asked for, which serves this request to its end, and is named in a header of the answer; or the problem that there is none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="store">Where it is looked for.</param>
    /// <param name="model">Any text.</param>
    /// <param name="version">A version number, an alias, or any other text.</param>
    public static ValueTask<(ProblemHttpResult? Problem, PreparedAnswers Prepared)> FindAsync(HttpContext context, ModelStore store, string model, string version) =>
        VersionLookup.TryFind(store, model, version, out var problem, out var found)
            ? new(Prepare(context, store, model, version, problem, found))
            : LoadAsync(context, store, model, version);

    /// <summary>Apart from what answers at once: a token is made by the server when it is asked for, and costs every request that does.</summary>
    private static async ValueTask<(ProblemHttpResult? Problem, PreparedAnswers Prepared)> LoadAsync(HttpContext context, ModelStore store, string model, string version)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, context.RequestAborted);
        return Prepare(context, store, model, version, problem, found);
    }

    private static (ProblemHttpResult? Problem, PreparedAnswers Prepared) Prepare(HttpContext context, ModelStore store, string model, string version, ProblemHttpResult? problem, StoredVersion found)
    {
        if (problem is not null)
        {
            var isUntrained = store.Models.Count == 0 && store.WhyNotServed(model, version) is null;
            return (isUntrained ? Problems.NotTrained() : problem, null!);
        }

        var prepared = PreparedAnswers.Of(ServedVersion.Of(found));
        context.Response.Headers[VersionHeader] = prepared.Header;
        return (null, prepared);
    }
}

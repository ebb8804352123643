using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Http;

/// <summary>Makes the problems of RFC 9457 that the service answers with: a stable type, a title, and what is wrong and allowed.</summary>
internal static class Problems
{
    /// <summary>What the types of problems begin with: the address of their pages.</summary>
    public const string TypePrefix = "/problems/";

    private const int LongestName = 64;

    /// <summary>The most names of what there is that a problem lists.</summary>
    public const int MostNames = 20;

    /// <summary>A problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="kind">The stable last part of the type, such as <c>invalid-csv</c>; the title is made of it.</param>
    /// <param name="detail">What is wrong, where, and what is allowed.</param>
    /// <param name="extensions">More members; those that are null are left out.</param>
    public static ProblemDetails Create(int status, string kind, string detail, params ReadOnlySpan<(string Name, object? Value)> extensions)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Type = TypePrefix + kind,
            Title = Title(kind),
            Detail = detail,
        };
        foreach (var (name, value) in extensions)
            if (value is not null) problem.Extensions[name] = value;
        return problem;
    }

    /// <summary>404: there is no such model.</summary>
    public static ProblemHttpResult UnknownModel(string model, IEnumerable<string> existing) =>
        NotFound("unknown-model", $"There is no model '{Short(model)}'; {Existing("models", existing)}.", ("parameter", "model"));

    /// <summary>404: the model has no such version or alias.</summary>
    public static ProblemHttpResult UnknownVersion(string model, string version, IEnumerable<string> existing) =>
        NotFound("unknown-version", $"The model '{model}' has no version or alias '{Short(version)}'; {Existing("versions and aliases", existing)}.", ("parameter", "version"));

    /// <summary>404: the model has no such alias.</summary>
    public static ProblemHttpResult UnknownAlias(string model, string alias, IEnumerable<string> existing) =>
        NotFound("unknown-alias", $"The model '{model}' has no alias '{Short(alias)}'; {Existing("aliases", existing)}.", ("parameter", "alias"));

    /// <summary>404: the version was not trained on such a customer.</summary>
    public static ProblemHttpResult UnknownCustomer(string model, int version, string id, int customers) => NotFound(
        "customer-not-found",
        string.Create(CultureInfo.InvariantCulture, $"Version {version} of '{model}' was not trained on a customer '{Short(id)}'. It has {customers} customers, whose ids GET /models/{model}/versions/{version}/customers lists: those of the table, letter by letter, or the numbers of the rows where it has none. POST /predict tells of any other customer."),
        ("parameter", "id"));

    /// <summary>404: nothing that is kept of the model tells of the customer.</summary>
    public static ProblemHttpResult UnknownCustomer(string model, string id) => NotFound(
        "customer-not-found",
        $"Nothing that is kept of '{model}' tells of a customer '{Short(id)}': no version, no kept table that it was trained on, and no job. Ids are compared letter by letter, as GET /models/{model}/versions/{{version}}/customers lists them.",
        ("parameter", "id"));

    /// <summary>404: the version has no such segment.</summary>
    public static ProblemHttpResult UnknownSegment(string model, int version, string segment, IEnumerable<int> existing) =>
        NotFound("unknown-segment", $"Version {version} of '{model}' has no segment '{Short(segment)}'; {Existing("segments", existing.Select(id => id.ToString(CultureInfo.InvariantCulture)))}.", ("parameter", "segment"));

    /// <summary>404: there is no such job.</summary>
    public static ProblemHttpResult UnknownJob(string id) =>
        NotFound("unknown-job", $"There is no job '{Short(id)}', or it ended too long ago; GET /jobs lists those there are.", ("parameter", "id"));

    /// <summary>404: there is no such kind of problem.</summary>
    public static ProblemHttpResult UnknownKind(string kind) =>
        NotFound("not-found", $"There is no kind of problem '{Short(kind)}'; {TypePrefix[..^1]} lists those there are.", ("parameter", "kind"));

    /// <summary>404: the version was stored before there were charts.</summary>
    public static ProblemHttpResult NoCharts(string model, int version) =>
        NotFound("no-charts", $"Version {version} of '{model}' was trained before charts were stored; train again to get them.", ("parameter", "version"));

    /// <summary>404: the version has no tree.</summary>
    /// <param name="model">The model.</param>
    /// <param name="version">The version.</param>
    /// <param name="why">A sentence: why it has none.</param>
    public static ProblemHttpResult NoTree(string model, int version, string why) =>
        NotFound("no-tree", $"Version {version} of '{model}' has no tree. {why}", ("parameter", "version"));

    /// <summary>404: the version was stored before it was known how its customers are distributed.</summary>
    public static ProblemHttpResult NoDrift(string model, int version) =>
        NotFound("no-drift", $"Version {version} of '{model}' was trained before it was stored how its customers are distributed, so that there is nothing to compare with; train again to get it.", ("parameter", "version"));

    /// <summary>503: the version is in the store, but damaged or of a newer format.</summary>
    public static ProblemHttpResult SetAside(string model, string version, string reason, IEnumerable<string> served)
    {
        var rest = List(served);
        var others = rest.Length == 0 ? "no version of the model can be served" : $"served are {rest}";
        return TypedResults.Problem(Create(
            StatusCodes.Status503ServiceUnavailable,
            "version-set-aside",
            $"'{Short(version)}' of the model '{model}' cannot be served; {others}. {reason}",
            ("parameter", "version")));
    }

    /// <summary>409: nothing has been trained yet.</summary>
    public static ProblemHttpResult NotTrained() =>
        TypedResults.Problem(Create(StatusCodes.Status409Conflict, "not-trained", "There is no model yet: train one first, by POST /train with a table of customers."));

    /// <summary>409: the change contradicts what there is.</summary>
    public static ProblemHttpResult Conflict(string kind, string detail) =>
        TypedResults.Problem(Create(StatusCodes.Status409Conflict, kind, detail));

    /// <summary>406: the client accepts none of the media types that the call answers with.</summary>
    public static ProblemHttpResult NotAcceptable(IReadOnlyList<string> types) => TypedResults.Problem(Create(
        StatusCodes.Status406NotAcceptable,
        "not-acceptable",
        $"The answer {(types.Count == 1 ? "is" : "can be")} {string.Join(", ", types.SkipLast(1))}{(types.Count > 1 ? " or " : "")}{types[^1]}; Accept allows {(types.Count == 1 ? "nothing of that" : "none of them")}. Nothing was done."));

    /// <summary>400: a parameter, a part of the address or a field of a small body is not allowed.</summary>
    public static ProblemHttpResult Invalid(string parameter, string detail) =>
        TypedResults.Problem(Create(StatusCodes.Status400BadRequest, "invalid-parameter", detail, ("parameter", parameter)));

    /// <summary><c>invalid-csv</c> as <c>Invalid CSV</c>.</summary>
    private static string Title(string kind)
    {
        var words = kind.Replace('-', ' ').Replace("csv", "CSV", StringComparison.Ordinal).Replace("json", "JSON", StringComparison.Ordinal);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static ProblemHttpResult NotFound(string kind, string detail, (string, object?) extension) =>
        TypedResults.Problem(Create(StatusCodes.Status404NotFound, kind, detail, extension));

    private static string Existing(string what, IEnumerable<string> names)
    {
        var list = List(names);
        return list.Length == 0 ? $"there are no {what} yet" : $"the {what} are {list}";
    }

    /// <summary>The first names, and how many more there are: a problem stays one that can be read.</summary>
    private static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MostNames)) + (all.Length > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - MostNames} more (GET /models lists them)") : "");
    }

    private static string Short(string name) => Excerpt.Of(name, LongestName);
}

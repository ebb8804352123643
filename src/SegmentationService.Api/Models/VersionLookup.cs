using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The model and version that a request asks for, or the problem that there is none: one rule for all calls.</summary>
internal static class VersionLookup
{
    /// <summary>Finds a version.</summary>
    /// <param name="store">Where it is looked for.</param>
    /// <param name="model">Any text.</param>
    /// <param name="version">A version number, an alias, or any other text.</param>
    /// <param name="found">The version, which the request may use to its end, whatever happens to the store.</param>
    /// <returns>Null when it is found; or why it is not.</returns>
    public static ProblemHttpResult? Find(ModelStore store, string model, string version, out StoredVersion found)
    {
        found = store.Find(model)?.Resolve(version)!;
        return found is null ? NotServed(store, model, version) : null;
    }

    /// <summary>The problem that a version is not there, or cannot be served.</summary>
    public static ProblemHttpResult NotServed(ModelStore store, string model, string version)
    {
        if (store.WhyNotServed(model, version) is { } reason) return Problems.SetAside(model, version, reason, VersionsAndAliases(store, model));
        return store.Find(model) is null ? UnknownModel(store, model) : UnknownVersion(store, model, version);
    }

    /// <summary>The same of a version by its number.</summary>
    public static ProblemHttpResult NotServed(ModelStore store, string model, int version) => NotServed(store, model, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>The problem that there is no such model.</summary>
    public static ProblemHttpResult UnknownModel(ModelStore store, string model) => Problems.UnknownModel(model, store.Models.Select(existing => existing.Name));

    /// <summary>The problem that the model has no such version.</summary>
    public static ProblemHttpResult UnknownVersion(ModelStore store, string model, string version) => Problems.UnknownVersion(model, version, VersionsAndAliases(store, model));

    private static IEnumerable<string> VersionsAndAliases(ModelStore store, string model) => store.Find(model)?.VersionsAndAliases() ?? [];
}

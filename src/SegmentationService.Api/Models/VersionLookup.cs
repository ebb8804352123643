using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>The model and version that a request asks for, or the problem that there is none: one rule for all calls.</summary>
internal static class VersionLookup
{
    /// <summary>Finds a version, and has it in memory.</summary>
    /// <param name="store">Where it is looked for.</param>
    /// <param name="model">Any text.</param>
    /// <param name="version">A version number, an alias, or any other text.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk, which there is only for a version that nobody has asked for lately.</param>
    /// <returns>The version, which the request may use to its end, whatever happens to the store; or why there is none.</returns>
    public static ValueTask<(ProblemHttpResult? Problem, StoredVersion Found)> FindAsync(ModelStore store, string model, string version, CancellationToken cancellationToken) =>
        TryFind(store, model, version, out var problem, out var found) ? new((problem, found)) : LoadAsync(store, model, version, found, cancellationToken);

    /// <summary>The same where nothing needs to be waited for.</summary>
    /// <param name="store">Where it is looked for.</param>
    /// <param name="model">Any text.</param>
    /// <param name="version">A version number, an alias, or any other text.</param>
    /// <param name="problem">Why there is none, or null.</param>
    /// <param name="found">The version, where there is one.</param>
    /// <returns>False where the version is not in memory.</returns>
    public static bool TryFind(ModelStore store, string model, string version, out ProblemHttpResult? problem, out StoredVersion found)
    {
        found = store.Find(model)?.Resolve(version)!;
        problem = found is null ? NotServed(store, model, version) : null;
        if (found is null) return true;
        if (!found.IsLoaded) return false;
        found.Touch();
        return true;
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

    private static async ValueTask<(ProblemHttpResult? Problem, StoredVersion Found)> LoadAsync(
        ModelStore store, string model, string version, StoredVersion found, CancellationToken cancellationToken) =>
        await store.LoadAsync(found, cancellationToken) ? (null, found) : (NotServed(store, model, version), null!);

    private static IEnumerable<string> VersionsAndAliases(ModelStore store, string model) => store.Find(model)?.VersionsAndAliases() ?? [];
}

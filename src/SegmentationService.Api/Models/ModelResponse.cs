using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>All models.</summary>
/// <param name="Models">By name.</param>
/// <param name="SetAside">What lies in the store and could not be loaded.</param>
internal sealed record ModelListResponse(IReadOnlyList<ModelResponse> Models, IReadOnlyList<SetAsideResponse> SetAside);

/// <summary>A model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Aliases">Names for versions; <c>champion</c> is the one that serves.</param>
/// <param name="Versions">Its versions, oldest first.</param>
internal sealed record ModelResponse(string Model, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<VersionSummary> Versions)
{
    public static ModelResponse Of(StoredModel model) =>
        new(model.Name, model.Aliases, [.. model.Versions.Select(version => VersionSummary.Of(model, version))]);
}

/// <summary>A version in short.</summary>
/// <param name="Version">Its number.</param>
/// <param name="CreatedAt">When it was trained, in UTC.</param>
/// <param name="Customers">The number of customers that it was trained on.</param>
/// <param name="Clusters">The number of segments.</param>
/// <param name="Silhouette">The mean silhouette; null with one segment.</param>
/// <param name="Fingerprint">The SHA-256 of all that prediction depends on.</param>
/// <param name="Aliases">The aliases that point to it.</param>
internal sealed record VersionSummary(
    int Version, DateTime CreatedAt, int Customers, int Clusters, double? Silhouette, string Fingerprint, IReadOnlyList<string> Aliases)
{
    public static VersionSummary Of(StoredModel model, StoredVersion version) => new(
        version.Version,
        version.CreatedAt,
        version.Report.Customers,
        version.Model.Segments.Count,
        version.Report.Quality.Silhouette,
        version.Fingerprint,
        [.. model.Aliases.Where(alias => alias.Value == version.Version).Select(alias => alias.Key).Order(StringComparer.Ordinal)]);
}

/// <summary>Something in the store that could not be loaded; it is left as it is.</summary>
/// <param name="Name">Where it lies, below the folder of the store.</param>
/// <param name="Reason">Why it could not be loaded.</param>
internal sealed record SetAsideResponse(string Name, string Reason);

/// <summary>The body of <c>PUT .../aliases/{alias}</c>.</summary>
/// <param name="Version">The number of the version that the alias shall point to.</param>
internal sealed record AliasRequest(int? Version);

/// <summary>An alias.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Alias">The alias.</param>
/// <param name="Version">The version that it points to.</param>
internal sealed record AliasResponse(string Model, string Alias, int Version);

using System.Text.Json.Serialization;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>All models.</summary>
/// <param name="Models">By name.</param>
/// <param name="SetAside">What lies in the store and could not be loaded.</param>
internal sealed record ModelListResponse(IReadOnlyList<ModelResponse> Models, IReadOnlyList<SetAsideResponse> SetAside)
{
    /// <summary>Where this page ends, for <c>after</c>; left out on the last one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Next { get; init; }
}

/// <summary>A model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Aliases">Names for versions; <c>champion</c> is the one that serves.</param>
/// <param name="Versions">Its versions, oldest first.</param>
internal sealed record ModelResponse(string Model, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<VersionSummary> Versions)
{
    /// <summary>The version that this page ends with, for <c>after</c>; left out on the last one, and in the list of all models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Next { get; init; }

    public static ModelResponse Of(StoredModel model, IEnumerable<StoredVersion> versions)
    {
        var aliases = model.Aliases.ToLookup(alias => alias.Value, alias => alias.Key);
        return new ModelResponse(model.Name, model.Aliases, [.. versions.Select(version => VersionSummary.Of(version, aliases[version.Version]))]);
    }
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
    public static VersionSummary Of(StoredVersion version, IEnumerable<string> aliases) => new(
        version.Version,
        version.CreatedAt,
        version.Digest.Customers,
        version.Digest.Clusters,
        version.Digest.Silhouette,
        version.Fingerprint,
        [.. aliases.Order(StringComparer.Ordinal)]);
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

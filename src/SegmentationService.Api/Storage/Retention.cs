using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Storage;

/// <summary>Which versions of a model are more than are to be kept.</summary>
internal static class Retention
{
    /// <summary>The versions to delete, the oldest first: never one that an alias points at, nor the one that has just been acknowledged.</summary>
    /// <param name="model">The model, with all of its versions.</param>
    /// <param name="keep">How many versions are kept.</param>
    /// <param name="newest">The number of the version that has just been stored.</param>
    public static IEnumerable<StoredVersion> Surplus(StoredModel model, int keep, int newest)
    {
        if (model.Count <= keep) return [];
        var pinned = model.AllAliases.Values.ToHashSet();
        return model.Versions.Where(version => version.Version != newest && !pinned.Contains(version.Version)).Take(model.Count - keep);
    }
}

using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Models;

/// <summary>Pages of models: a page has a bounded number of versions, of however many models they are, so that an answer stays of a size that can be read.</summary>
/// <param name="Model">A model.</param>
/// <param name="Versions">Those of its versions that are on the page, oldest first.</param>
internal sealed record ModelPage(StoredModel Model, IReadOnlyList<StoredVersion> Versions)
{
    /// <summary>Stands between the name of a model and the number of its last version on a page.</summary>
    private const char Separator = '/';

    /// <summary>The models with versions after a place.</summary>
    /// <param name="models">All models, in the order of their names.</param>
    /// <param name="after">Where the page before ended: a model, or <c>model/version</c>; null for the first page.</param>
    /// <param name="limit">The most versions, at least 1.</param>
    /// <returns>The page, and where it ends; null when nothing follows.</returns>
    public static (IReadOnlyList<ModelPage> Models, string? Next) Of(IEnumerable<StoredModel> models, string? after, int limit)
    {
        var cut = after?.LastIndexOf(Separator) ?? -1;
        var (name, number) = cut >= 0 && VersionNumber.TryParse(after![(cut + 1)..], out var version) ? (after[..cut], version) : (after, int.MaxValue);
        var page = new List<ModelPage>();
        var left = limit;
        foreach (var model in models)
        {
            var order = name is null ? 1 : string.CompareOrdinal(model.Name, name);
            if (order < 0) continue;
            var (versions, isLast) = VersionsOf(model, order == 0 ? number : 0, left);
            if (versions.Count == 0 && isLast) continue;
            if (left == 0) return (page, page[^1].End);
            page.Add(new ModelPage(model, versions));
            left -= versions.Count;
            if (!isLast) return (page, page[^1].End);
        }

        return (page, null);
    }

    /// <summary>The versions of a model after a number.</summary>
    /// <param name="model">The model.</param>
    /// <param name="after">The number.</param>
    /// <param name="limit">The most versions.</param>
    /// <returns>The versions, and whether none follow.</returns>
    public static (IReadOnlyList<StoredVersion> Versions, bool IsLast) VersionsOf(StoredModel model, int after, int limit)
    {
        var first = FirstAfter(model.Versions, after);
        return ([.. model.Versions.Skip(first).Take(limit)], model.Versions.Count - first <= limit);
    }

    private string End => $"{Model.Name}{Separator}{VersionNumber.ToText(Versions[^1].Version)}";

    private static int FirstAfter(IReadOnlyList<StoredVersion> versions, int after)
    {
        var (from, to) = (0, versions.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (versions[middle].Version > after) to = middle;
            else from = middle + 1;
        }

        return from;
    }
}

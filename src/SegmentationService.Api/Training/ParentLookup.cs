using SegmentationService.Api.Http;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation.Lineage;

namespace SegmentationService.Api.Training;

/// <summary>Finds the version that a training takes ids and names from.</summary>
/// <param name="Parent">The parent; null where there is none.</param>
/// <param name="Notices">Why the champion is none.</param>
internal sealed record ParentLookup(ParentModel? Parent, IReadOnlyList<Notice> Notices)
{
    /// <summary>Finds it among the versions that there are now.</summary>
    /// <param name="store">Where it is looked for.</param>
    /// <param name="query">The training.</param>
    /// <param name="customers">Whose features it must have.</param>
    /// <param name="cancellationToken">Ends the waiting for the disk.</param>
    /// <exception cref="UnknownParentException">A version was named that is not there.</exception>
    /// <exception cref="Core.ParentMismatchException">A version was named that has other features.</exception>
    public static async Task<ParentLookup> FindAsync(ModelStore store, TrainQuery query, PreparedCustomers customers, CancellationToken cancellationToken)
    {
        if (query.Parent.IsNone) return new ParentLookup(null, []);
        var name = query.Parent.Version is { } number ? VersionNumber.ToText(number) : StoredModel.ChampionAlias;
        var found = store.Find(query.Model)?.Resolve(name);
        if (found is not null && !await store.LoadAsync(found, cancellationToken)) found = null;
        if (found is null) return query.Parent.Version is null ? new ParentLookup(null, []) : throw Unknown(store, query.Model, name);

        var parent = new ParentModel(found.Version, found.Content.Trained) { GivenNames = found.Annotations.GivenNames };
        if (query.Parent.Version is not null) parent.Check(customers);
        var differences = parent.DifferencesFrom(customers);
        return differences.IsNone ? new ParentLookup(parent, []) : new ParentLookup(null, [LineageNotices.OtherFeatures(found.Version, differences)]);
    }

    private static UnknownParentException Unknown(ModelStore store, string model, string version)
    {
        if (store.WhyNotServed(model, version) is { } reason) return new UnknownParentException($"Version {version} of '{model}' cannot be the parent. {reason}");
        return new UnknownParentException(store.Find(model) is { } existing
            ? $"The model '{model}' has no version {version} that could be the parent; its versions and aliases are {string.Join(", ", existing.VersionsAndAliases().Take(Problems.MostNames))}."
            : $"The model '{model}' has no versions yet, and so no version {version} that could be the parent.");
    }
}

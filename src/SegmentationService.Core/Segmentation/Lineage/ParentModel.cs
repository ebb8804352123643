using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation.Lineage;

/// <summary>The model that a new one takes ids and names from.</summary>
/// <param name="Version">Its number among the versions of the model.</param>
/// <param name="Trained">The model, and the report about it.</param>
public sealed record ParentModel(int Version, TrainedModel Trained)
{
    /// <summary>The names that people have given its segments, by the ids of these.</summary>
    public IReadOnlyDictionary<int, string> GivenNames { get; init; } = new Dictionary<int, string>();

    /// <summary>The largest id that was ever given in its line.</summary>
    internal int LastId => Math.Max(Trained.Report.Lineage?.LastId ?? 0, Trained.Model.Segments.Max(segment => segment.Id));

    /// <summary>The features in which customers that were made ready for a new model differ from those of the parent.</summary>
    /// <param name="customers">The customers.</param>
    public FeatureDifferences DifferencesFrom(PreparedCustomers customers) => FeatureDifferences.Between(Trained.Model.FeatureSet, customers.FeatureSet);

    /// <summary>Refuses customers that the parent cannot assign.</summary>
    /// <param name="customers">The customers.</param>
    /// <exception cref="ParentMismatchException">They have other features.</exception>
    public void Check(PreparedCustomers customers)
    {
        if (DifferencesFrom(customers) is not { IsNone: false } differences) return;
        throw new ParentMismatchException($"Version {Version} cannot be the parent, since it has other features: {LineageNotices.InWords(differences)}. Allowed is a version of the same features; parent=none takes ids and names from none.")
        {
            Missing = differences.Missing,
            Added = differences.Added,
        };
    }
}

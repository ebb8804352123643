namespace SegmentationService.Core.Features;

/// <summary>The features that only one of two sets has: those of another name, of another formula, or for another value of an encoded column. How values are prepared makes no difference.</summary>
/// <param name="Missing">The names of those that only the first one has.</param>
/// <param name="Added">The names of those that only the second one has.</param>
public sealed record FeatureDifferences(IReadOnlyList<string> Missing, IReadOnlyList<string> Added)
{
    /// <summary>Whether both have the same, in whatever order.</summary>
    public bool IsNone => Missing.Count == 0 && Added.Count == 0;

    /// <summary>Compares two sets. O(d).</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    public static FeatureDifferences Between(FeatureSet first, FeatureSet second)
    {
        return new FeatureDifferences(Only(first, second), Only(second, first));

        static string[] Only(FeatureSet of, FeatureSet notOf)
        {
            var others = notOf.Features.Select(Measured).ToHashSet();
            return [.. of.Features.Where(feature => !others.Contains(Measured(feature))).Select(feature => feature.Name)];
        }

        static (string Name, string Source, string? Value) Measured(Feature feature) => (feature.Name, feature.Source, feature.Value);
    }
}

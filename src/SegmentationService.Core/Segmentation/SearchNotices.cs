using System.Globalization;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Segmentation;

/// <summary>Says of a search for the number of segments what is not plain about it. Options have the names that callers know them by.</summary>
internal static class SearchNotices
{
    /// <summary>The notices.</summary>
    /// <param name="choice">What was found.</param>
    /// <param name="options">What was asked for.</param>
    public static IEnumerable<Notice> Of(ClusterChoice choice, TrainingOptions options)
    {
        foreach (var notice in RangeShortened(choice.Candidates[^1].Clustering.Clusters, options)) yield return notice;

        var share = (100 * options.MinShare).ToString("0.##", CultureInfo.InvariantCulture);
        if (choice.Chosen.SmallestShare < options.MinShare)
            yield return new Notice("tiny_segments", null, $"The smallest segment has {choice.Chosen.Clustering.Sizes.Min()} of {choice.Chosen.Clustering.Sizes.Sum()} customers, less than {share} % (minShare).");

        var ineligible = choice.Candidates.Where(candidate => candidate.SmallestShare < options.MinShare && candidate != choice.Chosen).Select(candidate => candidate.Clustering.Clusters).ToArray();
        if (ineligible.Length > 0)
            yield return new Notice("tiny_segments_avoided", null, $"With {string.Join(", ", ineligible)} segments the smallest is tiny: it has less than {share} % of the customers (minShare), so {(ineligible.Length == 1 ? "this number was" : "these numbers were")} not eligible. A few extreme customers often cause this; transform=auto and outliers=clip soften them.");

        if (choice.Chosen.ExceedsVariety)
            yield return new Notice("few_different_customers", null, $"Few customers differ from one another in the columns used. Of {choice.Chosen.Clustering.Clusters} segments many hold customers who are all alike, and the silhouette is high by itself: it says little of how clear the segments are.");
        else if (choice.Candidates.Where(candidate => candidate.ExceedsVariety).Select(candidate => candidate.Clustering.Clusters).ToArray() is { Length: > 0 } tooMany)
            yield return new Notice("few_different_customers", null, $"Few customers differ from one another in the columns used. From {tooMany[0]} segments on many hold customers who are all alike, and the silhouette is high by itself, so such numbers were not eligible; clusters= gives any number.");

        if (choice.Candidates.Any(candidate => !candidate.Clustering.Converged))
            yield return new Notice("not_converged", null, "The limit of iterations ended a clustering before it stood still; its segments are usable, but not quite the best.");
    }

    /// <summary>There are too few distinct customers for the largest number of segments.</summary>
    /// <param name="largest">The largest number tried.</param>
    /// <param name="options">What was asked for.</param>
    public static IEnumerable<Notice> RangeShortened(int largest, TrainingOptions options)
    {
        if (largest < options.Range.Max)
            yield return new Notice("range_shortened", null, $"The table has {largest} distinct customers in the columns used, so at most {largest} segments are tried instead of {options.Range.Max}.");
    }
}

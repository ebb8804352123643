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
        if (!choice.Chosen.Eligible)
            yield return new Notice("tiny_segments", null, $"The smallest segment has {choice.Chosen.Clustering.Sizes.Min()} of {choice.Chosen.Clustering.Sizes.Sum()} customers, less than {share} % (minShare).");

        var ineligible = choice.Candidates.Where(candidate => !candidate.Eligible && candidate != choice.Chosen).Select(candidate => candidate.Clustering.Clusters).ToArray();
        if (ineligible.Length > 0)
            yield return new Notice("tiny_segments_avoided", null, $"With {string.Join(", ", ineligible)} segments the smallest is tiny: it has less than {share} % of the customers (minShare), so {(ineligible.Length == 1 ? "this number was" : "these numbers were")} not eligible. A few extreme customers often cause this; transform=auto and outliers=clip soften them.");

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

using System.Globalization;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// Says in a sentence how a segment differs from all customers in a feature. What is compared stands in it, and differs in the direction that it says: the medians
/// where they do, else the means, else shares.
/// </summary>
internal static class DistinguishingText
{
    private const double FarEffect = 1;
    private const double ClearEffect = 0.35;
    private const double MostlyKnown = 0.5;

    /// <summary>The sentence.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="segment">0-based segment.</param>
    /// <param name="effect">How far the segment lies from all customers: above 0 where it lies above.</param>
    public static string Of(FeatureInSegments feature, int segment, double effect)
    {
        var name = feature.Name;
        if (feature.IsEncoded) return Shares(feature.Centroid(segment), feature.Center, $"of customers have {name}");
        if (feature.ShareKnown(segment) < MostlyKnown) return Shares(feature.ShareKnown(segment), feature.ShareKnown(), $"of customers have a value of {name}");
        if (feature.IsFlag && feature.ShareOfHigh(segment) is { } share) return OfFlag(feature, share);
        if (feature.Typical(segment, effect > 0) is { } typical) return $"{name} is {Number(typical.Value)} for {Shares(typical.Share, typical.ShareOfAll, "of customers")}";

        var degree = Math.Abs(effect) switch { >= FarEffect => "far ", >= ClearEffect => "", _ => "slightly " };
        var statement = $"{name} {degree}{(effect > 0 ? "above" : "below")} average";
        var (statistics, all) = (feature.Statistics(segment), feature.Feature.Median);
        if (Differ(statistics.Median, all, effect)) return $"{statement}: median {Number(statistics.Median!.Value)} against {Number(all)}";
        if (Differ(statistics.Mean, feature.Mean, effect)) return $"{statement}: mean {Number(statistics.Mean!.Value)} against {Number(feature.Mean)}";
        if (feature.ShareOfMedian(segment) is { } atMedian && Percent(atMedian) != Percent(feature.ShareOfMedian()))
            return $"{name} is {Number(all)} for {Shares(atMedian, feature.ShareOfMedian(), "of customers")}";
        return statement;
    }

    private static string OfFlag(FeatureInSegments feature, double share)
    {
        var flag = FlagName.Of(feature.Name);
        return Shares(share, feature.ShareOfHigh(), $"of customers {flag.Verb} {flag.Rest}");
    }

    /// <summary>Whether two numbers, as they are shown, differ in the direction of the effect.</summary>
    private static bool Differ(double? value, double all, double effect) =>
        value is { } shown && (effect > 0 ? shown > all : shown < all) && Number(shown) != Number(all);

    private static string Shares(double share, double all, string words) => $"{Percent(share)} {words}, against {Percent(all)} of all";

    private static string Percent(double share) => (100 * Math.Clamp(share, 0, 1)).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e9 or (< 0.01 and > 0) => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}

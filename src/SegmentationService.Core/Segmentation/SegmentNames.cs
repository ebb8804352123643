using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>Names segments by what sets them apart, in words a marketer would use.</summary>
internal static class SegmentNames
{
    private const double WorthNaming = 0.35;
    private const double Extreme = 1.5;
    private const double Mostly = 0.5;
    private const double HardlyAny = 0.05;
    private const int UsualPhrases = 2;
    private const int MostPhrases = 4;

    /// <summary>Names for all segments, unique among them.</summary>
    /// <param name="segments">For each segment its features and effects, strongest first.</param>
    /// <param name="set">The features, and which column plays which part.</param>
    /// <param name="centroids">For each segment its centroid in original units: of a value of an encoded column the share of customers with it.</param>
    public static string[] For(IReadOnlyList<IReadOnlyList<DistinguishingFeature>> segments, FeatureSet set, IReadOnlyList<double[]> centroids)
    {
        var names = new string[segments.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var c = 0; c < names.Length; c++)
        {
            var phrases = Phrases(segments[c], set, centroids[c]);
            names[c] = Compositions(phrases).First(taken.Add);
        }

        return names;
    }

    private static IEnumerable<string> Compositions(string[] phrases)
    {
        for (var count = Math.Min(UsualPhrases, phrases.Length); count <= Math.Min(MostPhrases, phrases.Length); count++)
            yield return Capitalized(string.Join(", ", phrases.Take(count)));
        var full = Capitalized(string.Join(", ", phrases.Take(UsualPhrases)));
        for (var number = 2; ; number++) yield return $"{full} ({number})";
    }

    /// <summary>What is plainly bought, and when, is said before what is computed from it.</summary>
    private static string[] Phrases(IReadOnlyList<DistinguishingFeature> features, FeatureSet set, double[] centroid)
    {
        var worth = features.Where(feature => Math.Abs(feature.Effect) >= WorthNaming).ToArray();
        if (worth.Length == 0) return ["average"];
        return
        [
            .. worth.Where(feature => !BehaviouralFeatures.Names.Contains(feature.Feature))
                .Concat(worth.Where(feature => BehaviouralFeatures.Names.Contains(feature.Feature)))
                .Select(feature => Phrase(feature, set, centroid)),
        ];
    }

    private static string Phrase(DistinguishingFeature feature, FeatureSet set, double[] centroid)
    {
        for (var f = 0; f < set.Features.Count; f++)
        {
            if (set.Features[f] is { Value: { } value } encoded && encoded.Name == feature.Feature)
                return $"{HowMany(feature.Effect > 0, centroid[f])} {Label(encoded.Source)} {Label(value)}";
        }

        var (veryHigh, high, low, veryLow) = Words(feature.Feature, set.Parts);
        var extreme = Math.Abs(feature.Effect) >= Extreme;
        return feature.Effect > 0 ? (extreme ? veryHigh : high) : (extreme ? veryLow : low);
    }

    private static (string VeryHigh, string High, string Low, string VeryLow) Words(string name, ColumnParts parts)
    {
        if (name == parts.Monetary) return ("very high spend", "high spend", "low spend", "very low spend");
        if (name == parts.Recency) return ("long lapsed", "lapsed", "recent", "very recent");
        if (name == parts.Frequency) return ("very frequent", "frequent", "infrequent", "rarely buying");
        if (name == parts.Tenure) return ("very long-standing", "long-standing", "new", "brand-new");
        return name switch
        {
            BehaviouralFeatures.ValueScore => ("very big baskets", "big baskets", "small baskets", "very small baskets"),
            BehaviouralFeatures.EngagementLevel => ("very engaged", "engaged", "disengaged", "very disengaged"),
            BehaviouralFeatures.LtvProxy => ("very high value", "high value", "low value", "very low value"),
            _ => ("very high " + Label(name), "high " + Label(name), "low " + Label(name), "very low " + Label(name)),
        };
    }

    private static string HowMany(bool isHigh, double share)
    {
        if (isHigh) return share >= Mostly ? "mostly" : "more";
        return share < HardlyAny ? "hardly any" : "fewer";
    }

    private static string Label(string name) => name.Replace('_', ' ').Trim();

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

using System.Globalization;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// Names segments by what sets them apart, in words a marketer would use. No two names have the same words, in whatever order: where the usual ones are taken, a name says
/// more, or that a segment is the highest of all, or what its median is. O(k d), a few names tried for each segment.
/// </summary>
internal sealed class SegmentNames
{
    private const double WorthNaming = 0.35;
    private const double Extreme = 1.5;
    private const double NearlyAll = 0.9;
    private const double Mostly = 0.5;
    private const double HardlyAny = 0.05;
    private const int UsualPhrases = 2;
    private const int MostPhrases = 4;
    private const int Longest = 60;

    /// <summary>Where all else is taken a name tells about where a segment lies in so many features.</summary>
    private const int MostPlaces = 8;

    /// <summary>The significant digits of numbers in names: as few as tell segments apart.</summary>
    private static readonly int[] Digits = [3, 5, 17];

    private readonly IReadOnlyList<FeatureInSegments> _features;
    private readonly IReadOnlyList<(int Feature, double Effect)[]> _segments;
    private readonly FeatureWords[] _words;
    private readonly string[] _values;
    private readonly (int Highest, int Lowest)[] _ends;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    private SegmentNames(IReadOnlyList<FeatureInSegments> features, IReadOnlyList<(int Feature, double Effect)[]> segments, ColumnParts parts)
    {
        _features = features;
        _segments = segments;
        string[] columns = [.. features.Select(LabelledName).Distinct(StringComparer.Ordinal)];
        var labels = columns.Zip(ShortLabels.Of(columns)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        _words = [.. features.Select(feature => FeatureWords.Of(feature.Feature.Name, labels[LabelledName(feature)], parts))];
        _values = new string[features.Count];
        foreach (var column in Enumerable.Range(0, features.Count).Where(f => features[f].IsEncoded).GroupBy(f => features[f].Feature.Source))
            foreach (var (f, value) in column.Zip(ShortLabels.Of([.. column.Select(f => features[f].Feature.Value!)]))) _values[f] = value;
        _ends = [.. features.Select(feature => (End(feature, 1), End(feature, -1)))];
    }

    /// <summary>Names for all segments, unique among them.</summary>
    /// <param name="features">The features, and how they lie in the segments.</param>
    /// <param name="segments">For each segment the features that it differs in and its effects, strongest first.</param>
    /// <param name="parts">Which column plays which part.</param>
    /// <param name="cancellation">Cancels between two names.</param>
    public static string[] Of(
        IReadOnlyList<FeatureInSegments> features, IReadOnlyList<(int Feature, double Effect)[]> segments, ColumnParts parts, CancellationToken cancellation)
    {
        var names = new SegmentNames(features, segments, parts);
        return names.OneColumn() ?? [.. Enumerable.Range(0, segments.Count).Select(Name)];

        string Name(int segment)
        {
            cancellation.ThrowIfCancellationRequested();
            return names.Candidates(segment).First(names.Take);
        }
    }

    /// <summary>
    /// Along one column segments lie one after the other: where words do not tell them all apart, all are named by what they span.
    /// Null where there are more columns, or words enough.
    /// </summary>
    private string[]? OneColumn()
    {
        if (_features is not [{ IsEncoded: false }]) return null;
        string[] plain = [.. Enumerable.Range(0, _segments.Count).Select(c => Composed(Phrases(c)))];
        if (plain.Distinct(StringComparer.OrdinalIgnoreCase).Count() == plain.Length) return plain;

        string[] spans = [];
        foreach (var digits in Digits)
        {
            spans = [.. Enumerable.Range(0, _segments.Count).Select(c => Capitalized(Span(c, digits)))];
            if (spans.Distinct(StringComparer.OrdinalIgnoreCase).Count() == spans.Length) return spans;
        }

        return null;
    }

    private string Span(int segment, int digits)
    {
        var (label, statistics) = (_words[0].Label, _features[0].Statistics(segment));
        if (_features[0].ShareKnown(segment) < Mostly || statistics is not { Min: { } min, Max: { } max }) return "unknown " + label;
        var (from, to) = (Number(min, digits, leastUnit: 1), Number(max, digits, leastUnit: 1));
        return from == to ? $"{label} {from}" : $"{label} {from} to {to}";
    }

    private bool Take(string name) => _taken.Add(WordsOf(name));

    /// <summary>Names of a segment, the best first; without end.</summary>
    private IEnumerable<string> Candidates(int segment)
    {
        string[] phrases = Phrases(segment);
        yield return Fitting(phrases.Take(UsualPhrases));
        for (var count = UsualPhrases + 1; count <= Math.Min(MostPhrases, phrases.Length); count++)
            if (Composed(phrases.Take(count)) is { Length: <= Longest } name) yield return name;

        foreach (var name in Superlatives(segment)) yield return name;
        foreach (var medium in Between(segment))
            if (phrases.Length > 0 && Composed([.. phrases.Take(UsualPhrases), medium]) is { Length: <= Longest } name) yield return name;
        foreach (var name in ByMedians(segment, phrases)) yield return name;
        foreach (var digits in Digits)
            for (var count = 1; count <= Math.Min(MostPlaces, _features.Count); count++)
                yield return Capitalized(string.Join(", ", Enumerable.Range(0, count).Select(f => Around(f, _features[f].Centroid(segment), digits))));
        for (var number = segment + 1; ; number++) yield return string.Create(CultureInfo.InvariantCulture, $"Segment {number}");
    }

    /// <summary>Names that say that no other segment lies as high, or as low.</summary>
    private IEnumerable<string> Superlatives(int segment)
    {
        var told = Worth(segment);
        for (var place = 0; place < told.Length; place++)
        {
            var (f, effect) = told[place];
            if (!HasDegrees(segment, f) || (effect > 0 ? _ends[f].Highest : _ends[f].Lowest) != segment) continue;
            var end = effect > 0 ? _words[f].Highest : _words[f].Lowest;
            var others = told.Where(other => other.Feature != f).Select(other => Phrase(segment, other));
            yield return Fitting([end, .. others.Take(UsualPhrases - 1)]);
        }
    }

    /// <summary>What is said of the features in which a segment is as all customers.</summary>
    private IEnumerable<string> Between(int segment)
    {
        var effects = _segments[segment].ToDictionary(told => told.Feature, told => told.Effect);
        return Enumerable.Range(0, _features.Count)
            .Where(f => HasDegrees(segment, f) && Math.Abs(effects.GetValueOrDefault(f)) < WorthNaming)
            .Take(MostPhrases)
            .Select(f => _words[f].Medium);
    }

    /// <summary>Names that give medians: of one feature beside a phrase of another, then of several.</summary>
    private IEnumerable<string> ByMedians(int segment, string[] phrases)
    {
        int[] strongest = [.. Worth(segment).Select(told => told.Feature)];
        int[] numbers = [.. strongest.Concat(Enumerable.Range(0, _features.Count).Except(strongest)).Where(f => HasDegrees(segment, f)).Take(MostPhrases)];
        foreach (var digits in Digits)
        {
            string[] medians = [.. numbers.Select(f => Around(f, _features[f].Statistics(segment).Median!.Value, digits))];
            for (var i = 0; i < medians.Length; i++)
            {
                var others = phrases.Where((_, place) => place >= strongest.Length || strongest[place] != numbers[i]).Take(1);
                yield return Fitting([medians[i], .. others]);
            }

            for (var count = 2; count <= medians.Length; count++)
                if (Composed(medians.Take(count)) is { Length: <= Longest } name) yield return name;
        }
    }

    /// <summary>What is plainly bought, and when, is said before what is computed from it.</summary>
    private (int Feature, double Effect)[] Worth(int segment)
    {
        var worth = _segments[segment].Where(told => Math.Abs(told.Effect) >= WorthNaming).ToArray();
        return [.. worth.Where(told => !IsComputed(told.Feature)), .. worth.Where(told => IsComputed(told.Feature))];

        bool IsComputed(int f) => BehaviouralFeatures.Names.Contains(_features[f].Feature.Name);
    }

    private string[] Phrases(int segment) => [.. Worth(segment).Select(told => Phrase(segment, told))];

    private string Phrase(int segment, (int Feature, double Effect) told)
    {
        var (feature, words, isHigh) = (_features[told.Feature], _words[told.Feature], told.Effect > 0);
        if (feature.IsEncoded) return $"{HowMany(isHigh, feature.Centroid(segment))} {words.Label} {_values[told.Feature]}";
        if (feature.ShareKnown(segment) < Mostly) return "unknown " + words.Label;
        if (feature.IsPair && feature.ShareOfHigh(segment) is { } share) return OfPair(feature, words.Label, isHigh, share);

        var isExtreme = Math.Abs(told.Effect) >= Extreme;
        return isHigh ? (isExtreme ? words.VeryHigh : words.High) : (isExtreme ? words.VeryLow : words.Low);
    }

    /// <summary>Whether a segment can lie high, medium or low in a feature: a flag has no degrees, and what is not known has none either.</summary>
    private bool HasDegrees(int segment, int f) => _features[f] is { IsEncoded: false, IsPair: false } feature && feature.ShareKnown(segment) >= Mostly;

    /// <summary>A flag is something that customers have or are, two other values are named.</summary>
    private static string OfPair(FeatureInSegments feature, string label, bool isHigh, double high)
    {
        if (!feature.IsFlag)
        {
            var value = Number(isHigh ? feature.Feature.Max : feature.Feature.Min, Digits[^1]);
            return Often(isHigh ? high : 1 - high) + $"{label} {value}";
        }

        var (with, without) = FlagName.Of(feature.Feature.Name).IsState ? ("", "not ") : ("with ", "without ");
        if (isHigh) return Often(high) + with + label;
        return high > Mostly ? $"less often {with}{label}" : Often(1 - high) + without + label;

        static string Often(double share) => share switch { >= NearlyAll => "", >= Mostly => "mostly ", _ => "more often " };
    }

    private static string HowMany(bool isHigh, double share)
    {
        if (isHigh) return share >= Mostly ? "mostly" : "more";
        return share < HardlyAny ? "hardly any" : "fewer";
    }

    /// <summary>The name that the label of a feature is made of.</summary>
    private static string LabelledName(FeatureInSegments feature) =>
        feature.IsEncoded ? feature.Feature.Source : feature.IsFlag ? FlagName.Of(feature.Feature.Name).Rest : feature.Name;

    /// <summary>The segment that lies highest, or lowest, alone; -1 where there is none.</summary>
    private int End(FeatureInSegments feature, int sign)
    {
        var (best, segment) = (double.NegativeInfinity, -1);
        for (var c = 0; c < _segments.Count; c++)
        {
            var centroid = sign * feature.Centroid(c);
            if (centroid == best) segment = -1;
            if (centroid > best) (best, segment) = (centroid, c);
        }

        return segment;
    }

    /// <summary>As many phrases as fit, one at least.</summary>
    private static string Fitting(IEnumerable<string> phrases)
    {
        string[] all = [.. phrases];
        for (var count = all.Length; count > 1; count--)
            if (Composed(all.Take(count)) is { Length: <= Longest } name) return name;
        return Composed(all.Take(1));
    }

    private static string Composed(IEnumerable<string> phrases) => Capitalized(string.Join(", ", phrases));

    private static string Capitalized(string text) => text.Length == 0 ? "Average" : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>About where a segment lies in a feature; of a flag, or of a value of an encoded column, the share of customers with it.</summary>
    private string Around(int f, double value, int digits)
    {
        var label = _words[f].Label;
        if (_features[f].IsEncoded) return $"{Number(100 * value, digits)} % {label} {_values[f]}";
        return _features[f].IsFlag ? $"{Number(100 * value, digits)} % {label}" : $"{label} around {Number(value, digits)}";
    }

    /// <summary>A number of so many significant digits, its sign in a word.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">How many digits.</param>
    /// <param name="leastUnit">No digit above this one is rounded.</param>
    private static string Number(double value, int digits, decimal leastUnit = decimal.MaxValue)
    {
        var size = Math.Abs(value);
        if (size is >= 1e15 or (< 1e-4 and > 0)) return (value < 0 ? "minus " : "") + size.ToString("g" + digits, CultureInfo.InvariantCulture);

        var unit = 1m;
        for (var rest = (decimal)size; rest >= 1; rest /= 10) unit *= 10;
        for (var rest = (decimal)size; rest is > 0 and < 0.1m; rest *= 10) unit /= 10;
        for (var digit = 0; digit < digits && unit > 1e-12m; digit++) unit /= 10;
        unit = Math.Min(unit, leastUnit);
        var text = (Math.Round((decimal)size / unit) * unit).ToString("0.############", CultureInfo.InvariantCulture);
        return value < 0 && text != "0" ? "minus " + text : text;
    }

    /// <summary>The words of a name in one order, without regard to case; a name of signs alone is its own word.</summary>
    private static string WordsOf(string name)
    {
        var upper = name.ToUpperInvariant();
        var words = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < upper.Length; i++)
        {
            var start = i;
            while (i < upper.Length && (char.IsLetterOrDigit(upper[i]) || upper[i] == '_')) i++;
            if (i > start) words.Add(upper[start..i]);
        }

        return words.Count == 0 ? upper : string.Join(' ', words);
    }
}

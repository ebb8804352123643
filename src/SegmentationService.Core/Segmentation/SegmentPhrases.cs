using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// What can be said of segments in a feature. Nothing is said that is not so: a state only where the median bears it out, <c>all</c> and <c>no</c> only of shares that
/// round to 100 and 0 %; and flags and codes are told by their values, since they have no more and no less.
/// </summary>
internal sealed class SegmentPhrases
{
    private const double WorthNaming = 0.35;
    private const double All = 0.995;
    private const double Mostly = 0.5;
    private const double HardlyAny = 0.05;
    private const string High = "high";
    private const string Low = "low";
    private const string Highest = "highest";
    private const string Lowest = "lowest";
    private const string InTheMiddle = "medium";
    private const string NotKnown = "unknown";

    /// <summary>A name is made of the strongest few.</summary>
    private const int Most = 12;

    private readonly IReadOnlyList<FeatureInSegments> _features;
    private readonly IReadOnlyList<double[]> _effects;
    private readonly FeatureWords[] _words;
    private readonly FeatureWords[] _shortWords;
    private readonly FlagName[] _flags;
    private readonly Answer[] _answers;
    private readonly bool[] _hasTwoAnswers;
    private readonly bool[] _isRepeated;
    private readonly (int Highest, int Lowest)[] _ends;

    /// <summary>Finds words for the features. O(k d).</summary>
    /// <param name="differences">The segments.</param>
    public SegmentPhrases(SegmentDifferences differences)
    {
        (_features, _effects) = (differences.Features, differences.Effects);
        var denials = ValueDenials.Of(_features, differences.Correlations);
        _isRepeated = [.. denials.Select(denial => denial?.IsRepeated == true)];
        _answers = [.. _features.Select((feature, f) => denials[f] is null ? FlagWords.AnswerOf(feature.Feature.Value) : Answer.No)];
        _hasTwoAnswers = [.. _features.Select((_, f) => HasTwoAnswers(f, denials[f]))];
        _flags = [.. _features.Select((feature, f) => feature.IsFlag || _answers[f] != Answer.None ? FlagName.Of(denials[f]?.Denied ?? feature.ColumnName) : default)];
        (string Name, string? Value)[] named = [.. _features.Select((feature, f) => (_flags[f].Rest ?? feature.ColumnName, _answers[f] == Answer.None ? feature.Feature.Value : null))];
        (string Name, string? Value)[] different = [.. named.Distinct()];
        var given = _features.Select((feature, f) => feature.Label is null || denials[f] is not null ? null : named[f].Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var labels = ShortLabels.Of(different, given);
        var essences = ShortLabels.Essences(labels);
        int[] places = [.. named.Select(name => Array.IndexOf(different, name))];
        _words = [.. _features.Select((feature, f) => FeatureWords.Of(feature.Feature.Name, labels[places[f]], differences.Parts, feature.Label is not null))];
        _shortWords = [.. _features.Select((feature, f) => FeatureWords.Of(feature.Feature.Name, essences[places[f]], differences.Parts, feature.Label is not null))];
        _ends = [.. _features.Select(feature => (End(feature, 1), End(feature, -1)))];
    }

    /// <summary>What sets a segment apart and is true of it, the strongest effect first.</summary>
    /// <param name="segment">0-based segment.</param>
    public Phrase[] Of(int segment)
    {
        var effects = _effects[segment];
        int[] worth = [.. Enumerable.Range(0, _features.Count).Where(f => Math.Abs(effects[f]) >= WorthNaming).OrderByDescending(f => Math.Abs(effects[f]))];

        // That a value of a column is rare says little where another value of it is frequent.
        var frequent = worth.Where(f => _features[f].IsEncoded && effects[f] > 0).Select(f => _features[f].Feature.Source).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. worth.Where(f => !_isRepeated[f]).Where(f => !_features[f].IsEncoded || effects[f] > 0 || !frequent.Contains(_features[f].Feature.Source))
                .Select(f => Of(segment, f)).Where(phrase => phrase.Texts.Length > 0).Take(Most),
        ];
    }

    /// <summary>That no other segment lies as high, or as low; null where that is not so.</summary>
    /// <param name="segment">0-based segment.</param>
    /// <param name="phrase">One of the segment.</param>
    public Phrase? Superlative(int segment, Phrase phrase)
    {
        var f = phrase.Feature;
        if (!HasDegrees(segment, f) || (phrase.Effect > 0 ? _ends[f].Highest : _ends[f].Lowest) != segment) return null;
        return phrase.Effect > 0
            ? phrase with { Direction = Highest, Texts = Different(_words[f].Highest, _shortWords[f].Highest) }
            : phrase with { Direction = Lowest, Texts = Different(_words[f].Lowest, _shortWords[f].Lowest) };
    }

    /// <summary>What is said of the first few features in which a segment is as all customers.</summary>
    /// <param name="segment">0-based segment.</param>
    public IEnumerable<Phrase> Medium(int segment) =>
        Enumerable.Range(0, _features.Count)
            .Where(f => Math.Abs(_effects[segment][f]) < WorthNaming && HasDegrees(segment, f))
            .Take(Most)
            .Select(f => new Phrase(f, InTheMiddle, Different(_words[f].Medium, _shortWords[f].Medium)));

    /// <summary>What the medians of a segment are, in the features that it differs in most.</summary>
    /// <param name="segment">0-based segment.</param>
    /// <param name="digits">So many significant digits of them.</param>
    public IEnumerable<Phrase> Around(int segment, int digits) =>
        Enumerable.Range(0, _features.Count)
            .Where(f => HasDegrees(segment, f))
            .OrderByDescending(f => Math.Abs(_effects[segment][f]))
            .Take(Most)
            .Select(f =>
            {
                var number = NameNumber.Of(_features[f].Statistics(segment).Median!.Value, digits);
                return new Phrase(f, number, Different($"{_words[f].Label} around {number}", $"{_shortWords[f].Label} around {number}"));
            });

    /// <summary>The shares of a segment in the values that others have as often, or as rarely.</summary>
    /// <param name="segment">0-based segment.</param>
    /// <param name="digits">So many significant digits of them.</param>
    public IEnumerable<Phrase> Shares(int segment, int digits) =>
        Of(segment).Where(phrase => _features[phrase.Feature] is { IsEncoded: true } or { IsFlag: true }).Select(phrase =>
        {
            var number = Share(segment, phrase.Feature, digits);
            return phrase with { Direction = number, Texts = Labelled(phrase.Feature, label => $"{number} {(_answers[phrase.Feature] == Answer.No ? Negated(_flags[phrase.Feature], label) : label)}") };
        });

    /// <summary>What a segment spans along a feature; of customers without a value that there is none.</summary>
    /// <param name="segment">0-based segment.</param>
    /// <param name="f">0-based feature.</param>
    /// <param name="digits">So many significant digits of the ends.</param>
    public Phrase Span(int segment, int f, int digits)
    {
        var statistics = _features[f].Statistics(segment);
        if (_features[f].ShareKnown(segment) < Mostly || statistics is not { Min: { } min, Max: { } max }) return Unknown(f, 0);
        var (from, to) = (NameNumber.Of(min, digits, leastUnit: 1), NameNumber.Of(max, digits, leastUnit: 1));
        var span = from == to ? from : $"{from} to {to}";
        return new Phrase(f, span, [.. Different($"{_words[f].Label} {span}", $"{_shortWords[f].Label} {span}"), span]);
    }

    /// <summary>Whether what was once said of a segment is still so. A state or a share lasts until its effect is too weak to be worth naming, so that a name does not change with every few customers; a number lasts as long as it is the same.</summary>
    /// <param name="segment">0-based segment.</param>
    /// <param name="f">0-based feature.</param>
    /// <param name="direction">Where the segment was said to lie in it.</param>
    public bool Holds(int segment, int f, string direction)
    {
        var effect = _effects[segment][f];
        return direction switch
        {
            High => effect >= WorthNaming,
            Low => effect <= -WorthNaming,
            Highest => effect >= WorthNaming && _ends[f].Highest == segment,
            Lowest => effect <= -WorthNaming && _ends[f].Lowest == segment,
            InTheMiddle => Math.Abs(effect) < WorthNaming,
            NotKnown => _features[f].ShareKnown(segment) < Mostly,
            _ => Numbers(segment, f).Contains(direction),
        };
    }

    /// <summary>All numbers that can be said of a segment in a feature: its typical value, its median, its share, what it spans.</summary>
    private IEnumerable<string> Numbers(int segment, int f)
    {
        if (Math.Abs(_effects[segment][f]) >= WorthNaming) yield return Of(segment, f).Direction;
        foreach (var digits in NameNumber.Digits)
        {
            if (_features[f] is { IsEncoded: true } or { IsFlag: true }) yield return Share(segment, f, digits);
            if (_features[f].IsEncoded) continue;
            if (_features[f].Statistics(segment).Median is { } median) yield return NameNumber.Of(median, digits);
            yield return Span(segment, f, digits).Direction;
        }
    }

    /// <summary>Whether who does not have a value that is yes or no has the other one.</summary>
    private bool HasTwoAnswers(int f, ValueDenial? denial)
    {
        var feature = _features[f].Feature;
        if (_answers[f] == Answer.None || feature.Missing > 0) return false;
        int[] others = [.. Enumerable.Range(0, _features.Count).Where(other => other != f && _features[other].IsEncoded && _features[other].Feature.Source == feature.Source)];
        return denial is null ? others.Length == 1 : others.All(other => _answers[other] != Answer.None);
    }

    private Phrase Of(int segment, int f)
    {
        var (feature, effect) = (_features[f], _effects[segment][f]);
        var isHigh = effect > 0;
        var direction = isHigh ? High : Low;
        if (feature.IsEncoded) return new Phrase(f, direction, Labelled(f, label => OfValue(f, label, isHigh, feature.Centroid(segment))), effect);
        if (feature.ShareKnown(segment) < Mostly) return Unknown(f, effect);
        if (feature.IsFlag && feature.ShareOfHigh(segment) is { } share) return new Phrase(f, direction, Labelled(f, label => OfFlag(_flags[f], label, isHigh, share)), effect);
        if (feature.Typical(segment, isHigh) is { } typical)
        {
            var value = NameNumber.Of(typical.Value, NameNumber.Digits[^1]);
            var often = typical.Share switch { >= All => "all", >= Mostly => "mostly", _ => "more often" };
            return new Phrase(f, value, Labelled(f, label => $"{often} {label} {value}"), effect);
        }

        if (feature.Statistics(segment).Median is not { } median) return new Phrase(f, direction, [], effect);
        var (full, brief) = (_words[f].TrueOf(effect, median, feature.Quartiles), _shortWords[f].TrueOf(effect, median, feature.Quartiles));
        return new Phrase(f, direction, [.. full.Zip(brief).SelectMany(words => Different(words.First, words.Second))], effect);
    }

    private string Share(int segment, int f, int digits) => NameNumber.Of(100 * _features[f].Centroid(segment), digits) + " %";

    /// <summary>A value is told by how many have it; yes and no are no values of their own, but say whether customers have what the column names.</summary>
    private string OfValue(int f, string label, bool isHigh, double share)
    {
        if (_answers[f] == Answer.None) return $"{HowMany(isHigh, share)} {label}";
        if (_answers[f] == Answer.Yes) return OfFlag(_flags[f], label, isHigh, share);
        if (_hasTwoAnswers[f]) return OfFlag(_flags[f], label, !isHigh, 1 - share);
        var often = isHigh ? share switch { >= All => "", >= Mostly => "mostly ", _ => "more often " } : "less often ";
        return often + Negated(_flags[f], label);
    }

    private static string Negated(FlagName flag, string label) => flag.IsPerson ? $"no {label}s" : (flag.IsState ? "not " : "no ") + label;

    private Phrase Unknown(int f, double effect) => new(f, NotKnown, Labelled(f, label => $"{NotKnown} {label}"), effect);

    private string[] Labelled(int f, Func<string, string> words) => Different(words(_words[f].Label), words(_shortWords[f].Label));

    private static string[] Different(string text, string shorter) => shorter == text ? [text] : [text, shorter];

    /// <summary>A flag is something that customers have or are.</summary>
    private static string OfFlag(FlagName flag, string label, bool isHigh, double share)
    {
        if (flag.IsPerson)
        {
            if (isHigh) return $"{(share >= All ? "all" : share >= Mostly ? "mostly" : "more")} {label}s";
            return $"{(share <= 1 - All ? "no" : share < HardlyAny ? "hardly any" : "fewer")} {label}s";
        }

        var with = flag.IsState ? "" : "with ";
        if (isHigh) return $"{(share >= All ? flag.IsState ? "" : "all " : share >= Mostly ? "mostly " : "more often ")}{with}{label}";
        if (share > Mostly) return $"less often {with}{label}";
        return (share <= 1 - All ? "" : "mostly ") + Negated(flag, label);
    }

    private static string HowMany(bool isHigh, double share)
    {
        if (isHigh) return share >= All ? "all" : share >= Mostly ? "mostly" : "more";
        if (share <= 1 - All) return "no";
        return share < HardlyAny ? "hardly any" : "fewer";
    }

    /// <summary>Whether a segment can lie high, medium or low in a feature: flags and codes have no degrees, and what is not known has none either.</summary>
    private bool HasDegrees(int segment, int f) => _features[f] is { IsQuantity: true } feature && feature.ShareKnown(segment) >= Mostly;

    /// <summary>The segment that lies highest, or lowest, alone; -1 where there is none.</summary>
    private int End(FeatureInSegments feature, int sign)
    {
        var (best, segment) = (double.NegativeInfinity, -1);
        for (var c = 0; c < _effects.Count; c++)
        {
            var centroid = sign * feature.Centroid(c);
            if (centroid == best) segment = -1;
            if (centroid > best) (best, segment) = (centroid, c);
        }

        return segment;
    }
}

using System.Globalization;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Segmentation;

/// <summary>
/// Names segments by what sets them apart, in words a marketer would use: first what is strongest, or the archetype where recency, frequency and money are known, then what
/// separates the segment most from its nearest other one. No two names say the same, or have the same words in whatever order; where the usual ones are taken, a name says
/// something else, or that the segment is the highest of all, or what its median is. A segment of the model's parent keeps its name until it is known that what it says is not so any more.
/// O(k^2 d), a few names tried for each segment.
/// </summary>
internal sealed class SegmentNames
{
    /// <summary>The longest name.</summary>
    public const int Longest = 32;

    /// <summary>What a segment is that nothing sets apart.</summary>
    private const string Average = "average";

    /// <summary>An effect so strong is said.</summary>
    private const double Strong = 0.8;

    private readonly SegmentDifferences _differences;
    private readonly SegmentPhrases _phrases;
    private readonly float[] _distances;
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _meanings = new(StringComparer.Ordinal);

    private SegmentNames(SegmentDifferences differences)
    {
        _differences = differences;
        _phrases = new SegmentPhrases(differences);
        _distances = new float[differences.Centroids.Blocks * Data.FeatureMatrix.BlockSize];
    }

    /// <summary>Names for all segments, unique among them.</summary>
    /// <param name="differences">The segments.</param>
    /// <param name="cancellation">Cancels between two names.</param>
    public static SegmentName[] Of(SegmentDifferences differences, CancellationToken cancellation)
    {
        var names = new SegmentNames(differences);
        SegmentName?[] kept = [.. differences.Inherited.Select(names.Keep)];
        return names.OneColumn(kept) ?? [.. kept.Select((name, segment) => name ?? Name(segment))];

        SegmentName Name(int segment)
        {
            cancellation.ThrowIfCancellationRequested();
            return names.Candidates(segment).Select(names.Take).OfType<SegmentName>().First();
        }
    }

    /// <summary>The name that a segment has already, unless something that it says is not so any more; no other segment is given it then.</summary>
    private SegmentName? Keep(SegmentName? name, int segment)
    {
        if (name is null || name.Phrases?.All(phrase => Holds(segment, phrase)) == false) return null;
        _words.Add(WordsOf(name.Text));
        if (name.Phrases is { } phrases) _meanings.Add(MeaningOf(phrases.Select(phrase => new Phrase(FeatureOf(phrase.Feature), phrase.Direction, []))));
        return name;
    }

    private bool Holds(int segment, NamePhrase phrase)
    {
        if (phrase.Feature is not null) return FeatureOf(phrase.Feature) is >= 0 and var f && _phrases.Holds(segment, f, phrase.Direction);
        if (phrase.Direction == Average) return _phrases.Of(segment).Length == 0;
        return !Archetypes.Names.TryParse(phrase.Direction, out var archetype) || _differences.Ranks[segment]?.IsNear(archetype) == true;
    }

    private int FeatureOf(string? name)
    {
        for (var f = 0; f < _differences.Features.Count; f++)
            if (_differences.Features[f].Feature.Name == name) return f;
        return -1;
    }

    /// <summary>
    /// Along one column segments lie one after the other: where high and low do not tell them all apart, all are named by what they span.
    /// Null where there are more columns, or words enough.
    /// </summary>
    /// <param name="kept">in: for each segment the name that it keeps; null where it keeps none.</param>
    private SegmentName[]? OneColumn(SegmentName?[] kept)
    {
        if (_differences.Features is not [{ IsQuantity: true }]) return null;
        int[] segments = [.. Enumerable.Range(0, _differences.Effects.Count)];
        if (segments.Select(c => _phrases.Of(c)).CountBy(phrases => phrases.Length == 0 ? "" : phrases[0].Direction).All(same => same.Value == 1)) return null;

        foreach (var digits in NameNumber.Digits)
        {
            Phrase[] spans = [.. segments.Select(c => _phrases.Span(c, 0, digits))];
            for (var text = 0; text < spans.Max(span => span.Texts.Length); text++)
            {
                SegmentName[] names = [.. spans.Select((span, c) => kept[c] ?? NameOf(Capitalized(span.Texts[Math.Min(text, span.Texts.Length - 1)]), [span]))];
                var isShort = names.Where((_, c) => kept[c] is null).All(name => name.Text.Length <= Longest);
                if (isShort && names.DistinctBy(name => name.Text, StringComparer.OrdinalIgnoreCase).Count() == names.Length) return names;
            }
        }

        return null;
    }

    /// <summary>The name of some phrases in the best words that there is room for; null where there is none, or the name is taken.</summary>
    private SegmentName? Take(Phrase[] phrases)
    {
        var meaning = MeaningOf(phrases);
        if (_meanings.Contains(meaning)) return null;
        foreach (var name in Composed(phrases))
        {
            if (name.Length > Longest || !_words.Add(WordsOf(name))) continue;
            _meanings.Add(meaning);
            return NameOf(name, phrases);
        }

        return null;
    }

    private static string MeaningOf(IEnumerable<Phrase> phrases) => string.Join(", ", phrases.Select(phrase => phrase.Meaning).Order(StringComparer.Ordinal));

    private SegmentName NameOf(string text, Phrase[] phrases) =>
        new(text, [.. phrases.Select(phrase => new NamePhrase(phrase.Feature < 0 ? null : _differences.Features[phrase.Feature].Feature.Name, phrase.Direction))]);

    /// <summary>What a name may say of a segment, the best first; without end.</summary>
    private IEnumerable<Phrase[]> Candidates(int segment)
    {
        var phrases = _phrases.Of(segment);
        var archetype = _differences.Ranks[segment]?.Archetype;
        var usual = archetype is { } known ? OfArchetype(segment, known, phrases) : OfEffects(segment, phrases);
        foreach (var candidate in usual) yield return candidate;

        Phrase[] front = archetype is { } of ? [Front(of)] : [.. phrases.Take(1)];
        foreach (var phrase in phrases)
        {
            if (_phrases.Superlative(segment, phrase) is not { } superlative) continue;
            if (archetype is not null) yield return [.. front, superlative];
            else if (phrase != front[0]) yield return [superlative, .. front];
            else
                foreach (var other in phrases.Where(other => other != phrase)) yield return [superlative, other];
        }

        if (front.Length > 0) yield return front;
        if (archetype is null && phrases.Length > 0)
        {
            if (_phrases.Superlative(segment, phrases[0]) is { } superlative) yield return [superlative];
            foreach (var other in phrases.Skip(1)) yield return [front[0], other];
        }

        foreach (var medium in _phrases.Medium(segment)) yield return [.. front, medium];
        foreach (var digits in NameNumber.Digits)
        {
            Phrase[] numbers = [.. _phrases.Around(segment, digits), .. _phrases.Shares(segment, digits)];
            foreach (var number in numbers) yield return [.. front.Where(other => other.Feature != number.Feature), number];
            foreach (var number in numbers) yield return [number];
            for (var i = 0; i < numbers.Length; i++)
                for (var j = i + 1; j < numbers.Length; j++) yield return [numbers[i], numbers[j]];
        }

        for (var number = _differences.Ids[segment]; ; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"segment {number}");
            yield return [new Phrase(-1, text, [text])];
        }
    }

    /// <summary>The strongest effect, and with it what separates most from the nearest other segment, unless it says the same.</summary>
    private IEnumerable<Phrase[]> OfEffects(int segment, Phrase[] phrases)
    {
        if (phrases.Length == 0)
        {
            yield return [new Phrase(-1, Average, [Average])];
            yield break;
        }

        var first = phrases[0];
        var others = BySeparation(Nearest(segment, _ => true), phrases.Skip(1).Where(other => !SaysTheSame(first, other)));
        foreach (var other in others) yield return [first, other];
        for (var second = 0; second < others.Length; second++)
            for (var third = second + 1; third < others.Length; third++) yield return [first, others[second], others[third]];
        if (others.Length == 0) yield return [first];
    }

    /// <summary>
    /// The archetype, and with it the strongest effect that it does not say itself. Where other segments have the same archetype, with what separates
    /// most from the nearest of them.
    /// </summary>
    private IEnumerable<Phrase[]> OfArchetype(int segment, Archetype archetype, Phrase[] phrases)
    {
        var front = Front(archetype);
        Phrase[] news = [.. phrases.Where(phrase => !Archetypes.Says(archetype, _differences.Features[phrase.Feature].Feature.Name, phrase.Effect > 0, _differences.Parts))];
        var nearest = Nearest(segment, other => _differences.Ranks[other]?.Archetype == archetype);
        var traits = nearest < 0 ? news : BySeparation(nearest, phrases);
        if (news is [{ Effect: >= Strong or <= -Strong } strong, ..])
        {
            if (nearest < 0 || Separation(strong, nearest) > 0) yield return [front, strong];
            var others = traits.Where(trait => trait != strong && !SaysTheSame(strong, trait) && (nearest < 0 || Separation(trait, nearest) > 0));
            foreach (var other in others) yield return [front, strong, other];
            yield return [front, strong];
        }

        foreach (var trait in traits) yield return [front, trait];
        if (traits.Length == 0) yield return [front];
    }

    private static Phrase Front(Archetype archetype) => new(-1, Archetypes.Names[archetype], [Archetypes.Names[archetype]]);

    /// <summary>Whether two phrases say the same of customers: their features go together, or stand for values of one column.</summary>
    private bool SaysTheSame(Phrase phrase, Phrase other)
    {
        var (a, b) = (_differences.Features[phrase.Feature], _differences.Features[other.Feature]);
        return (a.IsEncoded && b.IsEncoded && a.Feature.Source == b.Feature.Source) || _differences.Correlations.AreAlike(phrase.Feature, other.Feature);
    }

    /// <summary>Phrases in order of how much farther the segment lies in their direction than another one does; what separates nothing comes last, the strongest first.</summary>
    private Phrase[] BySeparation(int other, IEnumerable<Phrase> phrases)
    {
        if (other < 0) return [.. phrases];
        return [.. phrases.OrderByDescending(phrase => Math.Max(0, Separation(phrase, other)))];
    }

    /// <summary>How much farther in its direction a phrase lies than another segment does.</summary>
    private double Separation(Phrase phrase, int other) => Math.Sign(phrase.Effect) * (phrase.Effect - _differences.Effects[other][phrase.Feature]);

    /// <summary>The segment whose centroid is nearest among some others; the first of several, -1 where there are none.</summary>
    private int Nearest(int segment, Func<int, bool> isMeant)
    {
        Span<float> point = new float[_differences.Centroids.Features];
        _differences.Centroids.CopyPoint(segment, point);
        MatrixDistances.Squared(_differences.Centroids, point, _distances);
        var nearest = -1;
        for (var c = 0; c < _differences.Centroids.Count; c++)
            if (c != segment && isMeant(c) && (nearest < 0 || _distances[c] < _distances[nearest])) nearest = c;
        return nearest;
    }

    /// <summary>The names that phrases make: in their best words first, then in shorter ones.</summary>
    private static IEnumerable<string> Composed(Phrase[] phrases)
    {
        var texts = new int[phrases.Length];
        for (var shortened = 0; shortened <= phrases.Sum(phrase => phrase.Texts.Length - 1); shortened++)
            foreach (var name in Choices(0, shortened)) yield return name;

        IEnumerable<string> Choices(int place, int left)
        {
            if (place == phrases.Length)
            {
                if (left == 0) yield return Capitalized(string.Join(", ", phrases.Select((phrase, p) => phrase.Texts[texts[p]])));
                yield break;
            }

            for (texts[place] = 0; texts[place] < phrases[place].Texts.Length && texts[place] <= left; texts[place]++)
                foreach (var name in Choices(place + 1, left - texts[place])) yield return name;
        }
    }

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

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

using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Points that lie in several parts, each of which answers for its own; numbered through, part after part. Answers are those of all points in one place, bit for
/// bit, whatever the sizes of the parts are.
/// </summary>
internal sealed class PointsInParts : IPoints
{
    private readonly IPoints[] _parts;

    /// <summary>For each part the number of its first point, and at last the number of all.</summary>
    private readonly int[] _starts;

    /// <summary>Takes a question to all parts at once and brings the sum of their answers; null where each is asked for itself.</summary>
    private Func<byte[], byte[]>? _carry;

    /// <summary>Puts parts together.</summary>
    /// <param name="parts">The parts, in the order of their points; of as many features each.</param>
    /// <exception cref="InvalidTableException">There are 2^31 points or more.</exception>
    public PointsInParts(params IPoints[] parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length);
        if (Array.Exists(parts, part => part.Features != parts[0].Features)) throw new ArgumentException("The parts have different features.", nameof(parts));
        var count = parts.Sum(part => (long)part.Count);
        if (count > int.MaxValue)
            throw new InvalidTableException(TableDefect.TooManyCustomers, $"{count} customers are more than the {int.MaxValue} that are numbered.");
        _parts = parts;
        _starts = new int[parts.Length + 1];
        for (var p = 0; p < parts.Length; p++) _starts[p + 1] = _starts[p] + parts[p].Count;
        Totals = PointTotals.Of(Array.ConvertAll(parts, part => part.Totals));
    }

    /// <summary>Asks parts that others hold what each has, and puts them together.</summary>
    /// <param name="carrier">Carries questions to whoever holds the parts.</param>
    /// <param name="parts">The parts, in the order of their points; of as many features each.</param>
    /// <param name="cancellation">Cancels all questions about them.</param>
    /// <exception cref="PartFailedException">A part cannot be had.</exception>
    /// <exception cref="InvalidTableException">There are 2^31 points or more.</exception>
    public static PointsInParts Elsewhere(IPartCarrier carrier, IReadOnlyList<PartSource> parts, CancellationToken cancellation)
    {
        var (asking, points) = (carrier.Asking(cancellation), new IPoints[parts.Count]);
        asking.For(points.Length, p => points[p] = new PointsElsewhere(question => carrier.Ask(parts[p], question, cancellation)));
        return new PointsInParts(points) { Asking = asking, _carry = question => carrier.AskAll(parts, question, cancellation) };
    }

    /// <summary>How many parts are asked at the same time, and whose threads wait for their answers: one after the other where they lie in this process, since each answer takes all threads there.</summary>
    public Parallelism Asking { get; private init; } = Parallelism.None;

    /// <inheritdoc/>
    public int Count => _starts[^1];

    /// <inheritdoc/>
    public int Features => _parts[0].Features;

    /// <inheritdoc/>
    public PointTotals Totals { get; }

    /// <inheritdoc/>
    public FeatureMatrix Select(int[]? numbers)
    {
        if (numbers is null) return Together(OfEach(p => _parts[p].Select(null)));
        var places = Array.ConvertAll(_parts, _ => new List<int>());
        for (var i = 0; i < numbers.Length; i++) places[PartOf(numbers[i])].Add(i);
        var (selection, point) = (new FeatureMatrix(numbers.Length, Features), new float[Features]);
        var selections = OfEach(p => places[p].Count == 0 ? null : _parts[p].Select([.. places[p].Select(place => numbers[place] - _starts[p])]));
        for (var p = 0; p < _parts.Length; p++)
        {
            if (selections[p] is not { } selected) continue;
            for (var i = 0; i < selected.Count; i++)
            {
                selected.CopyPoint(i, point);
                selection.SetPoint(places[p][i], point);
            }
        }

        return selection;
    }

    /// <inheritdoc/>
    public FeatureMatrix Distinct(int most, CancellationToken cancellation)
    {
        var found = _parts[0].Distinct(most, cancellation);
        foreach (var part in _parts.AsSpan(1))
        {
            if (found.Count == most) break;
            var both = Together([found, part.Distinct(most, cancellation)]);
            found = both.Select(DistinctPoints.First(both, most, cancellation));
        }

        return found;
    }

    /// <inheritdoc/>
    public int[] SizesOf(Labelling labelling, Parallelism parallelism)
    {
        var sizes = new int[labelling.Centroids.Length / Features];
        foreach (var ofPart in OfEach(p => _parts[p].SizesOf(Within(labelling, p), parallelism)))
        {
            for (var c = 0; c < sizes.Length; c++) sizes[c] += ofPart[c];
        }

        return sizes;
    }

    /// <inheritdoc/>
    public int[] Members(Labelling labelling, int[][] ranks, Parallelism parallelism)
    {
        var sizes = OfEach(p => _parts[p].SizesOf(Within(labelling, p), parallelism));
        var (ofParts, passed) = (new int[_parts.Length][][], new int[ranks.Length]);
        for (var p = 0; p < _parts.Length; p++)
        {
            var here = sizes[p];
            ofParts[p] = [.. ranks.Select((all, c) => (int[])[.. all.Where(rank => rank >= passed[c] && rank - passed[c] < here[c]).Select(rank => rank - passed[c])])];
            for (var c = 0; c < here.Length; c++) passed[c] += here[c];
        }

        return [.. OfEach(p => Array.Exists(ofParts[p], wanted => wanted.Length > 0)
            ? Array.ConvertAll(_parts[p].Members(Within(labelling, p), ofParts[p], parallelism), number => number + _starts[p])
            : []).SelectMany(members => members)];
    }

    /// <inheritdoc/>
    public IPointPasses Passes(PointTotals all, int clusters, Parallelism parallelism) =>
        new PassesInParts(
            Array.ConvertAll(_parts, part => part.Passes(all, clusters, parallelism)),
            _starts,
            new ClusterTotals(all, clusters, Features, workers: 0),
            Asking,
            _carry is null ? null : new PassesElsewhere(_carry, all, clusters, Features));

    private T[] OfEach<T>(Func<int, T> ask)
    {
        var answers = new T[_parts.Length];
        Asking.Each(answers.Length, (_, p) => answers[p] = ask(p));
        return answers;
    }

    private Labelling Within(Labelling labelling, int part) => labelling.Within(_starts[part], _starts[part + 1] - _starts[part]);

    private int PartOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)Count);
        var place = Array.BinarySearch(_starts, number);
        if (place < 0) return ~place - 1;

        // Parts without points begin where the next one does.
        while (_starts[place + 1] == number) place++;
        return place;
    }

    private static FeatureMatrix Together(FeatureMatrix[] matrices)
    {
        var (together, point, next) = (new FeatureMatrix(matrices.Sum(matrix => matrix.Count), matrices[0].Features), new float[matrices[0].Features], 0);
        foreach (var matrix in matrices)
        {
            for (var i = 0; i < matrix.Count; i++)
            {
                matrix.CopyPoint(i, point);
                together.SetPoint(next++, point);
            }
        }

        return together;
    }
}

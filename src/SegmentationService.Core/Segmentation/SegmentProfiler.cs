using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Kernels;
using SegmentationService.Core.Segmentation.Lineage;

namespace SegmentationService.Core.Segmentation;

/// <summary>Works out what is typical of each segment.</summary>
internal sealed class SegmentProfiler
{
    private const int MostDistinguishing = 6;
    private const double LeastEffect = 0.1;

    /// <summary>The values of so many customers are read at once: many times those of a part of a table that was put aside, whose parts at either end are read twice.</summary>
    private const int CustomersAtOnce = 1 << 20;

    private readonly PreparedCustomers _customers;
    private readonly SegmentedCustomers _segmented;
    private readonly ParentAlignment? _alignment;
    private readonly ColumnLabels _labels;
    private readonly int[] _sizes;

    /// <summary>Takes what there is to profile.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="segmented">The same customers in their segments.</param>
    /// <param name="alignment">Which segments are those of a parent; null without one.</param>
    /// <param name="labels">What people call the columns.</param>
    public SegmentProfiler(PreparedCustomers customers, SegmentedCustomers segmented, ParentAlignment? alignment, ColumnLabels labels)
    {
        _customers = customers;
        _segmented = segmented;
        _alignment = alignment;
        _labels = labels;
        _sizes = segmented.Sizes;
    }

    /// <summary>The segments with their names, their profiles in the same order, and the columns that these are of.</summary>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public (Segment[] Segments, SegmentProfile[] Profiles, ColumnInSegments[] Columns) Profile(Parallelism parallelism)
    {
        var columns = Columns(parallelism);
        var features = _customers.FeatureSet.Features;
        var centroids = new double[_sizes.Length][];
        parallelism.For(centroids.Length, c => centroids[c] = [.. features.Select((feature, f) => feature.Restore(_segmented.Centroids[c, f]))]);
        var byName = columns.ToDictionary(column => column.Statistics[0].Name, StringComparer.Ordinal);
        FeatureInSegments[] inSegments = [.. features.Select((feature, f) => InSegments(f, byName.GetValueOrDefault(feature.Name), [.. centroids.Select(centroid => centroid[f])]))];
        var told = new (int Feature, double Effect)[_sizes.Length][];
        parallelism.For(told.Length, c => told[c] = Distinguishing(c));
        int[] ids = _alignment?.Ids ?? [.. Enumerable.Range(1, _sizes.Length)];
        var names = SegmentNames.Of(
            new SegmentDifferences
            {
                Features = inSegments,
                Effects = _segmented.Effects,
                Centroids = _segmented.Centroids,
                Correlations = new FeatureCorrelations(_customers.Points),
                Ranks = RanksOf(byName),
                Parts = _customers.FeatureSet.Parts,
                Ids = ids,
                Inherited = _alignment?.Names ?? new SegmentName?[_sizes.Length],
            },
            parallelism.Cancellation);
        var profiles = new SegmentProfile[_sizes.Length];
        parallelism.For(profiles.Length, c => profiles[c] = new SegmentProfile
        {
            Size = _sizes[c],
            Share = (double)_sizes[c] / _customers.Rows.Length,
            Phrases = names[c].Phrases,
            Centroid = centroids[c],
            Statistics = [.. columns.Select(column => column.Statistics[c])],
            Distinguishing = [.. told[c].Select(feature => new DistinguishingFeature(features[feature.Feature].Name, feature.Effect, DistinguishingText.Of(inSegments[feature.Feature], c, feature.Effect)))],
        });
        return ([.. names.Select((name, c) => new Segment(ids[c], name.Text, _segmented.Radii[c]))], profiles, columns);
    }

    private FeatureInSegments InSegments(int f, ColumnInSegments? column, double[] centroids)
    {
        var feature = _customers.FeatureSet.Features[f];
        var isValue = feature.Value is not null;
        return new FeatureInSegments(feature, isValue ? [] : column!.Statistics, isValue ? [] : column!.Counts, centroids, feature.Restore(_segmented.Overall[f].Mean))
        {
            Label = _labels.GivenTo(feature),
            IsDays = _customers.FeatureSet.OwnInput(f) is >= 0 and var input && _customers.FeatureSet.Inputs[input].Days is not null,
            Quartiles = isValue ? default : column!.Quartiles,
            Codes = isValue ? null : column!.Codes,
        };
    }

    /// <summary>For each segment the ranks of its archetype; null where recency, frequency and monetary are not known, or not of most of its customers.</summary>
    private ArchetypeRanks?[] RanksOf(Dictionary<string, ColumnInSegments> columns)
    {
        var ranks = new ArchetypeRanks?[_sizes.Length];
        var parts = _customers.FeatureSet.Parts;
        if (Ranks(parts.Recency) is not { } recency || Ranks(parts.Frequency) is not { } frequency || Ranks(parts.Monetary) is not { } monetary) return ranks;
        var tenure = Ranks(parts.Tenure);
        for (var c = 0; c < ranks.Length; c++)
        {
            var value = (frequency[c] + monetary[c]) / 2;
            if (!double.IsNaN(recency[c] + value)) ranks[c] = new ArchetypeRanks(1 - recency[c], value, tenure?[c] ?? double.NaN);
        }

        return ranks;

        double[]? Ranks(string? part) => part is not null && columns.TryGetValue(part, out var column) ? column.MedianRanks : null;
    }

    /// <summary>How each numeric column lies in the segments, then each feature that is none of them.</summary>
    private ColumnInSegments[] Columns(Parallelism parallelism)
    {
        var set = _customers.FeatureSet;
        var columns = new ProfiledColumns(_customers);
        var byName = set.Features.Where(feature => feature.Value is null).ToDictionary(feature => feature.Name, StringComparer.Ordinal);
        var found = new ColumnInSegments[columns.Count];
        using var readByWorker = new WorkerColumns(parallelism.Threads, Math.Min(_customers.Rows.Length, CustomersAtOnce));
        using var groupedOfWorker = new WorkerColumns(parallelism.Threads, _customers.Rows.Length);
        parallelism.Each(found.Length, (worker, s) =>
        {
            var grouped = groupedOfWorker.Of(worker);
            Group(columns, s, readByWorker.Of(worker), grouped);
            found[s] = columns.DerivedAt(s) is >= 0 and var feature
                ? OfSegments(columns.NameOf(s), set.Features[feature], grouped, isCode: false)
                : OfSegments(columns.NameOf(s), byName.GetValueOrDefault(columns.NameOf(s)), grouped, ColumnMeaning.IsCode(_customers.NumericColumns[s]));
        });
        return found;
    }

    /// <summary>Puts the values of a column one segment after the other.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="column">Which of them.</param>
    /// <param name="room">Room for the values that are read at once.</param>
    /// <param name="grouped">out: a value for each customer, NaN where it is missing.</param>
    private void Group(ProfiledColumns columns, int column, Span<double> room, Span<double> grouped)
    {
        var (labels, next) = (_segmented.Labels, new int[_sizes.Length]);
        for (var c = 1; c < next.Length; c++) next[c] = next[c - 1] + _sizes[c - 1];
        for (var first = 0; first < grouped.Length; first += room.Length)
        {
            var values = room[..Math.Min(room.Length, grouped.Length - first)];
            columns.CopyTo(column, _customers.Rows, first, values);
            for (var i = 0; i < values.Length; i++) grouped[next[labels[first + i]]++] = values[i];
        }
    }

    /// <summary>The statistics of a column: each segment is looked at in its place, and then all of them together.</summary>
    /// <param name="name">The column.</param>
    /// <param name="feature">The feature that it is; null where it is none.</param>
    /// <param name="grouped">in: the values, one segment after the other, NaN where one is missing; overwritten.</param>
    /// <param name="isCode">Whether the values are codes.</param>
    private ColumnInSegments OfSegments(string name, Feature? feature, Span<double> grouped, bool isCode)
    {
        var codes = isCode && feature is not null ? new CodeCounts(grouped, _sizes) : null;
        var (statistics, sums) = (new ColumnStatistics[_sizes.Length], new ExactSum[_sizes.Length]);
        var counts = new ValueCounts[feature is null ? 0 : _sizes.Length];
        var (start, present) = (0, 0);
        for (var c = 0; c < statistics.Length; c++)
        {
            var segment = grouped.Slice(start, _sizes[c]);
            if (feature is not null) counts[c] = Count(feature, segment);
            var known = Present(segment);
            (statistics[c], sums[c]) = OfSegment(name, known, segment.Length - known.Length);
            known.CopyTo(grouped[present..]);
            present += known.Length;
            start += _sizes[c];
        }

        var all = grouped[..present];
        var playsPart = _customers.FeatureSet.Parts is { HasBehaviour: true } parts && parts.PartOf(name) is not null;
        return new ColumnInSegments(statistics, counts)
        {
            Sums = sums,
            Quartiles = present == 0 ? default : QuartilesOf(all),
            Codes = codes,
            MedianRanks = playsPart ? MidRanks.Of(all, [.. statistics.Select((segment, c) => 2L * segment.Missing > _sizes[c] ? null : segment.Median)]) : null,
        };
    }

    /// <summary>Moves the values that are there to the front.</summary>
    private static Span<double> Present(Span<double> values)
    {
        var count = 0;
        foreach (var value in values)
            if (!double.IsNaN(value)) values[count++] = value;
        return values[..count];
    }

    private static Quartiles QuartilesOf(ReadOnlySpan<double> values)
    {
        var order = OrderStatistics.Of(values);
        return new Quartiles(order.LowerQuartile.Value, order.Median.Value, order.UpperQuartile.Value);
    }

    private static ValueCounts Count(Feature feature, ReadOnlySpan<double> values)
    {
        var (present, low, high, median) = Selection.CountEqual(values, feature.Min, feature.Max, feature.Median);
        return new ValueCounts(present, low, high, median);
    }

    private static (ColumnStatistics Statistics, ExactSum Sum) OfSegment(string name, ReadOnlySpan<double> values, int missing)
    {
        var sum = new MeanSum();
        sum.Add(values);
        return (ColumnStatistics.Of(name, values, sum, missing), sum.Sum);
    }

    /// <summary>The features that a segment differs in, and how far, strongest first.</summary>
    private (int Feature, double Effect)[] Distinguishing(int segment)
    {
        var features = _customers.FeatureSet.Features;
        var effects = Enumerable.Range(0, features.Count)
            .Select(f => (Feature: f, Effect: _segmented.Effects[segment][f]))
            .Where(found => Math.Abs(found.Effect) >= LeastEffect)
            .OrderByDescending(found => Math.Abs(found.Effect))
            .ToArray();

        // That a value of a column is rare says little where another value of it is frequent.
        var frequent = effects.Where(found => features[found.Feature].Value is not null && found.Effect > 0).Select(found => features[found.Feature].Source).ToHashSet();
        return [.. effects.Where(found => features[found.Feature].Value is null || found.Effect > 0 || !frequent.Contains(features[found.Feature].Source)).Take(MostDistinguishing)];
    }
}

using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>Works out what is typical of each segment.</summary>
internal sealed class SegmentProfiler
{
    private const int MostDistinguishing = 6;
    private const double LeastEffect = 0.1;

    private readonly PreparedCustomers _customers;
    private readonly SegmentedCustomers _segmented;
    private readonly int[] _sizes;
    private readonly int[] _places;

    /// <summary>Takes what there is to profile.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="segmented">The same customers in their segments.</param>
    public SegmentProfiler(PreparedCustomers customers, SegmentedCustomers segmented)
    {
        _customers = customers;
        _segmented = segmented;
        _sizes = segmented.Sizes;
        _places = BySegment(segmented.Labels, _sizes);
    }

    /// <summary>The segments with their names, and their profiles in the same order.</summary>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public (Segment[] Segments, SegmentProfile[] Profiles) Profile(Parallelism parallelism)
    {
        var (statistics, counts) = Statistics(parallelism);
        var features = _customers.FeatureSet.Features;
        var centroids = new double[_sizes.Length][];
        parallelism.For(centroids.Length, c => centroids[c] = [.. features.Select((feature, f) => feature.Restore(_segmented.Centroids[c, f]))]);
        var byName = statistics.Select((column, s) => (Statistics: column, Counts: counts[s])).ToDictionary(column => column.Statistics[0].Name, StringComparer.Ordinal);
        FeatureInSegments[] inSegments = [.. features.Select((feature, f) =>
        {
            var (column, occurrences) = feature.Value is null ? byName[feature.Name] : ([], []);
            return new FeatureInSegments(feature, column, occurrences, [.. centroids.Select(centroid => centroid[f])], feature.Restore(_segmented.Overall[f].Mean))
            {
                IsDays = _customers.FeatureSet.OwnInput(f) is >= 0 and var input && _customers.FeatureSet.Inputs[input].Days is not null,
            };
        })];
        var told = new (int Feature, double Effect)[_sizes.Length][];
        parallelism.For(told.Length, c => told[c] = Distinguishing(c));
        var names = SegmentNames.Of(inSegments, told, _customers.FeatureSet.Parts, parallelism.Cancellation);
        var profiles = new SegmentProfile[_sizes.Length];
        parallelism.For(profiles.Length, c => profiles[c] = new SegmentProfile
        {
            Size = _sizes[c],
            Share = (double)_sizes[c] / _customers.Rows.Length,
            Centroid = centroids[c],
            Statistics = [.. statistics.Select(column => column[c])],
            Distinguishing = [.. told[c].Select(feature => new DistinguishingFeature(features[feature.Feature].Name, feature.Effect, DistinguishingText.Of(inSegments[feature.Feature], c, feature.Effect)))],
        });
        return ([.. names.Select((name, c) => new Segment(c + 1, name, _segmented.Radii[c]))], profiles);
    }

    /// <summary>For each customer its place when they are put one segment after the other.</summary>
    private static int[] BySegment(int[] labels, int[] sizes)
    {
        var next = new int[sizes.Length];
        for (var c = 1; c < next.Length; c++) next[c] = next[c - 1] + sizes[c - 1];
        var places = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++) places[i] = next[labels[i]]++;
        return places;
    }

    /// <summary>For each numeric column, then each feature that is none of them: the statistics of every segment, and how often the ends and the median of a feature occur.</summary>
    private (ColumnStatistics[][] Statistics, ValueCounts[][] Counts) Statistics(Parallelism parallelism)
    {
        var set = _customers.FeatureSet;
        var derived = Enumerable.Range(0, set.Features.Count).Where(f => set.OwnInput(f) < 0).ToArray();
        var columns = _customers.NumericColumns;
        var byName = set.Features.Where(feature => feature.Value is null).ToDictionary(feature => feature.Name, StringComparer.Ordinal);
        var statistics = new ColumnStatistics[columns.Count + derived.Length][];
        var counts = new ValueCounts[statistics.Length][];
        parallelism.For(statistics.Length, s =>
        {
            using var rented = new RentedColumn(_customers.Rows.Length);
            var values = rented.Values;
            if (s < columns.Count)
            {
                columns[s].CopyTo(_customers.Rows, values);
                (statistics[s], counts[s]) = OfSegments(columns[s].Name, byName.GetValueOrDefault(columns[s].Name), values);
            }
            else
            {
                var feature = derived[s - columns.Count];
                FeatureColumn.Compute(set, feature, _customers.Inputs, _customers.Rows, values);
                (statistics[s], counts[s]) = OfSegments(set.Features[feature].Name, set.Features[feature], values);
            }
        });
        return (statistics, counts);
    }

    /// <summary>The statistics of a column: its values are put one segment after the other, and each segment is looked at in its place.</summary>
    private (ColumnStatistics[] Statistics, ValueCounts[] Counts) OfSegments(string name, Feature? feature, ReadOnlySpan<double> values)
    {
        using var rented = new RentedColumn(values.Length);
        var grouped = rented.Values;
        for (var i = 0; i < values.Length; i++) grouped[_places[i]] = values[i];
        var statistics = new ColumnStatistics[_sizes.Length];
        var counts = new ValueCounts[feature is null ? 0 : _sizes.Length];
        var start = 0;
        for (var c = 0; c < statistics.Length; c++)
        {
            var segment = grouped.Slice(start, _sizes[c]);
            if (feature is not null) counts[c] = Count(feature, segment);
            statistics[c] = OfSegment(name, segment);
            start += _sizes[c];
        }

        return (statistics, counts);
    }

    private static ValueCounts Count(Feature feature, ReadOnlySpan<double> values)
    {
        var (present, low, high, median) = (0, 0, 0, 0);
        foreach (var value in values)
        {
            present += double.IsNaN(value) ? 0 : 1;
            low += value == feature.Min ? 1 : 0;
            high += value == feature.Max ? 1 : 0;
            median += value == feature.Median ? 1 : 0;
        }

        return new ValueCounts(present, low, high, median);
    }

    private static ColumnStatistics OfSegment(string name, Span<double> values)
    {
        var count = 0;
        foreach (var value in values)
            if (!double.IsNaN(value)) values[count++] = value;
        if (count == 0) return new ColumnStatistics(name, null, null, null, null, null, null, null, values.Length);

        var present = values[..count];
        var order = OrderStatistics.Of(present);
        var (mean, deviation) = FeatureScaler.MeanAndDeviation(present);
        return new ColumnStatistics(
            name, mean, order.Median.Value, deviation, order.Min, order.LowerQuartile.Value, order.UpperQuartile.Value, order.Max, values.Length - count);
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

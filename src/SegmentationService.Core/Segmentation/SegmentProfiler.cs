using System.Globalization;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>Works out what is typical of each segment.</summary>
internal sealed class SegmentProfiler
{
    private const int MostDistinguishing = 6;
    private const double LeastEffect = 0.1;
    private const double FarEffect = 1;
    private const double ClearEffect = 0.35;

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
        var statistics = Statistics(parallelism);
        var features = _customers.FeatureSet.Features;
        var centroids = Enumerable.Range(0, _sizes.Length).Select(c => features.Select((feature, f) => feature.Restore(_segmented.Centroids[c, f])).ToArray()).ToArray();
        var distinguishing = Enumerable.Range(0, _sizes.Length).Select(c => Distinguishing(c, centroids[c], statistics)).ToArray();
        var names = SegmentNames.For(distinguishing, _customers.FeatureSet, centroids);
        return (
            [.. names.Select((name, c) => new Segment(c + 1, name, _segmented.Radii[c]))],
            [.. _sizes.Select((size, c) => new SegmentProfile
            {
                Size = size,
                Share = (double)size / _customers.Rows.Length,
                Centroid = centroids[c],
                Statistics = [.. statistics.Select(column => column[c])],
                Distinguishing = distinguishing[c],
            })]);
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

    /// <summary>For each numeric column, then each feature that is none of them: the statistics of every segment.</summary>
    private ColumnStatistics[][] Statistics(Parallelism parallelism)
    {
        var set = _customers.FeatureSet;
        var derived = Enumerable.Range(0, set.Features.Count).Where(f => set.OwnInput(f) < 0).ToArray();
        var columns = _customers.NumericColumns;
        var statistics = new ColumnStatistics[columns.Count + derived.Length][];
        parallelism.For(statistics.Length, s =>
        {
            using var rented = new RentedColumn(_customers.Rows.Length);
            var values = rented.Values;
            if (s < columns.Count)
            {
                var column = columns[s].Values;
                for (var i = 0; i < values.Length; i++) values[i] = column[_customers.Rows[i]];
                statistics[s] = OfSegments(columns[s].Name, values);
            }
            else
            {
                var feature = derived[s - columns.Count];
                FeatureColumn.Compute(set, feature, _customers.Inputs, _customers.Rows, values);
                statistics[s] = OfSegments(set.Features[feature].Name, values);
            }
        });
        return statistics;
    }

    /// <summary>The statistics of a column: its values are put one segment after the other, and each segment is looked at in its place.</summary>
    private ColumnStatistics[] OfSegments(string name, ReadOnlySpan<double> values)
    {
        using var rented = new RentedColumn(values.Length);
        var grouped = rented.Values;
        for (var i = 0; i < values.Length; i++) grouped[_places[i]] = values[i];
        var statistics = new ColumnStatistics[_sizes.Length];
        var start = 0;
        for (var c = 0; c < statistics.Length; c++)
        {
            statistics[c] = OfSegment(name, grouped.Slice(start, _sizes[c]));
            start += _sizes[c];
        }

        return statistics;
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

    private DistinguishingFeature[] Distinguishing(int segment, double[] centroid, ColumnStatistics[][] statistics)
    {
        var features = _customers.FeatureSet.Features;
        var effects = Enumerable.Range(0, features.Count)
            .Select(f => (Index: f, Feature: features[f], Effect: _segmented.Effects[segment][f]))
            .Where(found => Math.Abs(found.Effect) >= LeastEffect)
            .OrderByDescending(found => Math.Abs(found.Effect))
            .ToArray();

        // That a value of a column is rare says little where another value of it is frequent.
        var frequent = effects.Where(found => found.Feature.Value is not null && found.Effect > 0).Select(found => found.Feature.Source).ToHashSet();
        return
        [
            .. effects.Where(found => found.Feature.Value is null || found.Effect > 0 || !frequent.Contains(found.Feature.Source))
                .Take(MostDistinguishing)
                .Select(found => new DistinguishingFeature(found.Feature.Name, found.Effect, Text(found.Index, found.Effect, segment, centroid, statistics))),
        ];
    }

    private string Text(int f, double effect, int segment, double[] centroid, ColumnStatistics[][] statistics)
    {
        var feature = _customers.FeatureSet.Features[f];
        if (feature.Value is not null)
            return $"{Percent(centroid[f])} of customers have {feature.Name}, against {Percent(feature.Restore(_segmented.Overall[f].Mean))} of all";

        var degree = Math.Abs(effect) switch { >= FarEffect => "far ", >= ClearEffect => "", _ => "slightly " };
        var direction = effect > 0 ? "above" : "below";
        return statistics.First(column => column[segment].Name == feature.Name)[segment].Median is { } median
            ? $"{feature.Name} {degree}{direction} average: median {Number(median)} against {Number(feature.Median)}"
            : $"{feature.Name} {degree}{direction} average";
    }

    private static string Percent(double share) => (100 * Math.Clamp(share, 0, 1)).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e9 or (< 0.01 and > 0) => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}

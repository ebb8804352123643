using System.Globalization;
using SegmentationService.Core.Clustering;
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
    private readonly FeatureMatrix _centroids;
    private readonly int[][] _members;
    private readonly (double Mean, double Deviation)[] _overall;

    /// <summary>Takes what there is to profile.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="centroids">k x d.</param>
    /// <param name="labels">For each customer its segment.</param>
    public SegmentProfiler(PreparedCustomers customers, FeatureMatrix centroids, int[] labels)
    {
        _customers = customers;
        _centroids = centroids;
        _members = Members(labels, centroids.Count);
        _overall = Overall(customers.Points);
    }

    /// <summary>The profiles, in the order of the segments.</summary>
    /// <param name="radii">For each segment the largest distance of a customer to its centroid.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    public SegmentProfile[] Profile(double[] radii, Parallelism parallelism)
    {
        var statistics = Statistics(parallelism);
        var distinguishing = Enumerable.Range(0, _members.Length).Select(c => Distinguishing(c, statistics)).ToArray();
        var names = SegmentNames.For(distinguishing, _customers.FeatureSet.Parts);
        return
        [
            .. Enumerable.Range(0, _members.Length).Select(c => new SegmentProfile
            {
                Name = names[c],
                Size = _members[c].Length,
                Share = (double)_members[c].Length / _customers.Rows.Length,
                Radius = radii[c],
                Centroid = [.. _customers.FeatureSet.Features.Select((feature, f) => feature.Restore(_centroids[c, f]))],
                Statistics = [.. statistics.Select(column => column[c])],
                Distinguishing = distinguishing[c],
            }),
        ];
    }

    private static int[][] Members(int[] labels, int clusters)
    {
        var members = Enumerable.Range(0, clusters).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < labels.Length; i++) members[labels[i]].Add(i);
        return Array.ConvertAll(members, list => list.ToArray());
    }

    private static (double, double)[] Overall(FeatureMatrix points)
    {
        var overall = new (double, double)[points.Features];
        var values = new double[points.Count];
        for (var f = 0; f < overall.Length; f++)
        {
            for (var i = 0; i < values.Length; i++) values[i] = points[i, f];
            overall[f] = FeatureScaler.MeanAndDeviation(values);
        }

        return overall;
    }

    /// <summary>For each numeric column, then each behavioural feature: the statistics of every segment.</summary>
    private ColumnStatistics[][] Statistics(Parallelism parallelism)
    {
        var set = _customers.FeatureSet;
        var inputs = set.Inputs.Select(input => _customers.Table.Find(input.Name)!.Values).ToArray();
        var derived = Enumerable.Range(0, set.Features.Count).Where(f => set.IndexOf(set.Features[f].Name) < 0).ToArray();
        var columns = _customers.NumericColumns;
        var statistics = new ColumnStatistics[columns.Count + derived.Length][];
        parallelism.For(statistics.Length, s =>
        {
            if (s < columns.Count)
            {
                var values = columns[s].Values;
                statistics[s] = OfSegments(columns[s].Name, i => values[_customers.Rows[i]]);
            }
            else
            {
                var feature = derived[s - columns.Count];
                var values = set.ComputeColumn(feature, inputs, _customers.Rows, impute: false);
                statistics[s] = OfSegments(set.Features[feature].Name, i => values[i]);
            }
        });
        return statistics;
    }

    private ColumnStatistics[] OfSegments(string name, Func<int, double> value) => Array.ConvertAll(_members, members =>
    {
        var present = members.Select(value).Where(x => !double.IsNaN(x)).ToArray();
        if (present.Length == 0) return new ColumnStatistics(name, null, null, null, null, null, null, null, members.Length);

        Array.Sort(present);
        var (mean, deviation) = FeatureScaler.MeanAndDeviation(present);
        return new ColumnStatistics(
            name,
            mean,
            FeatureScaler.Quantile(present, 0.5),
            deviation,
            present[0],
            FeatureScaler.Quantile(present, 0.25),
            FeatureScaler.Quantile(present, 0.75),
            present[^1],
            members.Length - present.Length);
    });

    private DistinguishingFeature[] Distinguishing(int segment, ColumnStatistics[][] statistics)
    {
        var features = _customers.FeatureSet.Features;
        var effects = Enumerable.Range(0, features.Count)
            .Select(f => (Feature: features[f], Effect: _overall[f].Deviation > 0 ? (_centroids[segment, f] - _overall[f].Mean) / _overall[f].Deviation : 0))
            .Where(pair => Math.Abs(pair.Effect) >= LeastEffect)
            .OrderByDescending(pair => Math.Abs(pair.Effect))
            .Take(MostDistinguishing);
        return
        [
            .. effects.Select(pair =>
            {
                var median = statistics.First(column => column[segment].Name == pair.Feature.Name)[segment].Median;
                return new DistinguishingFeature(pair.Feature.Name, pair.Effect, Text(pair.Feature, pair.Effect, median));
            }),
        ];
    }

    private static string Text(Feature feature, double effect, double? median)
    {
        var degree = Math.Abs(effect) switch { >= FarEffect => "far ", >= ClearEffect => "", _ => "slightly " };
        var direction = effect > 0 ? "above" : "below";
        return median is null
            ? $"{feature.Name} {degree}{direction} average"
            : $"{feature.Name} {degree}{direction} average: median {Number(median.Value)} against {Number(feature.Median)}";
    }

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e9 or (< 0.01 and > 0) => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}

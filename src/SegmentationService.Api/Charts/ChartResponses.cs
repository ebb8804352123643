using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Charts;

namespace SegmentationService.Api.Charts;

/// <summary>The customers in two dimensions.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Axes">The two axes: the principal components with the largest variance.</param>
/// <param name="Segments">The centroids.</param>
/// <param name="Customers">At most 2,000 of the training customers, each segment with its share of them.</param>
internal sealed record MapResponse(string Model, int Version, IReadOnlyList<MapAxisResponse> Axes, IReadOnlyList<MapSegmentResponse> Segments, IReadOnlyList<MapCustomerResponse> Customers)
{
    public static MapResponse Of(StoredVersion version, SegmentCharts charts)
    {
        var (model, names) = (version.Model, version.SegmentNames);
        return new MapResponse(
            version.ModelName,
            version.Version,
            [MapAxisResponse.Of(charts.Map.First, version), MapAxisResponse.Of(charts.Map.Second, version)],
            [.. model.Segments.Select((segment, c) => new MapSegmentResponse(segment.Id, names[c], Centroid(c).X, Centroid(c).Y))],
            [.. charts.Customers.Select(customer => new MapCustomerResponse(customer.Id, model.Segments[customer.Segment].Id, customer.Place.X, customer.Place.Y))]);

        MapPlace Centroid(int c)
        {
            Span<float> point = new float[model.Centroids.Features];
            model.Centroids.CopyPoint(c, point);
            return charts.Map.Locate(point);
        }
    }
}

/// <summary>One axis of the map.</summary>
/// <param name="Name">The features that make it, such as <c>more frequency and monetary, less recency_days</c>.</param>
/// <param name="Label">The same by what people call these features.</param>
/// <param name="Share">The share of the variance of all features that it shows, 0 to 1.</param>
/// <param name="Weights">The weight of each feature.</param>
internal sealed record MapAxisResponse(string Name, string Label, double Share, IReadOnlyDictionary<string, double> Weights)
{
    public static MapAxisResponse Of(MapAxis axis, StoredVersion version) => new(
        axis.Name,
        axis.NameBy([.. version.Model.FeatureSet.Features.Select(version.Labels.Of)]),
        axis.Share,
        version.Model.FeatureSet.Features.Select((feature, f) => (feature.Name, Weight: axis.Weights[f])).ToDictionary(pair => pair.Name, pair => pair.Weight));
}

/// <summary>A centroid on the map.</summary>
internal sealed record MapSegmentResponse(int Id, string Name, double X, double Y);

/// <summary>A training customer on the map.</summary>
internal sealed record MapCustomerResponse(string Id, int Segment, double X, double Y);

/// <summary>Where a customer lies on the map.</summary>
internal sealed record MapPlaceResponse(double X, double Y);

/// <summary>What sets the segments apart, feature by feature.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Segments">The segments.</param>
internal sealed record EffectsResponse(string Model, int Version, IReadOnlyList<SegmentEffectsResponse> Segments)
{
    public static EffectsResponse Of(StoredVersion version, SegmentCharts charts)
    {
        var (features, names) = (version.Model.FeatureSet.Features, version.SegmentNames);
        return new EffectsResponse(version.ModelName, version.Version, [.. version.Model.Segments.Select((segment, c) =>
            new SegmentEffectsResponse(segment.Id, names[c], features.Select((feature, f) => (feature.Name, Effect: charts.Effects[c][f])).ToDictionary(pair => pair.Name, pair => pair.Effect)))]);
    }
}

/// <summary>For each feature how far the centroid of a segment lies from the mean of all customers, in standard deviations of the prepared feature.</summary>
internal sealed record SegmentEffectsResponse(int Id, string Name, IReadOnlyDictionary<string, double> Effects);

/// <summary>How well the customers lie in their segments.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Sampled">The number of customers that the silhouettes were computed on.</param>
/// <param name="Segments">The segments; empty when there is only one.</param>
internal sealed record SilhouettesResponse(string Model, int Version, int Sampled, IReadOnlyList<SegmentSilhouettesResponse> Segments)
{
    public static SilhouettesResponse Of(StoredVersion version, SegmentCharts charts)
    {
        var bySegment = charts.Customers.ToLookup(customer => customer.Segment, customer => customer.Silhouette);
        var names = version.SegmentNames;
        return new SilhouettesResponse(version.ModelName, version.Version, charts.Sampled, [.. charts.Silhouettes.Select((mean, c) =>
            new SegmentSilhouettesResponse(version.Model.Segments[c].Id, names[c], mean, [.. bySegment[c].OfType<double>().OrderDescending()]))]);
    }
}

/// <summary>The silhouettes of one segment.</summary>
/// <param name="Id">The segment.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean over the customers sampled.</param>
/// <param name="Values">Those of the customers on the map, largest first.</param>
internal sealed record SegmentSilhouettesResponse(int Id, string Name, double Mean, IReadOnlyList<double> Values);

/// <summary>How the values of the features are distributed.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Sampled">The number of customers that were counted.</param>
/// <param name="Features">The features.</param>
internal sealed record DistributionsResponse(string Model, int Version, int Sampled, IReadOnlyList<DistributionResponse> Features)
{
    public static DistributionsResponse Of(StoredVersion version, SegmentCharts charts, string? feature) => new(
        version.ModelName,
        version.Version,
        charts.Sampled,
        [.. charts.Histograms
            .Where(histogram => feature is null || histogram.Feature == feature)
            .Select(histogram => new DistributionResponse(
                histogram.Feature,
                [.. histogram.Bins.Select(bin => new BinResponse(bin.From, bin.To))],
                [.. histogram.Counts.Select((counts, c) => new SegmentCountsResponse(version.Model.Segments[c].Id, version.SegmentNames[c], counts))]))]);
}

/// <summary>The distribution of one feature.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Bins">The bins, ascending, in original units.</param>
/// <param name="Segments">The segments, the 50 largest at most.</param>
internal sealed record DistributionResponse(string Feature, IReadOnlyList<BinResponse> Bins, IReadOnlyList<SegmentCountsResponse> Segments);

/// <summary>The values from one bound to another, the upper one in the last bin only. Equal bounds: this value.</summary>
internal sealed record BinResponse(double From, double To);

/// <summary>The customers of one segment in each bin.</summary>
internal sealed record SegmentCountsResponse(int Id, string Name, IReadOnlyList<int> Counts);

using System.Text.Json;
using System.Text.Json.Serialization;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// The file <c>charts.json</c> of a version: <see cref="SegmentCharts"/>, column by column. Versions of older builds do not have it, and
/// nothing but the charts depends on it.
/// </summary>
/// <param name="FormatVersion">The format of the file.</param>
/// <param name="Sampled">See <see cref="SegmentCharts"/>.</param>
/// <param name="Center">The middle of the map.</param>
/// <param name="Axes">Its two axes.</param>
/// <param name="Ids">The ids of the customers shown.</param>
/// <param name="Segments">The ids of their segments.</param>
/// <param name="X">Their places along the first axis.</param>
/// <param name="Y">Their places along the second axis.</param>
/// <param name="CustomerSilhouettes">Their silhouettes; empty with one segment.</param>
/// <param name="Effects">See <see cref="SegmentCharts"/>.</param>
/// <param name="SegmentSilhouettes">The mean silhouette of each segment; empty with one segment.</param>
/// <param name="Histograms">The distributions.</param>
internal sealed record ChartsFile(
    int FormatVersion,
    int Sampled,
    double[] Center,
    AxisRecord[] Axes,
    string[] Ids,
    int[] Segments,
    double[] X,
    double[] Y,
    double[] CustomerSilhouettes,
    double[][] Effects,
    double[] SegmentSilhouettes,
    HistogramRecord[] Histograms)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "charts.json";

    private const int NewestFormat = 1;

    /// <summary>The file among those of a version.</summary>
    public static VersionPart Part { get; } = new(FileName, IsRequired: false, ArchiveLimits.MaxModelBytes, (content, trained, _, _) => Read(content, trained.Model)) { Erase = Erase };

    /// <summary>The charts of a version that is to be stored.</summary>
    /// <param name="charts">The charts.</param>
    /// <param name="model">The model that they are about.</param>
    public static PartContent Of(SegmentCharts charts, SegmentationModel model) => Part.Of(stream => Write(charts, model, stream));

    /// <summary>Writes charts.</summary>
    /// <param name="charts">The charts.</param>
    /// <param name="model">The model that they are about.</param>
    /// <param name="stream">Takes the bytes.</param>
    public static void Write(SegmentCharts charts, SegmentationModel model, Stream stream)
    {
        var customers = charts.Customers;
        var file = new ChartsFile(
            NewestFormat,
            charts.Sampled,
            [.. charts.Map.Center],
            [AxisRecord.Of(charts.Map.First), AxisRecord.Of(charts.Map.Second)],
            [.. customers.Select(customer => customer.Id)],
            [.. customers.Select(customer => model.Segments[customer.Segment].Id)],
            [.. customers.Select(customer => customer.Place.X)],
            [.. customers.Select(customer => customer.Place.Y)],
            [.. customers.Select(customer => customer.Silhouette).OfType<double>()],
            [.. charts.Effects],
            [.. charts.Silhouettes],
            [.. charts.Histograms.Select(HistogramRecord.Of)]);
        JsonSerializer.Serialize(stream, file, ChartsJson.Strict.ChartsFile);
    }

    /// <summary>Reads charts.</summary>
    /// <param name="stream">A stream that can be read again from its beginning.</param>
    /// <param name="model">The model that they are about.</param>
    /// <exception cref="CorruptModelException">The file does not follow its format, or is not about the model.</exception>
    public static SegmentCharts Read(Stream stream, SegmentationModel model)
    {
        var file = StrictJson.Read(stream, FileName, NewestFormat, ChartsJson.Strict.ChartsFile);
        var shown = file.Ids.Length;
        var places = model.Segments.Select((segment, c) => (segment.Id, Place: c)).ToDictionary(segment => segment.Id, segment => segment.Place);
        if (!file.IsAbout(model, places)) throw new CorruptModelException($"{FileName}: it is not about {model.Segments.Count} segments of {model.Centroids.Features} features.");
        if (!file.IsMap()) throw new CorruptModelException($"{FileName}: its map has a centre beyond {Feature.MaxCoordinate:g9}, or a weight beyond 1; no place could be computed.");

        return new SegmentCharts(
            new CustomerMap(file.Center, file.Axes[0].ToAxis(), file.Axes[1].ToAxis()),
            [.. Enumerable.Range(0, shown).Select(i => new ShownCustomer(
                file.Ids[i], places[file.Segments[i]], new MapPlace(file.X[i], file.Y[i]), file.CustomerSilhouettes.Length == 0 ? null : file.CustomerSilhouettes[i]))],
            [.. file.Histograms.Select(histogram => histogram.ToHistogram())],
            file.Effects,
            file.SegmentSilhouettes,
            file.Sampled);
    }

    /// <summary>Charts without the customers of an id on their map; all else is of many, and stays.</summary>
    private static ErasedPart? Erase(FileStream stream, string id, CancellationToken cancellationToken)
    {
        var file = StrictJson.Read(stream, FileName, NewestFormat, ChartsJson.Strict.ChartsFile);
        var written = CustomersPart.Written(id);
        int[] kept = [.. Enumerable.Range(0, file.Ids.Length).Where(i => !CustomersPart.Written(file.Ids[i]).AsSpan().SequenceEqual(written))];
        if (kept.Length == file.Ids.Length) return null;
        var without = file with
        {
            Ids = Kept(file.Ids),
            Segments = Kept(file.Segments),
            X = Kept(file.X),
            Y = Kept(file.Y),
            CustomerSilhouettes = file.CustomerSilhouettes.Length == 0 ? [] : Kept(file.CustomerSilhouettes),
        };
        return new ErasedPart(Customers: 0, destination => JsonSerializer.Serialize(destination, without, ChartsJson.Strict.ChartsFile));

        T[] Kept<T>(T[] column) => Array.ConvertAll(kept, i => column[i]);
    }

    /// <summary>Whether the place of every customer on the map is finite.</summary>
    private bool IsMap()
    {
        const double largestWeight = 1 + 1e-9; // the squares of all sum to 1, but for rounding
        return Array.TrueForAll(Center, center => Math.Abs(center) <= Feature.MaxCoordinate) && Array.TrueForAll(Axes, axis => Array.TrueForAll(axis.Weights, weight => Math.Abs(weight) <= largestWeight));
    }

    private bool IsAbout(SegmentationModel model, Dictionary<int, int> places)
    {
        var (shown, k, d) = (Ids.Length, model.Segments.Count, model.Centroids.Features);
        return Center.Length == d
            && Axes.Length == 2 && Axes.All(axis => axis?.Weights.Length == d)
            && Segments.Length == shown && X.Length == shown && Y.Length == shown && Segments.All(places.ContainsKey)
            && (CustomerSilhouettes.Length == shown || CustomerSilhouettes.Length == 0)
            && Effects.Length == k && Effects.All(effects => effects?.Length == d)
            && (SegmentSilhouettes.Length == k || SegmentSilhouettes.Length == 0)
            && Histograms.Select(histogram => histogram?.Feature).SequenceEqual(model.FeatureSet.Features.Select(feature => feature.Name))
            && Histograms.All(histogram => histogram.From.Length == histogram.To.Length && histogram.Counts.Length <= k && histogram.Counts.All(counts => counts?.Length == histogram.From.Length));
    }
}

/// <summary>An axis of the map.</summary>
internal sealed record AxisRecord(string Name, double Share, double[] Weights)
{
    /// <summary>To be stored.</summary>
    public static AxisRecord Of(MapAxis axis) => new(axis.Name, axis.Share, [.. axis.Weights]);

    /// <summary>As it is used.</summary>
    public MapAxis ToAxis() => new(Name, Share, Weights);
}

/// <summary>The distribution of one feature.</summary>
internal sealed record HistogramRecord(string Feature, double[] From, double[] To, int[][] Counts)
{
    /// <summary>To be stored.</summary>
    public static HistogramRecord Of(FeatureHistogram histogram) =>
        new(histogram.Feature, [.. histogram.Bins.Select(bin => bin.From)], [.. histogram.Bins.Select(bin => bin.To)], [.. histogram.Counts]);

    /// <summary>As it is used.</summary>
    public FeatureHistogram ToHistogram() => new(Feature, [.. From.Zip(To, (from, to) => new HistogramBin(from, to))], Counts);
}

/// <summary>The JSON of <c>charts.json</c>.</summary>
[JsonSerializable(typeof(ChartsFile))]
internal sealed partial class ChartsJson : JsonSerializerContext
{
    /// <summary>The one instance.</summary>
    public static ChartsJson Strict { get; } = new(StrictJson.Rules());
}

using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Exports;

/// <summary>
/// A model in plain terms, as every format writes it: what it reads, how a coordinate is made of that, where segments and jurors lie, and customers whose answers are known. Immutable.
/// <para>The coordinates are floats, and so is each squared distance after each feature: it is the sum so far plus the square of the difference (a float), rounded once. The segment is the
/// one at the smallest distance, of equally near ones the first; each juror votes in the same way. The confidence is (votes + w) / (jurors + 1), w being exp((least - s) / T) over the sum of
/// that over all segments, and s the squared distance.</para>
/// </summary>
public sealed class ExportedModel
{
    /// <summary>Describes a model. O(B k d), B jurors, and as much again for the golden rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">What it is called: letters, digits, <c>_</c>, <c>-</c> and <c>.</c> only, since it stands in comments and names of files.</param>
    /// <param name="version">Its version.</param>
    public ExportedModel(SegmentationModel model, string name, int version)
    {
        var features = model.FeatureSet;
        (Name, Version, Fingerprint, Temperature) = (name, version, model.Fingerprint(), model.Temperature);
        Inputs = [.. features.Inputs.Select(input => new ExportedInput(input.Name, input.Values is not null ? ExportedInputKind.Text : input.Days is not null ? ExportedInputKind.Days : ExportedInputKind.Number, input.Days?.AsOf))];
        Coordinates = [.. features.Features.Select((feature, f) => new ExportedCoordinate(feature.Name, FeatureSteps.Of(features, f)))];
        Segments = [.. model.Segments.Select((segment, c) => new ExportedSegment(segment.Id, segment.Name, Point(destination => model.Centroids.CopyPoint(c, destination))))];
        Jurors = model.Jury is not { } jury
            ? []
            : [.. Enumerable.Range(0, jury.Count).Select(juror => (IReadOnlyList<float[]>)[.. Enumerable.Range(0, jury.Clusters).Select(c => Point(destination => jury.CopyCentroid(juror, c, destination)))])];
        Golden = GoldenRows.Of(model);
    }

    private delegate void Copy(Span<float> destination);

    /// <summary>What the model is called.</summary>
    public string Name { get; }

    /// <summary>Its version.</summary>
    public int Version { get; }

    /// <summary>The fingerprint of all that answers depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>The columns that it reads.</summary>
    public IReadOnlyList<ExportedInput> Inputs { get; }

    /// <summary>The coordinates, d of them.</summary>
    public IReadOnlyList<ExportedCoordinate> Coordinates { get; }

    /// <summary>The segments, k of them.</summary>
    public IReadOnlyList<ExportedSegment> Segments { get; }

    /// <summary>For each juror its k centroids, in the order of the segments; empty where there are no jurors.</summary>
    public IReadOnlyList<IReadOnlyList<float[]>> Jurors { get; }

    /// <summary>T of the weights, above 0.</summary>
    public double Temperature { get; }

    /// <summary>Customers whose answers are known.</summary>
    public IReadOnlyList<GoldenRow> Golden { get; }

    private float[] Point(Copy copy)
    {
        var point = new float[Coordinates.Count];
        copy(point);
        return point;
    }
}

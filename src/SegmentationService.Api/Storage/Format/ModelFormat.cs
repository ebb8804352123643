using System.Text.Json;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;
using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Lineage;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Api.Storage.Format;

/// <summary>
/// Turns models into the bytes of <c>model.json</c> and back. The bytes are a function of the model alone, and numbers come back
/// with all their bits. ../FORMAT.md describes the layout.
/// </summary>
internal static class ModelFormat
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "model.json";

    private const int NewestFormat = FormatWithProfile;

    /// <summary>What a model needs of which it is known what the columns of its table say of the segments, or whose columns were given labels.</summary>
    private const int FormatWithProfile = 8;

    /// <summary>What a model needs of which it is known what its segments would be merged to and split into, or what their names say, or how its training customers are distributed, or that has a parent.</summary>
    private const int FormatWithTree = 7;

    /// <summary>What a model with a jury needs.</summary>
    private const int FormatWithJury = 6;

    /// <summary>What a model needs of which it is known whether its segments are groups.</summary>
    private const int FormatWithStructure = 5;

    /// <summary>What a model needs that reads dates, or numbers that are not written plainly.</summary>
    private const int FormatWithReadings = 4;

    /// <summary>What a model needs whose segments have ids of their own.</summary>
    private const int FormatWithIds = 3;

    /// <summary>What a model with encoded columns or orders needs.</summary>
    private const int FormatWithEncoding = 2;

    /// <summary>What a model without any of these needs; it is written so, and older versions of the service can read it.</summary>
    private const int PlainFormat = 1;

    /// <summary>The transforms as they are stored.</summary>
    public static EnumNames<Transform> Transforms { get; } = new((Transform.None, "none"), (Transform.Log1p, "log1p"), (Transform.SignedLog1p, "signedLog1p"));

    /// <summary>The rules that choose the number of segments as they are stored.</summary>
    public static EnumNames<SelectionRule> Rules { get; } = new(
        (SelectionRule.Fixed, "fixed"),
        (SelectionRule.Silhouette, "silhouette"),
        (SelectionRule.Elbow, "elbow"),
        (SelectionRule.LargestSmallestShare, "largestSmallestShare"),
        (SelectionRule.Separate, "separate"),
        (SelectionRule.StableElbow, "stableElbow"));

    /// <summary>The verdicts on segments as they are stored.</summary>
    public static EnumNames<StructureVerdict> Verdicts { get; } = new(
        (StructureVerdict.Separate, "separate"), (StructureVerdict.Groups, "groups"), (StructureVerdict.Continuum, "continuum"));

    /// <summary>What became of the segments of a parent, as it is stored and told.</summary>
    public static EnumNames<LineageStatus> LineageStatuses { get; } = new(
        (LineageStatus.Kept, "kept"), (LineageStatus.New, "new"), (LineageStatus.Split, "split"), (LineageStatus.Merged, "merged"));

    /// <summary>What is told of the values of columns, as it is stored and told.</summary>
    public static EnumNames<ProfileKind> ProfileKinds { get; } = new((ProfileKind.Number, "number"), (ProfileKind.Values, "values"), (ProfileKind.Date, "date"));

    /// <summary>The marks of negative numbers as they are stored.</summary>
    public static EnumNames<NegativeForm> NegativeForms { get; } = new(
        (NegativeForm.MinusBefore, "minusBefore"), (NegativeForm.MinusBehind, "minusBehind"), (NegativeForm.Brackets, "brackets"));

    /// <summary>What stands behind numbers as it is stored.</summary>
    public static EnumNames<UnitKind> UnitKinds { get; } = new(
        (UnitKind.None, "none"),
        (UnitKind.Unit, "unit"),
        (UnitKind.Magnitude, "magnitude"),
        (UnitKind.Seconds, "seconds"),
        (UnitKind.Months, "months"),
        (UnitKind.Flag, "flag"));

    /// <summary>The file among those of a version.</summary>
    public static VersionPart Part { get; } = new(FileName, IsRequired: true, ArchiveLimits.MaxModelBytes, Check: null);

    /// <summary>The model of a version that is to be stored.</summary>
    /// <param name="trained">The model, and the report about it.</param>
    public static PartContent Of(TrainedModel trained) => Part.Of(stream => Write(trained, stream));

    /// <summary>Writes a model and the report about it, in the oldest format that can hold them, all but notices and columns: they name places of the table, which depend on the form in which it came.</summary>
    /// <param name="trained">The model, and the report about it.</param>
    /// <param name="stream">Takes the bytes.</param>
    /// <exception cref="CorruptModelException">A number of the model is not finite.</exception>
    public static void Write(TrainedModel trained, Stream stream)
    {
        try
        {
            JsonSerializer.Serialize(stream, ToRecord(trained), StorageJson.Strict.ModelRecord);
            stream.WriteByte((byte)'\n');
        }
        catch (ArgumentException e)
        {
            throw new CorruptModelException($"The model cannot be stored: {e.Message}", e);
        }
    }

    /// <summary>Reads a model and checks every rule that prediction relies on.</summary>
    /// <param name="stream">A stream that can be read again from its beginning.</param>
    /// <param name="notices">The notices of the model, which are kept elsewhere.</param>
    /// <param name="columns">What the columns of its table were taken for, kept elsewhere too; null where that is not known.</param>
    /// <exception cref="CorruptModelException">The bytes are no model, or break a rule, or their format is not known.</exception>
    public static TrainedModel Read(Stream stream, IReadOnlyList<Notice> notices, IReadOnlyList<ColumnReport>? columns = null)
    {
        var record = StrictJson.Read(stream, FileName, NewestFormat, StorageJson.Strict.ModelRecord);
        ModelRules.Check(record);
        return FromRecord(record, notices, columns ?? []);
    }

    private static ModelRecord ToRecord(TrainedModel trained)
    {
        var (model, report) = trained;
        var (features, parts, hasIds) = (model.FeatureSet, model.FeatureSet.Parts, !model.IsNumberedBySize);
        return new ModelRecord(
            OldestFormat(trained, hasIds),
            report.Customers,
            report.Seed,
            new PartsRecord(parts.Id, parts.Recency, parts.Frequency, parts.Monetary, parts.Tenure),
            [.. features.Inputs.Select(ToRecord)],
            [.. features.Features.Select(ToRecord)],
            model.Temperature,
            [.. model.Segments.Select((segment, c) => ToRecord(segment, report.Profiles[c], model.Centroids, c) with { Id = hasIds ? segment.Id : null })],
            SelectionRecord.Of(report.Selection),
            report.Orders is { } orders ? ToRecord(orders) : null,
            report.Structure is { } structure ? StructureRecord.Of(structure) : null,
            model.Jury is { } jury ? new JuryRecord(jury.Count, jury.ToBytes()) : null,
            report.Tree is { } tree ? TreeRecord.Of(tree) : null,
            report.Lineage is { } lineage ? LineageRecord.Of(lineage) : null,
            report.Drift is { } drift ? DriftRecord.Of(drift) : null,
            report.Table is { } table ? ProfileRecord.Of(table) : null,
            report.Labels.Given is { Count: > 0 } labels ? new OrderedDictionary<string, string>(labels) : null);
    }

    private static int OldestFormat(TrainedModel trained, bool hasIds)
    {
        if (trained.Report.Table is not null || trained.Report.Labels.Given.Count > 0) return FormatWithProfile;
        if (trained.Report.Tree is not null || trained.Report.Drift is not null || trained.Report.Lineage is not null || trained.Report.Profiles.Any(profile => profile.Phrases is not null)) return FormatWithTree;
        if (trained.Model.Jury is not null || trained.Report.Profiles.Any(profile => profile.Stability is not null)) return FormatWithJury;
        var selection = trained.Report.Selection;
        if (trained.Report.Structure is not null || selection.Rule is SelectionRule.Separate or SelectionRule.StableElbow || selection.Candidates.Any(candidate => candidate.Groups is not null || candidate.Stability is not null))
            return FormatWithStructure;
        if (trained.Model.FeatureSet.Inputs.Any(input => input.Days is not null || input.Notation is not null)) return FormatWithReadings;
        if (trained.Report.Orders is { } orders && !ToRecord(orders).IsPlain) return FormatWithReadings;
        if (hasIds) return FormatWithIds;
        return trained.Report.Orders is not null || trained.Model.FeatureSet.Inputs.Any(input => input.Values is not null) ? FormatWithEncoding : PlainFormat;
    }

    private static InputRecord ToRecord(InputColumn input) =>
        new(input.Name, input.Median, input.Values?.Names.ToArray(), input.Days, input.Notation is { } notation ? ToRecord(notation) : null);

    private static NotationRecord ToRecord(NumberNotation notation) => new(
        notation.HasDecimalComma,
        notation.Group?.ToString(),
        notation.HasGroupsOfTwo,
        notation.Currency,
        notation.IsPercent,
        notation.Negative,
        notation.Units,
        notation.Unit);

    private static OrdersRecord ToRecord(OrderOrigin orders) => new(
        orders.AsOf,
        orders.Parts.Customer!,
        orders.Parts.Invoice,
        orders.Parts.Date!,
        orders.Parts.Amount,
        orders.Parts.Quantity,
        orders.Parts.Price,
        orders.DateFormat,
        orders.Parts.Time,
        orders.Parts.Status,
        orders.CountStatus?.ToArray(),
        orders.Parts.Currency,
        orders.Guests?.ToArray(),
        orders.IsAmountPerOrder,
        orders.Decimal is { } sign ? sign == DecimalSign.Comma : null,
        orders.Summary);

    private static FeatureRecord ToRecord(Feature feature) => new(
        feature.Name,
        feature.Source,
        feature.Transform,
        feature.Missing,
        feature.Median,
        feature.Min,
        feature.Max,
        feature.LowerFence,
        feature.UpperFence,
        feature.Clipped,
        feature.Center,
        feature.Scale,
        feature.Value);

    private static SegmentRecord ToRecord(Segment segment, SegmentProfile profile, FeatureMatrix centroids, int c)
    {
        var point = new float[centroids.Features];
        centroids.CopyPoint(c, point);
        return new SegmentRecord(
            segment.Name,
            profile.Size,
            profile.Share,
            segment.Radius,
            point,
            [.. profile.Centroid],
            [.. profile.Statistics],
            [.. profile.Distinguishing],
            Stability: profile.Stability,
            Phrases: profile.Phrases?.ToArray());
    }

    private static TrainedModel FromRecord(ModelRecord record, IReadOnlyList<Notice> notices, IReadOnlyList<ColumnReport> columns)
    {
        var centroids = new FeatureMatrix(record.Segments.Length, record.Features.Length);
        for (var c = 0; c < record.Segments.Length; c++) centroids.SetPoint(c, record.Segments[c].Point);
        var parts = new ColumnParts
        {
            Id = record.Parts.Id,
            Recency = record.Parts.Recency,
            Frequency = record.Parts.Frequency,
            Monetary = record.Parts.Monetary,
            Tenure = record.Parts.Tenure,
        };
        var model = new SegmentationModel
        {
            FeatureSet = new FeatureSet(
                Array.ConvertAll(record.Inputs, FromRecord),
                Array.ConvertAll(record.Features, FromRecord),
                parts),
            Centroids = centroids,
            Temperature = record.Temperature,
            Segments = [.. record.Segments.Select((segment, c) => new Segment(segment.Id ?? c + 1, segment.Name, segment.Radius))],
            Jury = record.Jury is { } jury ? Jurors.Of(jury.Points, jury.Jurors, record.Features.Length) : null,
        };
        var report = new TrainingReport
        {
            Customers = record.Customers,
            Seed = record.Seed,
            Selection = record.Selection.ToSelection(),
            Structure = record.Structure?.ToStructure(),
            Tree = record.Tree?.ToTree(),
            Lineage = record.Lineage?.ToLineage(),
            Profiles = Array.ConvertAll(record.Segments, FromRecord),
            Table = record.Profile?.ToProfile(),
            Labels = record.Labels is { } labels ? new ColumnLabels(labels) : ColumnLabels.Made,
            Drift = record.Drift?.ToReference(record.Segments),
            Orders = record.Orders is { } orders ? FromRecord(orders) : null,
            Notices = notices,
            Columns = columns,
        };
        return new TrainedModel(model, report);
    }

    private static InputColumn FromRecord(InputRecord input) => new(input.Name, input.Median, input.Values is null ? null : new CategoryValues(input.Values))
    {
        Days = input.Days,
        Notation = input.Notation is { } notation
            ? new NumberNotation(notation.DecimalComma, notation.Group?[0], notation.Currency, notation.Percent)
            {
                HasGroupsOfTwo = notation.GroupsOfTwo,
                Negative = notation.Negative,
                Units = notation.Units,
                Unit = notation.Unit,
            }
            : null,
    };

    private static OrderOrigin FromRecord(OrdersRecord orders) => new(
        orders.AsOf,
        new OrderParts
        {
            Customer = orders.Customer,
            Invoice = orders.Invoice,
            Date = orders.Date,
            Amount = orders.Amount,
            Quantity = orders.Quantity,
            Price = orders.Price,
            Time = orders.Time,
            Status = orders.Status,
            Currency = orders.Currency,
        },
        orders.DateFormat)
    {
        CountStatus = orders.CountStatus,
        Guests = orders.Guests,
        IsAmountPerOrder = orders.IsAmountPerOrder,
        Decimal = orders.HasDecimalComma is { } hasComma ? hasComma ? DecimalSign.Comma : DecimalSign.Point : null,
        Summary = orders.Summary,
    };

    private static Feature FromRecord(FeatureRecord feature) => new()
    {
        Name = feature.Name,
        Source = feature.Source,
        Value = feature.Value,
        Transform = feature.Transform,
        Missing = feature.Missing,
        Median = feature.Median,
        Min = feature.Min,
        Max = feature.Max,
        LowerFence = feature.LowerFence,
        UpperFence = feature.UpperFence,
        Clipped = feature.Clipped,
        Center = feature.Center,
        Scale = feature.Scale,
    };

    private static SegmentProfile FromRecord(SegmentRecord segment) => new()
    {
        Size = segment.Size,
        Share = segment.Share,
        Centroid = segment.Centroid,
        Statistics = segment.Statistics,
        Distinguishing = segment.Distinguishing,
        Stability = segment.Stability,
        Phrases = segment.Phrases,
    };
}

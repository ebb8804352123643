using System.Text.Json.Serialization;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>The content of <c>model.json</c>: ../FORMAT.md describes it. What is null is not known or does not exist. Where a part of the model is stored as it is, it stands here itself.</summary>
internal sealed record ModelRecord(
    int FormatVersion,
    int Customers,
    long Seed,
    PartsRecord Parts,
    InputRecord[] Inputs,
    FeatureRecord[] Features,
    double Temperature,
    SegmentRecord[] Segments,
    SelectionRecord Selection,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrdersRecord? Orders = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StructureRecord? Structure = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JuryRecord? Jury = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TreeRecord? Tree = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LineageRecord? Lineage = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DriftRecord? Drift = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProfileRecord? Profile = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrderedDictionary<string, string>? Labels = null);

/// <summary>The jurors that vote on the confidence: how many, and <paramref name="Points"/>, juror after juror, segment after segment, the coordinates as float32; since format 6.</summary>
internal sealed record JuryRecord(int Jurors, byte[] Points);

/// <summary>The log of orders that the customers were made of; since format 2, and with what follows the format of the dates since format 4.</summary>
internal sealed record OrdersRecord(
    DateTime AsOf,
    string Customer,
    string? Invoice,
    string Date,
    string? Amount,
    string? Quantity,
    string? Price,
    string? DateFormat,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Time = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? CountStatus = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Currency = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Guests = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? IsAmountPerOrder = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? HasDecimalComma = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OrderSummary? Summary = null)
{
    /// <summary>Whether a format before 4 can hold it.</summary>
    [JsonIgnore]
    public bool IsPlain => (Time ?? Status ?? Currency) is null && CountStatus is null && Guests is null && IsAmountPerOrder is null && HasDecimalComma is null && Summary is null;
}

/// <summary>Which column plays which part.</summary>
internal sealed record PartsRecord(string? Id, string? Recency, string? Frequency, string? Monetary, string? Tenure);

/// <summary>
/// A column that the model reads. <paramref name="Values"/> are those of an encoded one; <paramref name="Days"/> tells how the dates of a column become days, and
/// <paramref name="Notation"/> how numbers were written that are not plain, both since format 4. All are left out for all others.
/// </summary>
internal sealed record InputRecord(
    string Name,
    double Median,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Values = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DaysReading? Days = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NotationRecord? Notation = null);

/// <summary>How the numbers of a column were written; since format 4.</summary>
internal sealed record NotationRecord(
    bool DecimalComma, string? Group, bool GroupsOfTwo, string? Currency, bool Percent, NegativeForm Negative, UnitKind Units, string? Unit);

/// <summary>A feature and how it is prepared. <paramref name="Value"/> is that of an encoded column that it stands for; left out for all others.</summary>
internal sealed record FeatureRecord(
    string Name,
    string Source,
    Transform Transform,
    int Missing,
    double Median,
    double Min,
    double Max,
    double? LowerFence,
    double? UpperFence,
    int Clipped,
    double Center,
    double Scale,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null);

/// <summary>
/// A segment: <paramref name="Point"/> is its centroid in the feature space, <paramref name="Centroid"/> the same in original units. <paramref name="Id"/> is
/// left out where the segments are numbered 1 to k in their order, <paramref name="Stability"/>, of format 6, and <paramref name="Phrases"/> of the name, of format 7, where they are not known.
/// </summary>
internal sealed record SegmentRecord(
    string Name,
    int Size,
    double Share,
    double Radius,
    float[] Point,
    double[] Centroid,
    ColumnStatistics[] Statistics,
    DistinguishingFeature[] Distinguishing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Stability = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NamePhrase[]? Phrases = null);

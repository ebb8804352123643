using System.Text.Json.Serialization;
using SegmentationService.Api.Models;

namespace SegmentationService.Api.Prediction;

// The form of the answer, for OpenAPI, which shows the comments; PredictRequest writes it.
/// <summary>The segment of one customer.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="CustomerId">The id of the customer, where one was given.</param>
/// <param name="Segment">The number of the nearest segment.</param>
/// <param name="Name">Its name.</param>
/// <param name="Confidence">The share of refits on resampled customers that put the customer into this segment, the distances as one more vote: 0 to 1, over all segments it sums to 1. Where <c>confidenceBasis</c> is <c>distance</c>, how clearly this segment and no other by the distances alone.</param>
/// <param name="Distance">The Euclidean distance to its centre, in the feature space.</param>
/// <param name="Outlier">Whether the customer lies farther out than 99.5 % of the training customers of the segment, or a value of it farther than that of any.</param>
/// <param name="Uncertain">Whether the confidence is below 0.5.</param>
/// <param name="ConfidenceBasis">What the confidence is made of: <c>jury</c> or <c>distance</c>.</param>
/// <param name="Alternatives">The nearest three segments, nearest first.</param>
/// <param name="Notices">Fields that were missing and took the training median, values unknown to an encoded column, and fields that are probably misspelt.</param>
internal sealed record PredictResponse(
    string Model,
    int Version,
    string? CustomerId,
    int Segment,
    string Name,
    double Confidence,
    double Distance,
    bool Outlier,
    bool Uncertain,
    string ConfidenceBasis,
    IReadOnlyList<AlternativeResponse> Alternatives,
    IReadOnlyList<NoticeResponse> Notices)
{
    /// <summary>The name that the training made, where people have given the segment another one; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MadeName { get; init; }

    /// <summary>With an explanation, the number of the segment that <c>why</c> compares with; null where there is only one segment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Rival { get; init; }

    /// <summary>With an explanation, what each feature says for the segment and against the rival, the largest in size first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ContributionResponse>? Why { get; init; }

    /// <summary>With an explanation, the nearest boundary of the segment; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RadiusResponse? Radius { get; init; }

    /// <summary>With an explanation, what would change the segment, column by column.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ColumnFlipsResponse>? Flips { get; init; }
}

/// <summary>One of the nearest segments.</summary>
/// <param name="Segment">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Distance">The Euclidean distance to its centre, in the feature space.</param>
internal sealed record AlternativeResponse(int Segment, string Name, double Confidence, double Distance)
{
    /// <summary>The name that the training made, where people have given the segment another one; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MadeName { get; init; }
}

/// <summary>The segment of one customer of a batch; null throughout when the customer could not be assigned, as its notices say.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="CustomerId">The id of the customer; its row where there is none.</param>
/// <param name="Segment">The number of the nearest segment.</param>
/// <param name="Name">Its name.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Distance">The Euclidean distance to its centre, in the feature space.</param>
/// <param name="Outlier">Whether the customer lies farther out than 99.5 % of the training customers of the segment, or a value of it farther than that of any.</param>
/// <param name="Uncertain">Whether the confidence is below 0.5.</param>
/// <param name="Notices">Fields that were missing, unknown or probably misspelt, or are no numbers.</param>
internal sealed record BatchItemResponse(
    int Version,
    string CustomerId,
    int? Segment,
    string? Name,
    double? Confidence,
    double? Distance,
    bool? Outlier,
    bool? Uncertain,
    IReadOnlyList<NoticeResponse> Notices)
{
    /// <summary>The name that the training made, where people have given the segment another one; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MadeName { get; init; }

    /// <summary>With an explanation, the number of the segment that <c>why</c> compares with; null where there is only one segment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Rival { get; init; }

    /// <summary>With an explanation, what each feature says for the segment and against the rival, the largest in size first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ContributionResponse>? Why { get; init; }

    /// <summary>With an explanation, the nearest boundary of the segment; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RadiusResponse? Radius { get; init; }

    /// <summary>With an explanation, what would change the segment, column by column.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ColumnFlipsResponse>? Flips { get; init; }

    /// <summary>With include=columns, the cells of the customer's row of the body, as they came; null where one is empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string?>? Columns { get; init; }
}

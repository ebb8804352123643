namespace SegmentationService.Api.Prediction;

// The form of the answer, for OpenAPI, which shows the comments; CustomerStory writes it.
/// <summary>A customer of a training, and why it is where it is.</summary>
/// <param name="Id">The id, as the table has it; the number of the row where it has none.</param>
/// <param name="Segment">The number of the segment.</param>
/// <param name="Name">Its name.</param>
/// <param name="Confidence">0 to 1, as <c>/predict</c> tells it.</param>
/// <param name="Distance">The Euclidean distance to its centre, in the feature space.</param>
/// <param name="Outlier">Whether the customer lies farther out than 99.5 % of the training customers of the segment, or a value of it farther than that of any.</param>
/// <param name="Columns">The customer's row of the table, each cell as it came, null where it is empty; of a customer made of orders what was computed. Null where the table is not kept.</param>
/// <param name="Rival">The number of the segment that <c>why</c> compares with; null where there is only one segment, and without an explanation.</param>
/// <param name="Why">What each feature says for the segment and against the rival, the largest in size first, as <c>/explain</c> has it; null where the values are not known.</param>
/// <param name="Radius">The nearest boundary of the segment; null where there is none, and where the values are not known.</param>
/// <param name="Flips">What would change the segment, column by column; null where the values are not known.</param>
/// <param name="Before">Where the version before had the customer; null where there is none, or none that knows the customer.</param>
/// <param name="Table">The id of the kept table that the version was trained on; null where it is not kept.</param>
/// <param name="Note">Why there are no columns, or no reasons; null where there are.</param>
internal sealed record CustomerResponse(
    string Id,
    int Segment,
    string Name,
    double Confidence,
    double Distance,
    bool Outlier,
    IReadOnlyDictionary<string, string?>? Columns,
    int? Rival,
    IReadOnlyList<ContributionResponse>? Why,
    RadiusResponse? Radius,
    IReadOnlyList<ColumnFlipsResponse>? Flips,
    CustomerBeforeResponse? Before,
    string? Table,
    string? Note);

/// <summary>A customer in the version before: the parent of a version, or the one with the number below it.</summary>
/// <param name="Version">The number of that version.</param>
/// <param name="Segment">The number of the segment there.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Distance">The Euclidean distance to its centre, in the feature space of that version.</param>
internal sealed record CustomerBeforeResponse(int Version, int Segment, string Name, double Confidence, double Distance);

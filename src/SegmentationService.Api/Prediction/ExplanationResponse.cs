namespace SegmentationService.Api.Prediction;

// The form of explanations, for OpenAPI, which shows the comments; ExplanationWriter writes it.
/// <summary>What one feature says for the segment of a customer and against the rival.</summary>
/// <param name="Feature">The feature; of an encoded column the column, whose values are summed.</param>
/// <param name="Inputs">The columns that it is made of.</param>
/// <param name="Contribution">Its part of ln(w_a / w_b): above 0 for the segment, below 0 for the rival.</param>
/// <param name="Imputed">Whether a column of it is missing, so that its median counted.</param>
/// <param name="Clipped">Whether the value lies beyond a fence, so that the fence counted.</param>
internal sealed record ContributionResponse(string Feature, IReadOnlyList<string> Inputs, double Contribution, bool Imputed, bool Clipped);

/// <summary>The shortest way out of the segment.</summary>
/// <param name="Distance">Its length, Euclidean, in the feature space.</param>
/// <param name="To">The number of the segment behind the boundary; not always the runner-up.</param>
internal sealed record RadiusResponse(double Distance, int To);

/// <summary>Which values of one column, all others as they are, put the customer into another segment.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value of the customer: a number, or the text of an encoded column; null where it has none of its texts.</param>
/// <param name="Imputed">Whether it is missing: the median is taken, or none of the texts.</param>
/// <param name="Below">The nearest such number below; null where no number changes the segment.</param>
/// <param name="Above">The nearest such number above; null likewise.</param>
/// <param name="Values">Of an encoded column the texts that change the segment; null for numbers.</param>
internal sealed record ColumnFlipsResponse(string Column, object? Value, bool Imputed, NumberFlipResponse? Below, NumberFlipResponse? Above, IReadOnlyList<TextFlipResponse>? Values);

/// <summary>A number that changes the segment.</summary>
/// <param name="Value">In the units of the column.</param>
/// <param name="Segment">The number of the segment that the customer is in with it.</param>
internal sealed record NumberFlipResponse(double Value, int Segment);

/// <summary>A text that changes the segment.</summary>
/// <param name="Value">As it stood in training.</param>
/// <param name="Segment">The number of the segment that the customer is in with it.</param>
internal sealed record TextFlipResponse(string Value, int Segment);

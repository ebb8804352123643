namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>What every column of the training table says of all customers and of each segment, whether segments are made of it or not. No part of the fingerprint.</summary>
/// <param name="Money">The columns whose numbers are money, the monetary part first, then in the order of the table.</param>
/// <param name="Columns">The columns, in the order of the table. Not there are those that tell who the customer is, and texts of very many values.</param>
public sealed record TableProfile(IReadOnlyList<string> Money, IReadOnlyList<ColumnProfile> Columns);

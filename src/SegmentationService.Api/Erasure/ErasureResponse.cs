namespace SegmentationService.Api.Erasure;

// The comments are shown by OpenAPI.
/// <summary>What a customer was taken out of.</summary>
/// <param name="Model">The model.</param>
/// <param name="Versions">The versions that told of the customer, in ascending order, and do not any more. Their models, and the number of customers that they were trained on, are as before.</param>
/// <param name="Tables">How many kept tables that the model was trained on were removed whole, since they held the customer, or could not be read.</param>
/// <param name="Jobs">How many jobs were removed whole, since what they failed with quoted the customer.</param>
/// <param name="NotRead">The versions that are set aside, as damaged or of a newer format: nobody knows whether they tell of the customer.</param>
/// <param name="Left">What is left to do; null for nothing.</param>
internal sealed record ErasureResponse(string Model, IReadOnlyList<int> Versions, int Tables, int Jobs, IReadOnlyList<string> NotRead, string? Left);

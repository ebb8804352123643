namespace SegmentationService.Api.Http;

/// <summary>An example of the small JSON body of an endpoint, as metadata for OpenAPI. The body must be there, whatever the type of it allows so that the call itself can say what is missing.</summary>
/// <param name="Json">The body.</param>
internal sealed record DescribedExample(string Json);

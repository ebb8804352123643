namespace SegmentationService.Api.Http;

/// <summary>A kind of problem, as its page tells of it.</summary>
/// <param name="Name">The last part of its type, such as <c>invalid-csv</c>.</param>
/// <param name="Status">The HTTP status that it mostly comes with.</param>
/// <param name="Meaning">A sentence: what is the matter.</param>
/// <param name="Remedy">A sentence or two: what to do.</param>
internal sealed record ProblemKind(string Name, int Status, string Meaning, string Remedy);

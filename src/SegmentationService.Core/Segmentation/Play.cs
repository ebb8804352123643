namespace SegmentationService.Core.Segmentation;

/// <summary>What a marketer may do with the customers of a segment: a suggestion by their behaviour, which knows nothing of the business.</summary>
/// <param name="Code">A stable name of its kind, such as <c>win_back</c>.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Text">One or two sentences, as a suggestion.</param>
public sealed record Play(string Code, string Title, string Text);

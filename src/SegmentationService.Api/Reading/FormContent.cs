namespace SegmentationService.Api.Reading;

/// <summary>What a form holds beside the bytes of its file.</summary>
/// <param name="Fields">The fields that are no files, in their order.</param>
/// <param name="FileName">The name of the first file, as it was sent.</param>
internal sealed record FormContent(IReadOnlyList<KeyValuePair<string, string>> Fields, string FileName);

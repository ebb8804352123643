using SegmentationService.Api.Sources;

namespace SegmentationService.Api.Training;

/// <summary>The files of a source, and what a training on them takes.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">Their bytes, as they lie on the volume.</param>
/// <param name="Rows">The rows with a value in any cell; with input=transactions the customers made of them.</param>
/// <param name="MemoryBytes">
/// About what a training holds of them: a double for each cell of a customer as long as these are kept in memory, or else for each customer those of a column at work; a float for each feature; and the segment and the distance to its centroid.
/// </param>
/// <param name="Names">Their names below the volume, in the order of their rows; of many the first 100.</param>
internal sealed record FilesResponse(int Count, long Bytes, int Rows, long MemoryBytes, IReadOnlyList<string> Names)
{
    private const int MostListed = 100;

    public static FilesResponse Of(IReadOnlyList<SourceFile> files, int rows, long memoryBytes) => new(
        files.Count,
        files.Sum(file => file.Bytes),
        rows,
        memoryBytes,
        [.. files.Take(MostListed).Select(file => file.Name)]);
}

using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>What is wrong with one of several files says which one it is.</summary>
internal static class FileFaults
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="read">Reads it.</param>
    public static async ValueTask NameAsync(string file, Func<ValueTask> read)
    {
        try
        {
            await read();
        }
        catch (MalformedBodyException e)
        {
            throw new MalformedBodyException(e.Kind, InFile(e), e) { Line = e.Line, Item = e.Item, Column = e.Column };
        }
        catch (InvalidTableException e)
        {
            throw new InvalidTableException(e.Defect, InFile(e)) { Line = e.Line, Column = e.Column };
        }

        string InFile(Exception e) => $"Of the file '{Excerpt.Of(file)}': {e.Message}";
    }
}
